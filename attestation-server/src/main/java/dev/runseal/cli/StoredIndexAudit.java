package dev.runseal.cli;

import dev.runseal.audit.AuditReport;
import dev.runseal.key.Origin;
import dev.runseal.ledger.BundleEntries;
import dev.runseal.ledger.LedgerException;
import dev.runseal.ledger.StateLock;
import dev.runseal.ledger.StoredIndex;
import dev.runseal.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares the daemon's indexes in a state directory with the entries that an audit went through.
 */
record StoredIndexAudit(Path state, String name) {

  Verdict verdict(AuditReport report) throws CommandException {
    if (!report.accepted()) {
      return Verdict.notShown("it rests on the entries, which do not stand");
    }
    if (!Files.isDirectory(state.resolve("index"))) {
      return Verdict.notShown("%s has no folder \"index\"".formatted(name));
    }
    // A copy has no lock file, and needs no lock.
    if (!Files.exists(state.resolve("lock"))) {
      return compare(report);
    }
    try (var lock = StateLock.acquire(state)) {
      return new StoredIndexAudit(lock.directory(), name).compare(report);
    } catch (LedgerException e) {
      throw CommandException.failed(
          "%s: stop the daemon, or audit a copy".formatted(e.getMessage()), e);
    } catch (IOException e) {
      throw CommandException.failed("%s: the lock can't be let go: %s".formatted(name, e), e);
    }
  }

  private Verdict compare(AuditReport report) {
    long size = report.head().size();
    try {
      long covered =
          StoredIndex.verify(
              state, new Origin(report.head().origin()), size, new BundleEntries(state, size));
      return Verdict.pass(
          "the indexes say what the entries say",
          new Verdict.Fact("entries in them", Long.toString(covered)));
    } catch (LedgerException e) {
      return Verdict.fail(String.valueOf(e.getMessage()));
    }
  }
}
