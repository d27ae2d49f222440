package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.declaration.RunIdentity;
import dev.runseal.key.Origin;
import dev.runseal.postings.EntryKey;
import dev.runseal.postings.Postings;
import dev.runseal.postings.PostingsEvents;
import dev.runseal.postings.PostingsOptions;
import dev.runseal.postings.Slot;
import dev.runseal.statement.Completion;
import dev.runseal.statement.Seal;
import dev.runseal.statement.Statement;
import dev.runseal.statement.StatementException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where in the log something is: the seal of a caller's execution, the completion of a seal, the
 * seals of a declaration. On disk in the folder {@code index} of the state directory, but for the
 * newest entries; derived from the entries, and made again from them where it is missing. The
 * writer alone changes it, any thread reads; what is here may not be durable yet, so readers
 * compare with the signed size.
 */
final class LogIndex {
  /** So many entries without an index are more than a crash leaves, and worth a word. */
  private static final long MANY = 100_000;

  private final Postings postings;
  private final LedgerEvents events;

  private LogIndex(Postings postings, LedgerEvents events) {
    this.postings = postings;
    this.events = events;
  }

  /** Opens the index of a log of {@code size} entries, and takes in those that it lacks. */
  static LogIndex open(
      Path state, Origin origin, long size, EntrySource entries, LedgerEvents events)
      throws LedgerException {
    return open(state, origin, size, entries, PostingsOptions.DEFAULT, events);
  }

  static LogIndex open(
      Path state,
      Origin origin,
      long size,
      EntrySource entries,
      PostingsOptions options,
      LedgerEvents events)
      throws LedgerException {
    Postings postings = null;
    try {
      postings = Postings.open(folder(state), origin, size, options, new Events(events));
      var index = new LogIndex(postings, events);
      index.takeIn(size, entries);
      return index;
    } catch (IOException e) {
      var why =
          new LedgerException(
              LedgerException.Reason.STATE_REFUSED,
              "index of %s can't be opened: %s".formatted(state, e),
              e);
      closeAfter(postings, why);
      throw why;
    } catch (LedgerException | RuntimeException e) {
      closeAfter(postings, e);
      throw e;
    }
  }

  static Path folder(Path state) {
    return state.resolve("index");
  }

  /** Removes what is on disk: the next {@link #open} makes it again. */
  static void discard(Path state, Origin origin) throws IOException {
    Postings.discard(folder(state), origin);
  }

  private void takeIn(long size, EntrySource entries) throws IOException, LedgerException {
    long covered = postings.covered();
    if (size - covered > MANY) {
      events.indexNotice(
          "entries %d to %d are not in the index and are put there".formatted(covered, size - 1));
    }
    for (long i = covered; i < size; i++) {
      EntryScan.Found found = scan(i, entries.entry(i));
      postings.add(
          i, found.uniqueness().key(), found.uniqueness().fingerprint(), found.declaration());
      postings.durable();
      postings.awaitRoom();
    }
  }

  /** What is to be said of an entry; one that is not as usual is parsed, or refused. */
  private static EntryScan.Found scan(long index, Bytes entry) throws LedgerException {
    Optional<EntryScan.Found> found = EntryScan.find(entry).filter(each -> each.index() == index);
    if (found.isPresent()) {
      return found.get();
    }
    Statement statement = parse(index, entry);
    return new EntryScan.Found(index, Uniqueness.of(statement), declarationKey(statement));
  }

  /** The statement that an entry of this log is. */
  static Statement parse(long index, Bytes entry) throws LedgerException {
    Statement statement;
    try {
      statement = Statement.parse(entry);
    } catch (StatementException e) {
      throw new LedgerException(
          LedgerException.Reason.STATE_REFUSED,
          "journal entry %d is no statement: %s".formatted(index, e.getMessage()),
          e);
    }
    if (statement.position().index() != index) {
      throw LedgerException.refused(
          "journal entry %d says its index is %d".formatted(index, statement.position().index()));
    }
    return statement;
  }

  void add(long index, Uniqueness uniqueness, Optional<RunIdentity> declaration) {
    postings.add(index, uniqueness.key(), uniqueness.fingerprint(), declaration.map(LogIndex::key));
  }

  /** Forgets the newest entry, which did not become durable, so that its key is free again. */
  void removeLast() {
    postings.removeLast();
  }

  /** What was added is durable: from now on it may go to disk here. */
  void durable() {
    postings.durable();
  }

  /** Sealing begins: the disk is for the journal first. */
  void live() {
    postings.live();
  }

  Optional<Slot> find(EntryKey key) throws LedgerException {
    try {
      return postings.find(key);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** The seals of a declaration from {@code from} on and before {@code size}, oldest first. */
  List<Long> seals(RunIdentity declaration, long from, long size, int limit)
      throws LedgerException {
    try {
      return postings.find(key(declaration), from, size, limit);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Why nothing may be sealed for the index's sake, if so. */
  Optional<LedgerException> findFault() {
    return postings.findFault().map(each -> new LedgerException(reason(each), each.why(), null));
  }

  /** Writes what is durable; when that fails the next start takes it in from the entries. */
  void close() {
    try {
      postings.close();
    } catch (IOException e) {
      events.indexNotice("not all of it could be written, the next start does that: " + e);
    }
  }

  static Optional<RunIdentity> declaration(Statement statement) {
    return switch (statement) {
      case Seal seal -> Optional.of(seal.declaration());
      case Completion _ -> Optional.empty();
    };
  }

  static Optional<EntryKey> declarationKey(Statement statement) {
    return declaration(statement).map(LogIndex::key);
  }

  private static EntryKey key(RunIdentity declaration) {
    return EntryKey.of(declaration.digest());
  }

  private static void closeAfter(@Nullable Postings postings, Exception because) {
    try {
      if (postings != null) {
        postings.close();
      }
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  private static LedgerException.Reason reason(Postings.Fault fault) {
    return fault.heals()
        ? LedgerException.Reason.DISK_REFUSES
        : LedgerException.Reason.JOURNAL_FAILED;
  }

  private static LedgerException unreadable(IOException e) {
    if (Thread.currentThread().isInterrupted()) {
      return new LedgerException(
          LedgerException.Reason.INTERRUPTED, "interrupted while reading the index", e);
    }
    return new LedgerException(LedgerException.Reason.READ_FAILED, "index can't be read: " + e, e);
  }

  /** The index's events, as the ledger's. */
  private record Events(LedgerEvents events) implements PostingsEvents {
    @Override
    public void notice(String what) {
      events.indexNotice(what);
    }

    @Override
    public void stopped(Postings.Fault fault) {
      events.stopped(new LedgerStatus.Stopped(reason(fault), fault.why()));
    }

    @Override
    public void goesOn() {
      events.indexBack();
    }
  }
}
