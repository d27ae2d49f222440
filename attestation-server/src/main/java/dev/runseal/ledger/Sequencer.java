package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.postings.Slot;
import dev.runseal.statement.Timestamp;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.MerkleRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that writes. It takes everything that is queued, gives each new entry its index
 * and time, hashes it, writes all of them as one journal record, and hands the size to the signer.
 * It alone decides what is a repeat and what a conflict, so there is no lock to get wrong.
 */
final class Sequencer implements Runnable {
  /** A batch takes no further request beyond this; a record holds the largest request on top. */
  private static final int BATCH_BYTES = 1 << 23;

  private final LogStore store;
  private final LogIndex index;
  private final SealClock clock;
  private final Health health;
  private final CheckpointSigner signer;
  private final Admission admission;
  private final LedgerEvents events;
  private final LogWriter writer;
  private MerkleRange edge;
  private final Queue<Ticket> queue = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private CheckpointSigner.Durable durable;
  private List<Ticket> taken = List.of();
  private volatile boolean idle;

  Sequencer(
      LogStore store,
      LogIndex index,
      SealClock clock,
      Health health,
      CheckpointSigner signer,
      Publisher publisher,
      Admission admission,
      LedgerOptions options,
      LedgerEvents events) {
    this.store = store;
    this.index = index;
    this.clock = clock;
    this.health = health;
    this.signer = signer;
    this.admission = admission;
    this.events = events;
    this.writer = new LogWriter(store, health, signer, publisher, options);
    this.edge = MerkleRange.resume(store.size(), store);
    this.durable = new CheckpointSigner.Durable(edge.size(), edge.root());
    this.thread = Thread.ofPlatform().name("runseal-writer").daemon().unstarted(this);
  }

  void start() {
    thread.start();
  }

  void submit(Ticket ticket) {
    queue.add(ticket);
    // The writer raises the flag, looks at the queue, then parks: one of us sees the other.
    if (idle) {
      LockSupport.unpark(thread);
    }
  }

  void wake() {
    LockSupport.unpark(thread);
  }

  /** Returns when the admission is closed and everything it admitted is answered. */
  void join() {
    CheckpointSigner.joinUninterruptibly(thread);
  }

  @Override
  public void run() {
    try {
      while (!admission.closing() || admission.underWay() > 0) {
        if (!queue.isEmpty()) {
          signer.awaitTurn();
        }
        taken = take();
        if (taken.isEmpty()) {
          waitForWork();
        } else {
          sequence();
          writer.publishWhenDue();
        }
        writer.probeWhenDue();
      }
    } catch (RuntimeException | Error e) {
      // The boundary of this thread: without it callers would wait for nothing.
      LedgerException why = health.failJournal("the writer thread ended: " + e, e);
      // Some of these may have their answer, or get it from the signer: the first one counts.
      taken.forEach(ticket -> ticket.head().fail(why));
      idle = true; // whoever comes wakes this thread, to be told
      while (!admission.closing() || admission.underWay() > 0) {
        List<Ticket> late = take();
        late.forEach(ticket -> ticket.head().fail(why));
        if (late.isEmpty()) {
          LockSupport.park(this);
        }
      }
    }
  }

  private List<Ticket> take() {
    List<Ticket> requests = new ArrayList<>();
    long bytes = 0;
    while (bytes < BATCH_BYTES) {
      Ticket next = queue.poll();
      if (next == null) {
        break;
      }
      requests.add(next);
      for (Submission submission : next.submissions()) {
        bytes += submission.draft().maxLength();
      }
    }
    return requests;
  }

  private void waitForWork() {
    idle = true;
    if (queue.isEmpty()) {
      LockSupport.parkNanos(this, writer.idleNanos());
    }
    idle = false;
    writer.flushWhenDue();
  }

  private void sequence() {
    var batch = new Batch();
    for (Ticket ticket : taken) {
      try {
        place(ticket, batch);
      } catch (LedgerException e) {
        ticket.head().fail(e);
      }
    }
    if (!batch.entries.isEmpty() && !write(batch)) {
      return;
    }
    if (!batch.tickets.isEmpty()) {
      signer.offer(durable, batch.tickets);
    }
    if (!batch.entries.isEmpty()) {
      events.batchWritten(batch.entries.size(), batch.nanos);
    }
  }

  /** All or nothing: nothing is changed before every submission of the request has its place. */
  private void place(Ticket ticket, Batch batch) throws LedgerException {
    List<Submission> submissions = ticket.submissions();
    List<Ticket.Placed> placed = new ArrayList<>(submissions.size());
    long newest = -1;
    long next = edge.size();
    for (Submission submission : submissions) {
      Optional<Slot> slot = index.find(submission.uniqueness().key());
      if (slot.isPresent()) {
        verifySame(submission, slot.get(), placed.size());
        newest = Math.max(newest, slot.get().index());
        placed.add(new Ticket.Placed(slot.get().index(), false, null, null));
      } else {
        Bytes entry = submission.draft().fill(next, batch.time());
        placed.add(new Ticket.Placed(next, true, entry, LeafHash.of(entry)));
        next++;
      }
    }
    ticket.place(placed);
    if (next == edge.size()) {
      answerOrJoin(ticket, newest, batch);
      return;
    }
    for (int i = 0; i < placed.size(); i++) {
      Ticket.Placed each = placed.get(i);
      if (each.statement() != null && each.leafHash() != null) {
        Submission submission = submissions.get(i);
        edge.append(each.leafHash(), store);
        index.add(each.index(), submission.uniqueness(), submission.declaration());
        batch.entries.add(each.statement());
      }
    }
    batch.tickets.add(ticket);
  }

  /** Nothing new: what is signed is answered now, also while nothing can be sealed. */
  private void answerOrJoin(Ticket ticket, long newest, Batch batch) {
    SignedCheckpoint head = signer.head();
    if (newest < head.checkpoint().size()) {
      ticket.head().complete(head);
    } else {
      batch.tickets.add(ticket);
    }
  }

  private static void verifySame(Submission submission, Slot slot, int place)
      throws LedgerException {
    if (!slot.fingerprint().equals(submission.uniqueness().fingerprint())) {
      throw LedgerException.conflict(place, slot.index());
    }
  }

  private boolean write(Batch batch) {
    try {
      batch.nanos = writer.append(batch.entries);
    } catch (LedgerException e) {
      batch.entries.forEach(entry -> index.removeLast());
      edge = MerkleRange.resume(durable.size(), store);
      batch.tickets.forEach(ticket -> ticket.head().fail(e));
      return false;
    }
    durable = new CheckpointSigner.Durable(edge.size(), edge.root());
    index.durable();
    return true;
  }

  /** What becomes one record. */
  private final class Batch {
    private final List<Bytes> entries = new ArrayList<>();
    private final List<Ticket> tickets = new ArrayList<>();
    private Timestamp time = Timestamp.EPOCH;
    private long nanos;

    /** One time for the whole batch; throws while nothing may be sealed. */
    Timestamp time() throws LedgerException {
      if (time.equals(Timestamp.EPOCH)) {
        Optional<LedgerException> failure = health.findLasting();
        if (failure.isPresent()) {
          throw failure.get();
        }
        time = new Timestamp(clock.next());
      }
      return time;
    }
  }
}
