package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.tree.NodeReader;
import dev.runseal.tree.TilePath;
import dev.runseal.tree.TreeHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of the tree: the newest from memory, all others from full tiles on disk, of which a
 * bounded number is kept. A tile that is read must hash to what the tile above it holds, and so on
 * up to one in memory: a disk that lies makes a read fail, and never a wrong proof. Any thread
 * reads, without a lock; a disk that fails surfaces as {@link UncheckedIOException}.
 */
final class TileReader implements NodeReader {
  /** About 50 KB each. */
  private static final int CACHED = 256;

  private final LogDirectory files;
  private final TailTiles tail;

  /** Each tile has one place here, and whoever comes later takes it. */
  private final AtomicReferenceArray<@Nullable Tile> cache = new AtomicReferenceArray<>(CACHED);

  TileReader(LogDirectory files, TailTiles tail) {
    this.files = files;
    this.tail = tail;
  }

  @Override
  public TreeHash node(int level, long index) {
    int inner = level % Tile.HEIGHT;
    return tile(level / Tile.HEIGHT, index >>> (Tile.HEIGHT - inner))
        .node(inner, (int) (index & ((TilePath.FULL_WIDTH >> inner) - 1)));
  }

  /**
   * Puts the right edge of the first {@code size} entries into memory, from the full tiles that
   * hold all of them. What is wrong with those shows when the root is compared with a signed one.
   */
  void resume(long size) throws IOException {
    long width = size;
    for (int level = 0; width > 0; level++, width >>>= Tile.HEIGHT) {
      int partial = (int) (width % TilePath.FULL_WIDTH);
      long index = width / TilePath.FULL_WIDTH;
      if (partial > 0) {
        tail.add(level, index, Tile.of(level, index, hashes(level, index, partial)));
      }
    }
  }

  /** The first hashes of a tile that is not full, or, at the lowest level, not needed in full. */
  private List<TreeHash> hashes(int level, long index, int count) throws IOException {
    if (level == 0) {
      return Tile.parse(read(0, index)).subList(0, count);
    }
    List<TreeHash> hashes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      hashes.add(unverified(level - 1, index * TilePath.FULL_WIDTH + i).root());
    }
    return hashes;
  }

  private Tile tile(int level, long index) {
    Tile newest = tail.find(level, index);
    if (newest != null) {
      return newest;
    }
    // Entries' tiles come and go; those above them serve many, so they have places of their own.
    int slot = (int) (index % (CACHED / 2)) + (level == 0 ? 0 : CACHED / 2);
    Tile known = cache.get(slot);
    if (known != null && known.is(level, index)) {
      return known;
    }
    Tile tile = verified(level, index);
    cache.set(slot, tile);
    return tile;
  }

  private Tile verified(int level, long index) {
    if (level == TilePath.MAX_LEVEL) {
      throw new AssertionError("the newest tile of the highest level is never let go of");
    }
    try {
      Tile tile = unverified(level, index);
      if (!tile.root().equals(node(Tile.HEIGHT * (level + 1), index))) {
        throw new IOException(
            "tile %s does not hash to what the tile above it holds: restore it from a copy of this log"
                .formatted(files.path(name(level, index))));
      }
      return tile;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Tile unverified(int level, long index) throws IOException {
    return Tile.of(level, index, Tile.parse(read(level, index)));
  }

  private Bytes read(int level, long index) throws IOException {
    String name = name(level, index);
    Bytes encoded;
    try {
      encoded = files.read(name);
    } catch (NoSuchFileException e) {
      throw missing(name, "is missing", e);
    }
    if (encoded.length() != Tile.BYTES) {
      throw missing(
          name, "has %d bytes, expected %d".formatted(encoded.length(), Tile.BYTES), null);
    }
    return encoded;
  }

  private IOException missing(String name, String found, @Nullable IOException cause) {
    return new IOException(
        "tile %s %s: restore it from a copy of this log".formatted(files.path(name), found), cause);
  }

  private static String name(int level, long index) {
    return TilePath.hashes(level, index, TilePath.FULL_WIDTH).encode();
  }
}
