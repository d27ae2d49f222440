package dev.runseal.ledger;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When the writer takes what is queued: at once, unless a signature is under way. What comes until
 * that is done shares the next flush and the next signature, each of which costs as much for one
 * seal as for forty. Who is alone never waits for this, because nothing is being signed then.
 */
final class Turn {
  /** A token that is slower than this is not waited for: batches are written while it signs. */
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final BooleanSupplier allSigned;
  private volatile @Nullable Thread waiting;

  /** {@code allSigned} says whether nothing that is durable waits for its signature. */
  Turn(BooleanSupplier allSigned) {
    this.allSigned = allSigned;
  }

  /** Returns when the writer is to go on; only its thread calls this. */
  void await() {
    if (allSigned.getAsBoolean()) {
      return;
    }
    long deadline = System.nanoTime() + MOST_NANOS;
    // It raises the flag, looks, then parks; who signs looks at the flag last: one sees the other.
    waiting = Thread.currentThread();
    for (long left = MOST_NANOS;
        left > 0 && !allSigned.getAsBoolean();
        left = deadline - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
    waiting = null;
  }

  /** Something was signed; only the signer's thread calls this. */
  void signed() {
    LockSupport.unpark(waiting);
  }
}
