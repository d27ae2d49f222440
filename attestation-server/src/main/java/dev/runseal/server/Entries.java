package dev.runseal.server;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.ledger.Ledger;
import dev.runseal.ledger.LedgerException;
import dev.runseal.statement.Seal;
import dev.runseal.statement.Statement;
import dev.runseal.statement.StatementException;
import dev.runseal.tree.LeafHash;

/** The signed entries of the log, as requests name them: by the log's origin and an index. */
final class Entries {
  private final Ledger ledger;

  Entries(Ledger ledger) {
    this.ledger = ledger;
  }

  /** A seal that stands in the log. */
  record Found(Seal seal, Bytes entry) {
    LeafHash leafHash() {
      return LeafHash.of(entry);
    }
  }

  Origin log() {
    return ledger.origin();
  }

  Bytes entry(Origin log, long index) throws Refusal {
    if (!log.equals(ledger.origin())) {
      throw new Refusal(
          Problem.NO_SUCH_SEAL, "log is %s, this signer keeps %s".formatted(log, ledger.origin()));
    }
    try {
      return ledger
          .findEntry(index)
          .orElseThrow(() ->
              new Refusal(
                  Problem.NO_SUCH_SEAL,
                  "index is %d, %s has %d entries".formatted(index, log, ledger.size())));
    } catch (LedgerException e) {
      throw LedgerRefusal.of(e, Problem.EXECUTION_REUSED);
    }
  }

  Found seal(Origin log, long index) throws Refusal {
    Bytes entry = entry(log, index);
    if (!(statement(entry) instanceof Seal seal)) {
      throw new Refusal(Problem.NO_SUCH_SEAL, "entry %d of %s is not a seal".formatted(index, log));
    }
    return new Found(seal, entry);
  }

  /** What an entry of this log says. */
  static Statement statement(Bytes entry) {
    try {
      return Statement.parse(entry);
    } catch (StatementException e) {
      throw new AssertionError("the log holds only statements that this program wrote", e);
    }
  }

  /** Reading what another caller sealed is a right; completing it is none that anybody has. */
  static void requireReadable(Visitor visitor, Statement statement) throws Refusal {
    if (!visitor.reader()) {
      requireOwn(visitor, statement);
    }
  }

  static void requireOwn(Visitor visitor, Statement statement) throws Refusal {
    if (!statement.caller().equals(visitor.caller())) {
      throw new Refusal(
          Problem.NOT_YOUR_SEAL,
          "the seal belongs to another caller than %s".formatted(visitor.caller().text()));
    }
  }
}
