package dev.runseal.ledger;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An answer that one thread waits for, the one that made this, and another gives: the first one
 * given counts. Cheaper than a future: no lock, no list of callbacks.
 */
final class Pending<T> {
  private final Thread owner = Thread.currentThread();
  private final Admission.Share share;
  private final int count;
  private final AtomicBoolean given = new AtomicBoolean();
  private volatile @Nullable T value;
  private volatile @Nullable LedgerException failure;

  /** Set by the owner before it is watched, and then read by who keeps the time. */
  private long deadline;

  /** {@code share} gets {@code count} back when the answer is there. */
  Pending(Admission.Share share, int count) {
    this.share = share;
    this.count = count;
  }

  void complete(T answer) {
    if (given.compareAndSet(false, true)) {
      // Before the owner runs: who has an answer may ask again at once.
      share.release(count);
      value = answer;
      LockSupport.unpark(owner);
    }
  }

  /** Fails alike for many; each waiting thread throws one of its own. */
  void fail(LedgerException why) {
    if (given.compareAndSet(false, true)) {
      share.release(count);
      failure = why;
      LockSupport.unpark(owner);
    }
  }

  /** When the owner has waited long enough, on the clock of {@code nanoTime}. */
  long deadline() {
    return deadline;
  }

  /** Has the owner look again whether it has its answer, or has waited long enough. */
  void wake() {
    LockSupport.unpark(owner);
  }

  T await(Patience patience) throws LedgerException {
    deadline = patience.deadline();
    patience.watch(this);
    try {
      while (true) {
        T answer = value;
        if (answer != null) {
          return answer;
        }
        LedgerException why = failure;
        if (why != null) {
          throw why.again();
        }
        if (Thread.currentThread().isInterrupted()) {
          throw new LedgerException(
              LedgerException.Reason.INTERRUPTED, "interrupted while waiting for the token", null);
        }
        if (deadline - System.nanoTime() <= 0) {
          throw new LedgerException(
              LedgerException.Reason.TOKEN_UNAVAILABLE,
              "no signature within %d ms: what is durable is signed later, ask again"
                  .formatted(patience.most().toMillis()),
              null);
        }
        LockSupport.park(this);
      }
    } finally {
      patience.forget(this);
    }
  }
}
