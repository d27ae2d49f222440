package dev.runseal.ledger;

import dev.runseal.note.SignedCheckpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that makes tiles of what is durable and puts signed heads where readers look for
 * them. Nobody waits for it. A disk that takes nothing is asked again, ever later; meanwhile
 * sealing goes on until too much waits for its tiles, and again when it does no more.
 */
final class Publisher implements Runnable {
  private final LogStore store;
  private final Health health;
  private final LedgerEvents events;
  private final Backoff retry;
  private final Thread thread;
  private final AtomicReference<@Nullable SignedCheckpoint> wanted = new AtomicReference<>();
  private volatile @Nullable IOException failure;
  private volatile boolean ending;

  Publisher(LogStore store, Health health, LedgerOptions options, LedgerEvents events) {
    this.store = store;
    this.health = health;
    this.events = events;
    this.retry = new Backoff(options.firstRetry());
    this.thread = Thread.ofPlatform().name("runseal-tiles").daemon().unstarted(this);
  }

  void start() {
    thread.start();
  }

  /** Tells that durable entries filled a tile. */
  void wake() {
    LockSupport.unpark(thread);
  }

  /** Has this head published soon, or a newer one. */
  void publish(SignedCheckpoint head) {
    wanted.set(head);
    LockSupport.unpark(thread);
  }

  /** Returns when the thread has ended; what it did not get to is done by the next start. */
  void end() {
    ending = true;
    LockSupport.unpark(thread);
    CheckpointSigner.joinUninterruptibly(thread);
  }

  /** Why nothing can be sealed until tiles were written, if so. */
  Optional<LedgerException> findBacklog() {
    Optional<String> backlog = store.findBacklog();
    if (backlog.isEmpty()) {
      return Optional.empty();
    }
    IOException cause = failure;
    return Optional.of(
        new LedgerException(
            LedgerException.Reason.DISK_REFUSES,
            backlog.get() + (cause == null ? "" : ": tiles can't be written: " + cause),
            cause));
  }

  @Override
  public void run() {
    try {
      while (!ending) {
        long left = retry.leftNanos();
        if (failure != null && left > 0) {
          LockSupport.parkNanos(this, left);
        } else if (!step()) {
          LockSupport.park(this);
        }
      }
    } catch (RuntimeException | Error e) {
      // The boundary of this thread: without it the journal would grow for nothing.
      health.failJournal("the tile writer's thread ended: " + e, e);
    }
  }

  /** False when there is nothing to do before somebody wakes this thread. */
  private boolean step() {
    SignedCheckpoint head = wanted.get();
    try {
      store.writeTiles();
      if (head != null) {
        store.publish(head);
      }
    } catch (IOException | UncheckedIOException e) {
      retry.failed();
      if (failure == null) {
        events.tilesDelayed(e.toString());
      }
      failure = e instanceof IOException checked ? checked : new IOException(e.getMessage(), e);
      return true;
    }
    if (failure != null) {
      failure = null;
      retry.succeeded();
      events.tilesBack();
    }
    if (head == null) {
      return false;
    }
    // A newer one may have come meanwhile: that stays, and the next step finds it.
    wanted.compareAndSet(head, null);
    return true;
  }
}
