package dev.runseal.ledger;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * How long an answer is waited for, and the one thread that keeps the time for all who wait: it
 * wakes those that have waited so long. They park without a limit of their own, because one that a
 * virtual thread gives with its park goes through a thread of the JDK, there and back, and costs
 * more than everything that is done for a seal on the way to the disk.
 */
final class Patience implements Runnable {
  private final Duration most;
  private final Set<Pending<?>> waiting = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean ending;

  Patience(Duration most) {
    this.most = most;
    this.thread = Thread.ofPlatform().name("runseal-patience").daemon().unstarted(this);
  }

  void start() {
    thread.start();
  }

  void end() {
    ending = true;
    LockSupport.unpark(thread);
  }

  Duration most() {
    return most;
  }

  /** When who begins to wait now has waited long enough, on the clock of {@code nanoTime}. */
  long deadline() {
    return System.nanoTime() + most.toNanos();
  }

  /** From here to {@link #forget} the owner is woken once its deadline has passed. */
  void watch(Pending<?> pending) {
    waiting.add(pending);
  }

  void forget(Pending<?> pending) {
    waiting.remove(pending);
  }

  @Override
  public void run() {
    while (!ending) {
      LockSupport.parkNanos(this, wakeOverdue());
    }
  }

  /** Returns how long nobody's deadline passes: who comes during this call has all its time. */
  private long wakeOverdue() {
    long now = System.nanoTime();
    long next = most.toNanos();
    for (Pending<?> each : waiting) {
      long left = each.deadline() - now;
      if (left <= 0) {
        each.wake();
      } else {
        next = Math.min(next, left);
      }
    }
    return next;
  }
}
