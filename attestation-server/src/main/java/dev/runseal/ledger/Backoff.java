package dev.runseal.ledger;

import java.time.Duration;

/** When to try again what failed: soon, then ever later, up to 5 s. One thread owns it. */
final class Backoff {
  private static final long LONGEST_NANOS = 5_000_000_000L;

  private final long firstNanos;
  private long nextNanos;
  private long at;

  Backoff(Duration first) {
    firstNanos = first.toNanos();
    nextNanos = firstNanos;
  }

  void failed() {
    at = System.nanoTime() + nextNanos;
    nextNanos = Math.min(2 * nextNanos, LONGEST_NANOS);
  }

  void succeeded() {
    nextNanos = firstNanos;
  }

  /** How long to wait yet; not more than 0 when it is time. */
  long leftNanos() {
    return at - System.nanoTime();
  }
}
