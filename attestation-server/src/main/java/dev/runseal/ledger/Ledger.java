package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.declaration.RunIdentity;
import dev.runseal.key.Origin;
import dev.runseal.key.ToBeSigned;
import dev.runseal.note.Receipt;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.postings.EntryKey;
import dev.runseal.statement.Caller;
import dev.runseal.statement.Execution;
import dev.runseal.statement.SealRef;
import dev.runseal.tree.ConsistencyProof;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.TilePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A log that can be appended to. An answer means that the entry is durable <em>and</em> under a
 * signed checkpoint. Any thread may call; a call that appends parks its thread until then, so
 * callers are virtual threads. Appending and signing each have a thread of their own.
 *
 * <p>Everything that can be read is read under the newest signed head: an entry that is durable but
 * not yet signed is not there for readers.
 */
public final class Ledger implements AutoCloseable {
  /** The most submissions that one request may bring: all of them fit one record. */
  public static final int MAX_GROUP = 1_000;

  private final LogStore store;
  private final LogIndex index;
  private final Health health;
  private final CheckpointSigner signer;
  private final Publisher publisher;
  private final Sequencer sequencer;
  private final Admission admission;
  private final SignedLog log;
  private final RollbackGuard guard;
  private final Patience patience;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Ledger(OpenedLog opened, LedgerSetup setup) {
    this.store = opened.store();
    this.index = opened.index();
    this.guard = setup.guard();
    LedgerOptions options = setup.options();
    this.patience = new Patience(options.patience());
    LedgerEvents events = setup.events();
    var clock = new SealClock(setup.time(), options.forwardBound(), opened.newest().micros());
    var key = new WatchedKey(opened.key(), options.tokenBound());
    this.health = new Health(clock, index, key, events);
    this.admission = new Admission("submissions", options.capacity());
    this.signer = new CheckpointSigner(key, opened.head(), health, patience, options, events);
    this.log = new SignedLog(store, index, signer::head, closed::get);
    this.publisher = new Publisher(store, health, options, events);
    health.watch(publisher::findBacklog);
    this.sequencer =
        new Sequencer(store, index, clock, health, signer, publisher, admission, options, events);
  }

  /**
   * Opens the log of the setup's key in the locked directory, or begins it there. What a crash left
   * durable and unsigned is signed before this returns. The lock goes with the ledger.
   */
  public static Ledger open(StateLock lock, LedgerSetup setup) throws LedgerException {
    return open(lock, setup, DiskDirectory::new);
  }

  static Ledger open(StateLock lock, LedgerSetup setup, LogDirectory.Opener opener)
      throws LedgerException {
    var opened = OpenedLog.open(lock, setup, opener);
    try {
      var ledger = new Ledger(opened, setup);
      ledger.start();
      return ledger;
    } catch (UncheckedIOException e) {
      opened.closeAfter(e);
      throw OpenedLog.refused(e);
    } catch (RuntimeException e) {
      opened.closeAfter(e);
      throw e;
    }
  }

  private void start() {
    index.live();
    patience.start();
    signer.start(this::answered);
    publisher.start();
    sequencer.start();
    guard.start(signer::head);
  }

  /** Seals one statement; the same again gives the entry that is there. */
  public Sealed append(Submission submission) throws LedgerException {
    return append(List.of(submission)).getFirst();
  }

  /** Seals all or none of these, in this order, under one head. */
  public List<Sealed> append(List<Submission> submissions) throws LedgerException {
    verifyGroup(submissions);
    var share = admission.admit(submissions.getFirst().caller(), submissions.size());
    var ticket = new Ticket(submissions, share);
    sequencer.submit(ticket);
    SignedCheckpoint head = ticket.head().await(patience);
    List<Sealed> sealed = new ArrayList<>(submissions.size());
    for (Ticket.Placed placed : ticket.placed()) {
      Bytes statement = placed.statement() != null ? placed.statement() : log.entry(placed.index());
      LeafHash leaf = placed.leafHash() != null ? placed.leafHash() : LeafHash.of(statement);
      sealed.add(new Sealed(statement, placed.index(), leaf, head, placed.created()));
    }
    return sealed;
  }

  /** How many submissions one request may bring to this ledger; more can never be accepted. */
  public int largestGroup() {
    return Math.min(MAX_GROUP, admission.largest());
  }

  /** The receipt of an entry under a head of this log that covers it. */
  public Receipt receipt(long index, SignedCheckpoint head) throws LedgerException {
    return log.receipt(index, head);
  }

  /** That the log of {@code from} entries is the beginning of the one of {@code to}. */
  public ConsistencyProof consistency(long from, long to) throws LedgerException {
    return log.consistency(from, to);
  }

  /** A tile of what is signed; nothing where the log does not reach it yet. */
  public Optional<Bytes> findTile(TilePath path) throws LedgerException {
    return log.findTile(path);
  }

  /** The exact bytes of a signed entry. */
  public Optional<Bytes> findEntry(long index) throws LedgerException {
    return log.findEntry(index);
  }

  /** The seal of this execution. */
  public OptionalLong findSeal(Caller caller, Execution execution) throws LedgerException {
    return log.findSeal(caller, execution);
  }

  /** The completion of this seal. */
  public OptionalLong findCompletion(SealRef seal) throws LedgerException {
    return log.findCompletion(seal);
  }

  /** The seals of this declaration, from index {@code from} on, oldest first. */
  public List<Long> seals(RunIdentity declaration, long from, int limit) throws LedgerException {
    return log.seals(declaration, from, limit);
  }

  /** A DSSE signature by the log's key, for a caller; nothing of it is logged. */
  public Bytes signDsse(Caller caller, ToBeSigned.DssePae statement) throws LedgerException {
    return signer.signDsse(caller, statement);
  }

  /** The newest signed head. */
  public SignedCheckpoint head() {
    return signer.head();
  }

  public Origin origin() {
    return store.origin();
  }

  /** How many entries are signed. */
  public long size() {
    return log.size();
  }

  /** How many submissions are accepted and not yet answered. */
  public int underWay() {
    return admission.underWay();
  }

  /** The same for DSSE signatures. */
  public int dsseUnderWay() {
    return signer.dsseUnderWay();
  }

  public LedgerStatus status() {
    return health.status();
  }

  /** Every reason why the ledger does not seal now, the gravest first; empty while it does. */
  public List<LedgerStatus.Stopped> reasons() {
    return health.reasons();
  }

  /** How far each place that keeps the newest head is behind; empty where there is none. */
  public List<RollbackWindow> rollbackWindows() {
    return guard.windows();
  }

  /**
   * Goes on as before, but no longer waits for a token that is away: who waits for it is told so.
   * For the time in which a server lets its last requests finish.
   */
  public void drain() {
    signer.drain();
  }

  /**
   * Takes no more, answers what it took, puts the last head on disk, and gives the directory free.
   * A token that is away is not waited for: its callers are told so, and the next start signs.
   */
  @Override
  public void close() throws LedgerException {
    if (!closed.compareAndSet(false, true)) {
      return; // the directory may be another ledger's by now
    }
    admission.close();
    signer.closing();
    sequencer.wake();
    sequencer.join();
    signer.end();
    patience.end();
    guard.close();
    publisher.end();
    try (LogStore closing = store) {
      index.close();
      if (!health.journalFailed()) {
        closing.publish(head());
      }
    } catch (IOException e) {
      throw new LedgerException(
          LedgerException.Reason.JOURNAL_FAILED, "the log did not close cleanly: " + e, e);
    }
  }

  private void answered() {
    if (admission.closing()) {
      sequencer.wake();
    }
  }

  private void verifyGroup(List<Submission> submissions) throws LedgerException {
    if (submissions.isEmpty() || submissions.size() > largestGroup()) {
      throw new IllegalArgumentException(
          "request has %d submissions, expected 1 to %d"
              .formatted(submissions.size(), largestGroup()));
    }
    Caller caller = submissions.getFirst().caller();
    for (Submission each : submissions) {
      if (!each.caller().equals(caller)) {
        throw new IllegalArgumentException(
            "submission is of %s, the first of this request of %s"
                .formatted(each.caller().text(), caller.text()));
      }
      if (!each.log().equals(origin())) {
        throw new IllegalArgumentException(
            "submission is for log %s, expected %s".formatted(each.log(), origin()));
      }
      Optional<SealRef> reference = each.reference().filter(ref -> ref.log().equals(origin()));
      if (reference.isPresent() && reference.get().index() >= size()) {
        throw new IllegalArgumentException(
            "submission refers to seal %d, the log has %d entries"
                .formatted(reference.get().index(), size()));
      }
    }
    if (submissions.size() > 1) {
      Set<EntryKey> keys = new HashSet<>();
      for (int i = 0; i < submissions.size(); i++) {
        if (!keys.add(submissions.get(i).uniqueness().key())) {
          throw LedgerException.repeated(i);
        }
      }
    }
  }
}
