package dev.runseal.ledger;

import dev.runseal.statement.Caller;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what is accepted and not yet answered, and refuses what would be too much: in all, so that
 * neither a slow disk nor a slow token can make memory grow, and of one caller, so that others find
 * room. A caller's share follows what is free: one that is alone has nearly all of it, several that
 * flood have as much as each other, and some always stays free for who comes now and then.
 */
final class Admission {
  /** A caller may have this many times as much under way as it leaves free. */
  private static final int SHARE = 8;

  private static final int CLOSING = Integer.MIN_VALUE;

  private final String what;
  private final int capacity;

  /**
   * The count, and in the sign bit whether this closes. One word, so that what is refused is never
   * counted: the writer would wait for the answer of something that nobody brings.
   */
  private final AtomicInteger state = new AtomicInteger();

  /** One for every caller that ever came; the log keeps far more of each. */
  private final ConcurrentMap<Caller, Share> shares = new ConcurrentHashMap<>();

  Admission(String what, int capacity) {
    this.what = what;
    this.capacity = capacity;
  }

  /** What one caller has under way. */
  final class Share {
    private final AtomicInteger underWay = new AtomicInteger();

    void release(int count) {
      underWay.addAndGet(-count);
      state.addAndGet(-count);
    }
  }

  /** Counts this many more for the caller; they are given back to the share that is returned. */
  Share admit(Caller caller, int count) throws LedgerException {
    Share share = shares.get(caller);
    if (share == null) {
      share = shares.computeIfAbsent(caller, each -> new Share());
    }
    int own = share.underWay.addAndGet(count);
    try {
      int now = state.get();
      while (!state.compareAndSet(now, admitted(now, caller, own, count))) {
        now = state.get();
      }
    } catch (LedgerException e) {
      share.underWay.addAndGet(-count);
      throw e;
    }
    return share;
  }

  /** The most that one request can bring: more would not be admitted by an empty queue either. */
  int largest() {
    return Math.max(1, (int) ((long) SHARE * capacity / (SHARE + 1)));
  }

  private int admitted(int now, Caller caller, int own, int count) throws LedgerException {
    if (now < 0) {
      throw new LedgerException(LedgerException.Reason.CLOSED, "the ledger is closing", null);
    }
    int free = capacity - now - count;
    if (free < 0) {
      throw new LedgerException(
          LedgerException.Reason.QUEUE_FULL,
          "%d %s are under way, expected at most %d: ask again soon".formatted(now, what, capacity),
          null);
    }
    // The last place is for one who has none.
    if (own > 1 && own > (long) SHARE * free) {
      throw new LedgerException(
          LedgerException.Reason.QUEUE_FULL,
          "%d of the %d %s under way are of %s, and what is free of %d is kept for other callers: ask again soon"
              .formatted(own - count, now, what, caller.text(), capacity),
          null);
    }
    return now + count;
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
