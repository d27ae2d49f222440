package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.SealingKey;
import dev.runseal.key.SigningException;
import dev.runseal.key.ToBeSigned;
import dev.runseal.note.Checkpoint;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.statement.Caller;
import dev.runseal.tree.TreeHash;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that asks the token. Whenever it is free it takes everything that is durable by
 * then and signs one checkpoint over it; batches are never queued for it, so a slow token signs
 * larger steps and not more of them. Between two checkpoints it makes at most one DSSE signature.
 *
 * <p>A crash before or after a signature leaves durable entries without one that anybody holds, or
 * with one that is not on disk: the next start signs the same tree again.
 */
final class CheckpointSigner implements Runnable {
  /** How far the log is durable. */
  record Durable(long size, TreeHash root) {}

  /** Who waits for a head of at least this size. */
  private record Waiting(long size, List<Ticket> tickets) {}

  private record DsseRequest(ToBeSigned.DssePae statement, Pending<Bytes> answer) {}

  private final SealingKey key;
  private final Origin origin;
  private final Patience patience;
  private final LedgerOptions options;
  private final LedgerEvents events;
  private final Health health;
  private final Admission dsseAdmission;
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final Queue<DsseRequest> dsse = new ConcurrentLinkedQueue<>();
  private final Turn turn = new Turn(this::allSigned);
  private final Thread thread;
  private volatile Durable durable;
  private volatile SignedCheckpoint head;
  private volatile boolean closing;
  private volatile boolean ending;
  private volatile Runnable answered = () -> {};
  private final Backoff retry;

  CheckpointSigner(
      SealingKey key,
      SignedCheckpoint head,
      Health health,
      Patience patience,
      LedgerOptions options,
      LedgerEvents events) {
    this.key = key;
    this.origin = head.checkpoint().origin();
    this.head = head;
    this.durable = new Durable(head.checkpoint().size(), head.checkpoint().root());
    this.health = health;
    this.patience = patience;
    this.options = options;
    this.events = events;
    this.dsseAdmission = new Admission("dsse signatures", options.dsseCapacity());
    this.retry = new Backoff(options.firstRetry());
    this.thread = Thread.ofPlatform().name("runseal-signer").daemon().unstarted(this);
  }

  /** {@code whenAnswered} runs on this thread after callers got their answers. */
  void start(Runnable whenAnswered) {
    answered = whenAnswered;
    thread.start();
  }

  /** The newest signed head. */
  SignedCheckpoint head() {
    return head;
  }

  /** Returns when the writer is to take what is queued. */
  void awaitTurn() {
    turn.await();
  }

  private boolean allSigned() {
    return durable.size() <= head.checkpoint().size();
  }

  /** Tells what the disk holds now, and who waits for it to be signed. The writer calls this. */
  void offer(Durable newest, List<Ticket> tickets) {
    // Who waits is there before the size is: a signature over the size finds them all.
    waiting.add(new Waiting(newest.size(), tickets));
    durable = newest;
    LockSupport.unpark(thread);
  }

  Bytes signDsse(Caller caller, ToBeSigned.DssePae statement) throws LedgerException {
    Optional<LedgerException> failure = health.findTokenFailure();
    if (failure.isPresent()) {
      throw failure.get().again();
    }
    var share = dsseAdmission.admit(caller, 1);
    var request = new DsseRequest(statement, new Pending<>(share, 1));
    dsse.add(request);
    LockSupport.unpark(thread);
    return request.answer().await(patience);
  }

  int dsseUnderWay() {
    return dsseAdmission.underWay();
  }

  /** From now on a token that is away is not waited for. */
  void drain() {
    closing = true;
    LockSupport.unpark(thread);
  }

  /** The same, and no more DSSE signatures are taken. */
  void closing() {
    dsseAdmission.close();
    drain();
  }

  /** Ends when all that was offered is answered. */
  void end() {
    ending = true;
    LockSupport.unpark(thread);
    joinUninterruptibly(thread);
  }

  @Override
  public void run() {
    try {
      while (step()) {}
    } catch (RuntimeException | Error e) {
      // The boundary of this thread: without it callers would wait for nothing.
      var why =
          new LedgerException(
              LedgerException.Reason.TOKEN_REFUSED, "the signer thread ended: " + e, e);
      health.failToken(why);
      while (!ending) {
        failWaiting(why);
        failDsse(why);
        LockSupport.parkNanos(this, options.firstRetry().toNanos());
      }
    }
  }

  /** Does what there is to do, or waits for it; false when this thread is to end. */
  private boolean step() {
    answerSigned();
    Optional<LedgerException> failure = health.findTokenFailure();
    if (failure.isPresent()) {
      LedgerException why = failure.get();
      boolean refused = why.reason() == LedgerException.Reason.TOKEN_REFUSED;
      failDsse(why);
      if (refused || closing) {
        failWaiting(why);
      }
      if (ending) {
        return false;
      }
      long left = retry.leftNanos();
      if (refused) {
        LockSupport.park(this);
        return true;
      }
      if (left > 0) {
        LockSupport.parkNanos(this, left);
        return true;
      }
    }
    boolean worked = false;
    Durable newest = durable;
    if (newest.size() > head.checkpoint().size() || failure.isPresent()) {
      signHead(newest);
      worked = true;
    }
    DsseRequest request = dsse.poll();
    if (request != null) {
      signDsse(request);
      worked = true;
    }
    if (!worked) {
      if (ending) {
        return dsseAdmission.underWay() > 0;
      }
      LockSupport.park(this);
    }
    return true;
  }

  private void signHead(Durable newest) {
    long before = head.checkpoint().size();
    long start = System.nanoTime();
    try {
      head = SignedCheckpoint.sign(new Checkpoint(origin, newest.size(), newest.root()), key);
    } catch (SigningException e) {
      fail(e);
      return;
    }
    succeeded();
    events.checkpointSigned(newest.size() - before, System.nanoTime() - start);
    answerSigned();
  }

  private void signDsse(DsseRequest request) {
    long start = System.nanoTime();
    try {
      Bytes signature = key.sign(request.statement());
      succeeded();
      events.dsseSigned(System.nanoTime() - start);
      request.answer().complete(signature);
    } catch (SigningException e) {
      request.answer().fail(fail(e));
    } catch (RuntimeException | Error e) {
      // This thread ends of it; who waits must not wait for that.
      request
          .answer()
          .fail(new LedgerException(LedgerException.Reason.TOKEN_REFUSED, "token: " + e, e));
      throw e;
    }
  }

  private LedgerException fail(SigningException e) {
    LedgerException why = LedgerException.ofToken("token did not sign", e);
    retry.failed();
    health.failToken(why);
    return why;
  }

  private void succeeded() {
    retry.succeeded();
    health.tokenSigned();
  }

  private void answerSigned() {
    SignedCheckpoint signed = head;
    boolean any = false;
    for (Waiting next = waiting.peek();
        next != null && next.size() <= signed.checkpoint().size();
        next = waiting.peek()) {
      waiting.remove();
      for (Ticket ticket : next.tickets()) {
        ticket.head().complete(signed);
      }
      any = true;
    }
    if (any) {
      turn.signed();
      answered.run();
    }
  }

  private void failWaiting(LedgerException why) {
    for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
      for (Ticket ticket : next.tickets()) {
        ticket.head().fail(why);
      }
    }
    answered.run();
  }

  private void failDsse(LedgerException why) {
    for (DsseRequest next = dsse.poll(); next != null; next = dsse.poll()) {
      next.answer().fail(why);
    }
  }

  static void joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
