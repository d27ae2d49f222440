package dev.runseal.ledger;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what is accepted and not yet answered, and refuses what would be too much. So neither a
 * slow disk nor a slow token can make memory grow.
 */
final class Admission {
  private static final int CLOSING = Integer.MIN_VALUE;

  private final String what;
  private final int capacity;

  /**
   * The count, and in the sign bit whether this closes. One word, so that what is refused is never
   * counted: the writer would wait for the answer of something that nobody brings.
   */
  private final AtomicInteger state = new AtomicInteger();

  Admission(String what, int capacity) {
    this.what = what;
    this.capacity = capacity;
  }

  void admit(int count) throws LedgerException {
    int now = state.get();
    while (!state.compareAndSet(now, admitted(now, count))) {
      now = state.get();
    }
  }

  private int admitted(int now, int count) throws LedgerException {
    if (now < 0) {
      throw new LedgerException(LedgerException.Reason.CLOSED, "the ledger is closing", null);
    }
    if (now > capacity - count) {
      throw new LedgerException(
          LedgerException.Reason.QUEUE_FULL,
          "%d %s are under way, expected at most %d: ask again soon".formatted(now, what, capacity),
          null);
    }
    return now + count;
  }

  void release(int count) {
    state.addAndGet(-count);
  }

  void close() {
    state.updateAndGet(now -> now | CLOSING);
  }

  boolean closing() {
    return state.get() < 0;
  }

  int underWay() {
    return state.get() & ~CLOSING;
  }
}
