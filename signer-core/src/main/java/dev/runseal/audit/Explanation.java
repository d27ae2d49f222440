package dev.runseal.audit;

import dev.runseal.audit.Tiles.BrokenTile;
import dev.runseal.bytes.Bytes;
import dev.runseal.statement.Completion;
import dev.runseal.statement.Seal;
import dev.runseal.statement.SealRef;
import dev.runseal.statement.Statement;
import dev.runseal.statement.StatementException;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.TilePath;
import java.util.List;

/**
 * The words for what a rule between two entries found, of whom only fingerprints were kept: both
 * are read again.
 */
record Explanation(Tiles tiles, long size) {

  String sameExecution(long index, long earlier) throws AuditException {
    return read(index) instanceof Seal seal
        ? "entry %d has execution \"%s\" of caller %s, which entry %d has already"
            .formatted(index, seal.execution(), seal.caller().text(), earlier)
        : changed(index);
  }

  String otherCaller(long index, long seal) throws AuditException {
    return "entry %d, by caller %s, completes entry %d, by caller %s"
        .formatted(index, read(index).caller().text(), seal, read(seal).caller().text());
  }

  String wrongParent(long index) throws AuditException {
    return read(index) instanceof Seal seal && seal.parent().isPresent()
        ? wrongTarget("parent", index, seal.parent().get())
        : changed(index);
  }

  String wrongSeal(long index) throws AuditException {
    return read(index) instanceof Completion completion
        ? wrongTarget("seal", index, completion.seal())
        : changed(index);
  }

  private String wrongTarget(String field, long index, SealRef target) throws AuditException {
    Bytes entry = entry(target.index());
    var leaf = LeafHash.of(entry);
    if (!leaf.equals(target.leafHash())) {
      return "entry %d has the %s %d with leaf hash %s, entry %d hashes to %s"
          .formatted(index, field, target.index(), target.leafHash(), target.index(), leaf);
    }
    return "entry %d has the %s %d, which is no seal of this log at its place"
        .formatted(index, field, target.index());
  }

  private Statement read(long index) throws AuditException {
    try {
      return Statement.parse(entry(index));
    } catch (StatementException e) {
      throw new AuditException(changed(index), e);
    }
  }

  private Bytes entry(long index) throws AuditException {
    long bundle = index / TilePath.FULL_WIDTH;
    int width = (int) Math.min(TilePath.FULL_WIDTH, size - bundle * TilePath.FULL_WIDTH);
    try {
      List<Bytes> entries = tiles.entries(bundle, width);
      return entries.get((int) (index % TilePath.FULL_WIDTH));
    } catch (BrokenTile e) {
      throw new AuditException(changed(index), e);
    }
  }

  private static String changed(long index) {
    return "entry %d changed while it was audited: keep writers other than the daemon away"
        .formatted(index);
  }
}
