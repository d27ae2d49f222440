package dev.runseal.ledger;

import dev.runseal.key.Origin;
import dev.runseal.postings.PostingsCheck;
import dev.runseal.statement.Statement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The index in a state directory, for who looks after a log while no daemon writes to it: compared
 * with the entries, or made again from them.
 */
public final class StoredIndex {
  private StoredIndex() {}

  /**
   * Throws unless the index says of the entries that it covers what they say themselves, and
   * nothing more; returns how many it covers. Reads only: a copy will do. The newest entries of a
   * log whose daemon did not stop in order are not covered, and that is no fault.
   */
  public static long verify(Path state, Origin origin, long size, EntrySource entries)
      throws LedgerException {
    Path folder = LogIndex.folder(state);
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (PostingsCheck check = PostingsCheck.open(folder, origin)) {
      if (check.covered() > size) {
        throw LedgerException.refused(
            "index reaches to entry %d, the log has %d entries".formatted(check.covered(), size));
      }
      for (long i = 0; i < check.covered(); i++) {
        Statement statement = LogIndex.parse(i, entries.entry(i));
        Uniqueness uniqueness = Uniqueness.of(statement);
        check.verifyEntry(
            i, uniqueness.key(), uniqueness.fingerprint(), LogIndex.declarationKey(statement));
      }
      check.verifyNothingElse();
      return check.covered();
    } catch (IOException e) {
      throw new LedgerException(
          LedgerException.Reason.READ_FAILED,
          "index of %s is not that of its entries: %s".formatted(state, e.getMessage()),
          e);
    }
  }

  /** Makes the index from the entries, whatever is there; the caller holds the state's lock. */
  public static void rebuild(
      Path state, Origin origin, long size, EntrySource entries, LedgerEvents events)
      throws LedgerException {
    try {
      LogIndex.discard(state, origin);
    } catch (IOException e) {
      throw new LedgerException(
          LedgerException.Reason.STATE_REFUSED,
          "index of %s can't be removed: %s".formatted(state, e),
          e);
    }
    // A crash before this ends leaves an index of the first entries: the next start goes on.
    LogIndex.open(state, origin, size, entries, events).close();
  }
}
