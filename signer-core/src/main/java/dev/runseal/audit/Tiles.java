package dev.runseal.audit;

import dev.runseal.audit.Problems.Problem;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.tree.EntryBundle;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.MerkleRange;
import dev.runseal.tree.TileException;
import dev.runseal.tree.TilePath;
import dev.runseal.tree.TreeHash;
import java.util.List;
import java.util.Optional;

/**
 * The tiles of a log as an audit of one size reads them: exactly, or, since a log may drop a
 * partial tile when the full one is there, as the beginning of the full one.
 */
record Tiles(LogReader reader) {
  /** The first {@code width} entries of a bundle. */
  List<Bytes> entries(long index, int width) throws AuditException, BrokenTile {
    TilePath wanted = TilePath.entries(index, width);
    Found found = find(wanted);
    try {
      List<Bytes> entries = EntryBundle.parse(found.bytes(), found.path().width()).entries();
      return entries.subList(0, width);
    } catch (TileException e) {
      throw new BrokenTile("%s: %s".formatted(found.path(), e.getMessage()));
    }
  }

  /** What is wrong with the tile that must hold these hashes. */
  Optional<Problem> compare(int level, long index, List<TreeHash> expected) throws AuditException {
    try {
      Found found = find(TilePath.hashes(level, index, expected.size()));
      int length = found.path().width() * Sha256.LENGTH;
      if (found.bytes().length() != length) {
        return problem(
            "%s has %s bytes, expected %d"
                .formatted(
                    found.path(),
                    found.bytes().length() > DirectoryLogReader.MAX_TILE
                        ? "more than " + DirectoryLogReader.MAX_TILE
                        : found.bytes().length(),
                    length));
      }
      return mismatch(level, index, found, expected);
    } catch (BrokenTile e) {
      return problem(e.problem());
    }
  }

  private static Optional<Problem> mismatch(
      int level, long index, Found found, List<TreeHash> expected) {
    for (int i = 0; i < expected.size(); i++) {
      int at = i * Sha256.LENGTH;
      var hash = new Sha256(found.bytes().slice(at, at + Sha256.LENGTH));
      if (!hash.equals(expected.get(i).digest())) {
        long place = index * TilePath.FULL_WIDTH + i;
        return problem(
            "%s: hash %d is %s, %s to %s"
                .formatted(found.path(), i, hash, entries(level, place), expected.get(i)));
      }
    }
    return Optional.empty();
  }

  private static String entries(int level, long place) {
    if (level == 0) {
      return "entry %d hashes".formatted(place);
    }
    int bits = 8 * level;
    return "entries %d to %d hash".formatted(place << bits, ((place + 1) << bits) - 1);
  }

  private static Optional<Problem> problem(String message) {
    return Optional.of(new Problem(AuditCheck.TILES, message));
  }

  private record Found(TilePath path, Bytes bytes) {}

  private Found find(TilePath wanted) throws AuditException, BrokenTile {
    Optional<Bytes> exact = reader.find(wanted);
    if (exact.isPresent()) {
      return new Found(wanted, exact.get());
    }
    var full = new TilePath(wanted.kind(), wanted.index(), TilePath.FULL_WIDTH);
    Optional<Bytes> whole = wanted.equals(full) ? Optional.empty() : reader.find(full);
    return new Found(
        full,
        whole.orElseThrow(() ->
            new BrokenTile(
                "%s is missing, expected %d %s"
                    .formatted(
                        wanted,
                        wanted.width(),
                        wanted.kind() instanceof TilePath.Kind.Entries ? "entries" : "hashes"))));
  }

  /** The root over all that one tile holds. */
  static TreeHash root(List<TreeHash> hashes) {
    var range = new MerkleRange();
    for (TreeHash hash : hashes) {
      append(range, hash);
    }
    return range.root();
  }

  /**
   * Grows a range whose leaves are roots of equally large subtrees, the last of which may be
   * smaller: a tree splits at powers of two, so this gives the root over all their leaves.
   */
  static void append(MerkleRange range, TreeHash subtree) {
    range.append(new LeafHash(subtree.digest()), (level, index, node) -> {});
  }

  /** A tile without which there is nothing to go on with. */
  static final class BrokenTile extends Exception {
    private static final long serialVersionUID = 1;

    BrokenTile(String message) {
      super(message);
    }

    String problem() {
      return String.valueOf(getMessage());
    }
  }
}
