package dev.runseal.ledger;

import dev.runseal.tree.NodeSink;
import dev.runseal.tree.TilePath;
import dev.runseal.tree.TreeHash;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The newest tiles of each level, in memory: the one that grows, those that are not on disk yet,
 * and some before them, so that the proof of a fresh entry neither reads nor hashes. The writer's
 * thread adds nodes and whoever writes tiles lets go of them; any thread reads, without a lock,
 * nodes of a tree size that it learned of after they were added.
 */
final class TailTiles implements NodeSink {
  /** How many entries may wait for their tiles: what {@link #SLOTS} holds, less a large batch. */
  static final long MOST_WAITING = 1_024L * TilePath.FULL_WIDTH;

  /**
   * How many tiles of level 0 stay after they were written: as many entries as may be asked for.
   */
  private static final int KEPT = 64;

  private static final int SLOTS = 2_048;
  private static final int UPPER_SLOTS = 16;

  private final List<AtomicReferenceArray<@Nullable Tile>> levels = new ArrayList<>();

  TailTiles() {
    for (int level = 0; level <= TilePath.MAX_LEVEL; level++) {
      levels.add(new AtomicReferenceArray<>(level == 0 ? SLOTS : UPPER_SLOTS));
    }
  }

  @Override
  public void completed(int level, long index, TreeHash node) {
    int inner = level % Tile.HEIGHT;
    long number = index >>> (Tile.HEIGHT - inner);
    Tile tile = find(level / Tile.HEIGHT, number);
    if (tile == null) {
      tile = new Tile(level / Tile.HEIGHT, number);
      add(level / Tile.HEIGHT, number, tile);
    }
    tile.put(inner, (int) (index & ((TilePath.FULL_WIDTH >> inner) - 1)), node);
  }

  /** Takes in the tile that a log goes on with. */
  void add(int level, long index, Tile tile) {
    AtomicReferenceArray<@Nullable Tile> slots = levels.get(level);
    slots.set(slot(slots, index), tile);
  }

  @Nullable Tile find(int level, long index) {
    AtomicReferenceArray<@Nullable Tile> slots = levels.get(level);
    Tile tile = slots.get(slot(slots, index));
    return tile != null && tile.is(level, index) ? tile : null;
  }

  /** This tile is on disk: what is far enough behind it is read from there now. */
  void written(int level, long index) {
    long old = index - (level == 0 ? KEPT : 1);
    if (old >= 0 && find(level, old) != null) {
      AtomicReferenceArray<@Nullable Tile> slots = levels.get(level);
      slots.set(slot(slots, old), null);
    }
  }

  private static int slot(AtomicReferenceArray<@Nullable Tile> slots, long index) {
    return (int) (index & (slots.length() - 1));
  }
}
