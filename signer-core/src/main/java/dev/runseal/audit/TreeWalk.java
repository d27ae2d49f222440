package dev.runseal.audit;

import dev.runseal.note.LogHead;
import dev.runseal.tree.MerkleRange;
import dev.runseal.tree.TilePath;
import dev.runseal.tree.TreeHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tree above the lowest tiles, derived anew from their roots, in order. It remembers one tile a
 * level and the right edge, however long the log is. Used by one thread.
 */
final class TreeWalk {
  private final Tiles tiles;
  private final Problems problems;

  /** The hashes of the tile that is being filled, by level; level 0 is the bundles' own work. */
  private final List<List<TreeHash>> open = new ArrayList<>();

  private final long[] filled = new long[TilePath.MAX_LEVEL + 2];
  private final MerkleRange range = new MerkleRange();
  private final Map<Long, TreeHash> keptRoots = new HashMap<>();
  private long size;

  TreeWalk(Tiles tiles, Problems problems) {
    this.tiles = tiles;
    this.problems = problems;
    for (int level = 0; level <= TilePath.MAX_LEVEL; level++) {
      open.add(new ArrayList<>());
    }
  }

  /** Takes the next lowest tile; only the last may be partial. */
  void append(List<TreeHash> leaves, List<LogHead> kept) throws AuditException {
    for (LogHead head : kept) {
      if (head.size() > size && head.size() <= size + leaves.size()) {
        MerkleRange before = range.copy();
        Tiles.append(before, Tiles.root(leaves.subList(0, (int) (head.size() - size))));
        keptRoots.put(head.size(), before.root());
      }
    }
    TreeHash root = Tiles.root(leaves);
    Tiles.append(range, root);
    size += leaves.size();
    if (leaves.size() == TilePath.FULL_WIDTH) {
      complete(1, root);
    }
  }

  /** Compares the tiles at the right edge too, and returns the root. */
  TreeHash end() throws AuditException {
    for (int level = 1; level <= TilePath.MAX_LEVEL; level++) {
      if (!open.get(level).isEmpty()) {
        compare(level);
      }
    }
    return range.root();
  }

  long size() {
    return size;
  }

  /** The root over the first entries, for a kept head's size that was passed on the way. */
  TreeHash rootAt(long keptSize) {
    return keptSize == 0 ? TreeHash.EMPTY : keptRoots.getOrDefault(keptSize, range.root());
  }

  private void complete(int level, TreeHash hash) throws AuditException {
    if (level > TilePath.MAX_LEVEL) {
      return;
    }
    List<TreeHash> tile = open.get(level);
    tile.add(hash);
    if (tile.size() == TilePath.FULL_WIDTH) {
      compare(level);
      complete(level + 1, Tiles.root(tile));
      tile.clear();
      filled[level]++;
    }
  }

  private void compare(int level) throws AuditException {
    tiles.compare(level, filled[level], open.get(level)).ifPresent(problems::add);
  }
}
