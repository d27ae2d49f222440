package dev.runseal.ledger;

import java.util.concurrent.atomic.AtomicLong;

/** Two clocks that a test sets. */
final class SettableTime implements TimeSource {
  static final long START = 1_795_000_000_000_000L;

  private final AtomicLong wall = new AtomicLong(START);
  private final AtomicLong elapsed = new AtomicLong();

  @Override
  public long wallMicros() {
    return wall.get();
  }

  @Override
  public long elapsedNanos() {
    return elapsed.get();
  }

  /** Time goes by, on both clocks. */
  void pass(long micros) {
    wall.addAndGet(micros);
    elapsed.addAndGet(1_000 * micros);
  }

  /** Somebody sets the clock. */
  void step(long micros) {
    wall.addAndGet(micros);
  }
}
