package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.MerkleRange;
import dev.runseal.tree.TilePath;
import dev.runseal.tree.TreeHash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The hash tiles of a log, derived from its entries in their order and from nothing else. Full ones
 * are compared with the files of a directory; it keeps one tile a level, however long the log is.
 * Used by one thread.
 */
final class TileDerivation {
  private final LogDirectory files;
  private final MerkleRange range = new MerkleRange();

  /** By level, the hashes of the tile that is being filled. */
  private final List<List<Bytes>> open = new ArrayList<>();

  private final List<Wrong> wrong = new ArrayList<>();

  /** A full tile on disk that the entries don't give; {@code found} says what is there instead. */
  record Wrong(TilePath path, String found) {}

  TileDerivation(LogDirectory files) {
    this.files = files;
    for (int level = 0; level <= TilePath.MAX_LEVEL; level++) {
      open.add(new ArrayList<>());
    }
  }

  void append(Bytes entry) throws IOException {
    range.append(
        LeafHash.of(entry),
        (level, index, node) -> {
          if (level % Tile.HEIGHT == 0 && level / Tile.HEIGHT <= TilePath.MAX_LEVEL) {
            open.get(level / Tile.HEIGHT).add(node.digest().value());
          }
        });
    for (int level = 0; open.get(level).size() == TilePath.FULL_WIDTH; level++) {
      compare(path(level, range.size() - 1), content(level));
      open.get(level).clear();
      if (level == TilePath.MAX_LEVEL) {
        break;
      }
    }
  }

  /** The root over all that was appended. */
  TreeHash root() {
    return range.root();
  }

  /** The full tiles that are not as the entries give them, lower levels first. */
  List<Wrong> wrong() {
    return wrong;
  }

  /** The tiles that are begun and not full. */
  List<PartialTile> partials() {
    List<PartialTile> partials = new ArrayList<>();
    for (int level = 0; level <= TilePath.MAX_LEVEL; level++) {
      int width = open.get(level).size();
      if (width > 0) {
        TilePath full = path(level, range.size());
        partials.add(new PartialTile(TilePath.hashes(level, full.index(), width), content(level)));
      }
    }
    return partials;
  }

  /** A tile that is not full, and what it must hold. */
  record PartialTile(TilePath path, Bytes content) {}

  private void compare(TilePath path, Bytes expected) throws IOException {
    String name = path.encode();
    if (!files.exists(name)) {
      wrong.add(new Wrong(path, "is missing"));
    } else if (!files.read(name).equals(expected)) {
      wrong.add(new Wrong(path, "is not what the entries give"));
    }
  }

  private Bytes content(int level) {
    return Bytes.concat(open.get(level).toArray(Bytes[]::new));
  }

  /** The full tile of this level that speaks of this entry. */
  private static TilePath path(int level, long entry) {
    return TilePath.hashes(level, entry >>> (Tile.HEIGHT * (level + 1)), TilePath.FULL_WIDTH);
  }
}
