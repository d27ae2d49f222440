package dev.runseal.audit;

import dev.runseal.audit.Problems.Problem;
import dev.runseal.audit.Tiles.BrokenTile;
import dev.runseal.bytes.Bytes;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.TilePath;
import dev.runseal.tree.TreeHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** What can be said of one entry bundle by itself: the work that several threads share. */
record BundleWork(Tiles tiles, Optional<StatementWork> statements, long bundle, int width)
    implements Callable<BundleWork.Result> {

  /**
   * What came of one bundle.
   *
   * @param leaves empty when the bundle can't be read, which is the first of the problems then
   * @param facts of the entries that are statements of this log in their place
   */
  record Result(List<TreeHash> leaves, List<Problem> problems, List<EntryFacts> facts) {}

  @Override
  public Result call() throws AuditException {
    List<Problem> problems = new ArrayList<>();
    List<Bytes> entries;
    try {
      entries = tiles.entries(bundle, width);
    } catch (BrokenTile e) {
      return new Result(List.of(), List.of(new Problem(AuditCheck.TREE, e.problem())), List.of());
    }
    List<TreeHash> leaves = new ArrayList<>(width);
    for (Bytes entry : entries) {
      leaves.add(LeafHash.of(entry).asTree());
    }
    tiles.compare(0, bundle, leaves).ifPresent(problems::add);
    List<EntryFacts> facts = new ArrayList<>();
    if (statements.isPresent()) {
      for (int i = 0; i < width; i++) {
        long index = bundle * TilePath.FULL_WIDTH + i;
        statements.get().read(index, entries.get(i), leaves.get(i), facts, problems);
      }
    }
    return new Result(leaves, problems, facts);
  }
}
