package dev.runseal.audit;

import dev.runseal.audit.EntryFacts.Common;
import dev.runseal.audit.EntryFacts.Target;
import dev.runseal.audit.Problems.Problem;
import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.statement.Completion;
import dev.runseal.statement.Position;
import dev.runseal.statement.Seal;
import dev.runseal.statement.SealRef;
import dev.runseal.statement.Statement;
import dev.runseal.statement.StatementException;
import dev.runseal.tree.TreeHash;
import java.util.List;

/** Reads entries as statements of one log, each by itself. */
record StatementWork(Origin origin, Fingerprint fingerprint) {

  /** Adds either the facts of this entry or what is wrong with it. */
  void read(
      long index, Bytes entry, TreeHash leaf, List<EntryFacts> facts, List<Problem> problems) {
    Statement statement;
    try {
      statement = Statement.parse(entry);
    } catch (StatementException e) {
      problems.add(problem("entry %d: %s".formatted(index, e.getMessage())));
      return;
    }
    Position position = statement.position();
    if (position.index() != index) {
      problems.add(
          problem("entry %d says that its index is %d".formatted(index, position.index())));
    } else if (!position.log().equals(origin)) {
      problems.add(
          problem(
              "entry %d says that its log is %s, expected %s"
                  .formatted(index, position.log(), origin)));
    } else {
      facts.add(facts(statement, leaf));
    }
  }

  private EntryFacts facts(Statement statement, TreeHash leaf) {
    String caller = statement.caller().text();
    var common =
        new Common(
            statement.position().index(),
            statement.position().sealedAt(),
            statement.keyAttestation(),
            fingerprint.of(leaf.digest()),
            fingerprint.of(caller));
    return switch (statement) {
      case Seal seal ->
          new EntryFacts.OfSeal(
              common,
              fingerprint.of(caller, seal.execution().id()),
              seal.parent().map(this::target));
      case Completion completion -> new EntryFacts.OfCompletion(common, target(completion.seal()));
    };
  }

  private Target target(SealRef seal) {
    return new Target(
        seal.log().equals(origin), seal.index(), fingerprint.of(seal.leafHash().digest()));
  }

  private static Problem problem(String message) {
    return new Problem(AuditCheck.STATEMENTS, message);
  }
}
