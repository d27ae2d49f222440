package dev.runseal.ledger;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what is accepted and not yet answered, and refuses what would be too much. So neither a
 * slow disk nor a slow token can make memory grow.
 */
final class Admission {
  private final String what;
  private final int capacity;
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile boolean closing;

  Admission(String what, int capacity) {
    this.what = what;
    this.capacity = capacity;
  }

  void admit(int count) throws LedgerException {
    int now = underWay.addAndGet(count);
    // Counted first, then looked: who closes sees either no count or this look's refusal.
    if (closing) {
      underWay.addAndGet(-count);
      throw new LedgerException(LedgerException.Reason.CLOSED, "the ledger is closing", null);
    }
    if (now > capacity) {
      underWay.addAndGet(-count);
      throw new LedgerException(
          LedgerException.Reason.QUEUE_FULL,
          "%d %s are under way, expected at most %d: ask again soon"
              .formatted(now - count, what, capacity),
          null);
    }
  }

  void release(int count) {
    underWay.addAndGet(-count);
  }

  void close() {
    closing = true;
  }

  boolean closing() {
    return closing;
  }

  int underWay() {
    return underWay.get();
  }
}
