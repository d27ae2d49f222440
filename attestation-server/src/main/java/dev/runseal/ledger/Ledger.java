package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.declaration.RunIdentity;
import dev.runseal.key.Origin;
import dev.runseal.key.SealingKey;
import dev.runseal.key.SigningException;
import dev.runseal.key.ToBeSigned;
import dev.runseal.note.Checkpoint;
import dev.runseal.note.Receipt;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.postings.EntryKey;
import dev.runseal.postings.Slot;
import dev.runseal.statement.Caller;
import dev.runseal.statement.Execution;
import dev.runseal.statement.SealRef;
import dev.runseal.statement.Timestamp;
import dev.runseal.tree.ConsistencyProof;
import dev.runseal.tree.InclusionProof;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.MerkleRange;
import dev.runseal.tree.TilePath;
import dev.runseal.tree.TreeHash;
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
  private final TilePages tiles;
  private final RollbackGuard guard;
  private final LedgerOptions options;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Ledger(
      LogStore store,
      LogIndex index,
      Timestamp newest,
      SignedCheckpoint head,
      SealingKey key,
      TimeSource time,
      RollbackGuard guard,
      LedgerOptions options,
      LedgerEvents events) {
    var clock = new SealClock(time, options.forwardBound(), newest.micros());
    this.store = store;
    this.index = index;
    this.guard = guard;
    this.options = options;
    this.health = new Health(clock, index, events);
    this.tiles = new TilePages(store, this::read);
    this.admission = new Admission("submissions", options.capacity());
    this.signer = new CheckpointSigner(key, head, health, options, events);
    this.publisher = new Publisher(store, health, options, events);
    health.watch(publisher::findBacklog);
    this.sequencer =
        new Sequencer(store, index, clock, health, signer, publisher, admission, options, events);
  }

  /**
   * Opens the log of {@code key} in the locked directory, or begins it there. What a crash left
   * durable and unsigned is signed before this returns. The lock goes with the ledger.
   */
  public static Ledger open(
      StateLock lock,
      Origin origin,
      SealingKey key,
      TimeSource time,
      RollbackGuard guard,
      LedgerOptions options,
      LedgerEvents events)
      throws LedgerException {
    return open(lock, origin, key, time, guard, options, events, DiskDirectory::new);
  }

  static Ledger open(
      StateLock lock,
      Origin origin,
      SealingKey key,
      TimeSource time,
      RollbackGuard guard,
      LedgerOptions options,
      LedgerEvents events,
      LogDirectory.Opener opener)
      throws LedgerException {
    var verified = new VerifiedKey(key);
    LogStore store = DirectoryLogStore.open(lock, origin, key.publicKey(), events, opener);
    LogIndex index = null;
    try {
      // Before anything is signed: a state that was set back must not sign a second tree.
      guard.verify(store, key.publicKey());
      Timestamp newest = newest(store);
      index = LogIndex.open(lock.directory(), origin, store.size(), i -> read(store, i), events);
      SignedCheckpoint head = signedHead(store, verified);
      var ledger = new Ledger(store, index, newest, head, verified, time, guard, options, events);
      index.live();
      ledger.signer.start(ledger::answered);
      ledger.publisher.start();
      ledger.sequencer.start();
      guard.start(ledger.signer::head);
      return ledger;
    } catch (UncheckedIOException e) {
      if (index != null) {
        index.close();
      }
      closeAfter(store, e);
      throw new LedgerException(
          LedgerException.Reason.STATE_REFUSED, "tiles can't be read: " + e.getCause(), e);
    } catch (LedgerException | RuntimeException e) {
      if (index != null) {
        index.close();
      }
      closeAfter(store, e);
      throw e;
    }
  }

  /** When the newest entry was sealed: no later one is sealed before that. */
  private static Timestamp newest(LogStore store) throws LedgerException {
    long size = store.size();
    return size == 0
        ? Timestamp.EPOCH
        : LogIndex.parse(size - 1, read(store, size - 1)).position().sealedAt();
  }

  private static SignedCheckpoint signedHead(LogStore store, SealingKey key)
      throws LedgerException {
    Optional<SignedCheckpoint> last = store.findCheckpoint();
    try {
      if (last.isPresent() && last.get().checkpoint().size() == store.size()) {
        store.publish(last.get());
        return last.get();
      }
      var root = MerkleRange.resume(store.size(), store).root();
      SignedCheckpoint head =
          SignedCheckpoint.sign(new Checkpoint(store.origin(), store.size(), root), key);
      // Before any entry is taken: from here on the file says that this log was begun.
      store.publish(head);
      return head;
    } catch (SigningException e) {
      throw LedgerException.ofToken("token did not sign the head of the log", e);
    } catch (IOException e) {
      throw new LedgerException(
          LedgerException.Reason.JOURNAL_FAILED, "tiles and checkpoint can't be written: " + e, e);
    }
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
    SignedCheckpoint head = ticket.head().await(options.patience());
    List<Sealed> sealed = new ArrayList<>(submissions.size());
    for (Ticket.Placed placed : ticket.placed()) {
      Bytes statement = placed.statement() != null ? placed.statement() : read(placed.index());
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
    long size = head.checkpoint().size();
    return derived(
        "proof of entry " + index,
        () -> new Receipt(index, InclusionProof.of(index, size, store).hashes(), head));
  }

  /** That the log of {@code from} entries is the beginning of the one of {@code to}. */
  public ConsistencyProof consistency(long from, long to) throws LedgerException {
    if (to > size()) {
      throw new IllegalArgumentException(
          "consistency is asked of size %d, the log has %d entries".formatted(to, size()));
    }
    return derived(
        "consistency from size %d to size %d".formatted(from, to),
        () -> ConsistencyProof.of(from, to, store));
  }

  /** A tile of what is signed; nothing where the log does not reach it yet. */
  public Optional<Bytes> findTile(TilePath path) throws LedgerException {
    return derived(path.encode(), () -> tiles.find(path, size()));
  }

  /** The exact bytes of a signed entry. */
  public Optional<Bytes> findEntry(long index) throws LedgerException {
    return index < 0 || index >= size() ? Optional.empty() : Optional.of(read(index));
  }

  /** The seal of this execution. */
  public OptionalLong findSeal(Caller caller, Execution execution) throws LedgerException {
    return findSigned(Uniqueness.ofExecution(caller, execution));
  }

  /** The completion of this seal. */
  public OptionalLong findCompletion(SealRef seal) throws LedgerException {
    return findSigned(Uniqueness.ofCompletion(seal));
  }

  /** The seals of this declaration, from index {@code from} on, oldest first. */
  public List<Long> seals(RunIdentity declaration, long from, int limit) throws LedgerException {
    return index.seals(declaration, from, size(), limit);
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
    return head().checkpoint().size();
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

  private OptionalLong findSigned(EntryKey key) throws LedgerException {
    Optional<Slot> slot = index.find(key).filter(each -> each.index() < size());
    return slot.isPresent() ? OptionalLong.of(slot.get().index()) : OptionalLong.empty();
  }

  /** What is put together from nodes, which may have to be read from disk. */
  @FunctionalInterface
  private interface Derivation<T> {
    T derive() throws LedgerException;
  }

  private <T> T derived(String what, Derivation<T> derivation) throws LedgerException {
    try {
      return derivation.derive();
    } catch (UncheckedIOException e) {
      throw toldOfClose(unread(what, String.valueOf(e.getCause()), e));
    }
  }

  private Bytes read(long index) throws LedgerException {
    try {
      return read(store, index);
    } catch (LedgerException e) {
      throw toldOfClose(e);
    }
  }

  private LedgerException toldOfClose(LedgerException e) {
    return closed.get()
        ? new LedgerException(
            LedgerException.Reason.CLOSED, "the ledger is closed: ask the next one", e)
        : e;
  }

  private static Bytes read(LogStore store, long index) throws LedgerException {
    Bytes entry;
    TreeHash leaf;
    try {
      entry = store.entry(index);
      leaf = store.node(0, index);
    } catch (IOException e) {
      throw unread("entry " + index, e.toString(), e);
    } catch (UncheckedIOException e) {
      throw unread("entry " + index, String.valueOf(e.getCause()), e);
    }
    if (!LeafHash.of(entry).asTree().equals(leaf)) {
      throw new LedgerException(
          LedgerException.Reason.READ_FAILED,
          "entry %d does not hash to its leaf: it changed on disk".formatted(index),
          null);
    }
    return entry;
  }

  private static LedgerException unread(String what, String found, Exception e) {
    if (Thread.currentThread().isInterrupted()) {
      return new LedgerException(
          LedgerException.Reason.INTERRUPTED, "interrupted while reading " + what, e);
    }
    return new LedgerException(
        LedgerException.Reason.READ_FAILED, "%s can't be read: %s".formatted(what, found), e);
  }

  private static void closeAfter(LogStore store, Exception because) {
    try {
      store.close();
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }
}
