package dev.runseal.ledger;

import java.util.concurrent.Semaphore;

/** Lets a test wait until so many entries are durable. */
final class WrittenEntries implements LedgerEvents {
  private final Semaphore entries = new Semaphore(0);

  @Override
  public void batchWritten(int count, long nanos) {
    entries.release(count);
  }

  void await(int count) {
    entries.acquireUninterruptibly(count);
  }
}
