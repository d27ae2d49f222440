package dev.runseal.ledger;

import dev.runseal.key.VerifyingKey;
import dev.runseal.note.NoteException;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.tree.MerkleRange;
import dev.runseal.tree.TreeHash;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices a state directory that was set back as a whole, by a restored backup or a snapshot:
 * nothing inside it can tell. The newest signed head is kept elsewhere too, and a start at which
 * the log doesn't reach that head, or gives another tree, is refused before anything is signed.
 *
 * <p>A thread of its own keeps the heads, so that a slow disk or token holds up no seal. It is
 * always some entries behind: {@link #windows} says how many.
 */
public final class RollbackGuard {
  /** Longer than this a stop waits for no disk and no token. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(500);

  private final List<Kept> keepers;
  private final Thread thread;
  private volatile Supplier<Optional<SignedCheckpoint>> newest = Optional::empty;
  private volatile boolean closing;

  private RollbackGuard(List<HeadKeeper> keepers) {
    this.keepers = keepers.stream().map(Kept::new).toList();
    this.thread = Thread.ofPlatform().name("runseal-rollback").daemon().unstarted(this::run);
  }

  /** A guard over all of these places; over none, a restored backup goes unnoticed. */
  public static RollbackGuard over(List<HeadKeeper> keepers) {
    return new RollbackGuard(keepers);
  }

  /** Throws unless the log reaches every head that was kept, in the same tree. */
  void verify(LogStore log, VerifyingKey key) throws LedgerException {
    for (Kept keeper : keepers) {
      keeper.verify(log, key);
    }
  }

  /** From now on the newest head of this source is kept. */
  void start(Supplier<SignedCheckpoint> heads) {
    newest = () -> Optional.of(heads.get());
    if (!keepers.isEmpty()) {
      thread.start();
    }
  }

  /** Keeps the last head everywhere, and waits for it as long as a stop may take. */
  void close() {
    closing = true;
    if (keepers.isEmpty()) {
      return;
    }
    LockSupport.unpark(thread);
    boolean interrupted = false;
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One for each place; empty where there is none. */
  public List<RollbackWindow> windows() {
    long size = newest.get().map(head -> head.checkpoint().size()).orElse(0L);
    return keepers.stream().map(keeper -> keeper.window(size)).toList();
  }

  private void run() {
    try {
      while (!closing) {
        keepAll(false);
        LockSupport.parkNanos(this, LOOK.toNanos());
      }
      keepAll(true);
    } catch (RuntimeException | Error e) {
      // The boundary of this thread: what is exposed grows from here on, and readers are told why.
      keepers.forEach(keeper -> keeper.fault = "the guard's thread ended: " + e);
      throw e;
    }
  }

  private void keepAll(boolean last) {
    Optional<SignedCheckpoint> head = newest.get();
    if (head.isPresent()) {
      for (Kept keeper : keepers) {
        keeper.keep(head.get(), last);
      }
    }
  }

  /** A keeper and what it holds. Written by the guard's thread, after the start's one. */
  private static final class Kept {
    private final HeadKeeper keeper;
    private volatile long size = -1;
    private volatile @Nullable String fault;
    private long dueAt = System.nanoTime();

    Kept(HeadKeeper keeper) {
      this.keeper = keeper;
    }

    void verify(LogStore log, VerifyingKey key) throws LedgerException {
      try {
        for (String note : keeper.kept()) {
          verify(SignedCheckpoint.parse(note), log, key);
        }
      } catch (IOException e) {
        throw new LedgerException(
            LedgerException.Reason.STATE_REFUSED,
            "rollback guard, %s: it can't be read (%s), so a restored backup would go unnoticed: bring it back, or take it out of the configuration"
                .formatted(keeper.where(), e.getMessage()),
            e);
      } catch (NoteException e) {
        throw new LedgerException(
            LedgerException.Reason.STATE_REFUSED,
            "rollback guard, %s: %s: find out who wrote it"
                .formatted(keeper.where(), e.getMessage()),
            e);
      }
      if (size >= 0) {
        dueAt = System.nanoTime() + keeper.interval().toNanos();
      }
    }

    private void verify(SignedCheckpoint head, LogStore log, VerifyingKey key)
        throws LedgerException, NoteException {
      long kept = head.checkpoint().size();
      if (!head.checkpoint().origin().equals(log.origin())) {
        throw LedgerException.refused(
            "rollback guard, %s: it keeps the head of %s, expected %s: give each log a place of its own"
                .formatted(keeper.where(), head.checkpoint().origin(), log.origin()));
      }
      head.verify(key);
      if (kept > log.size()) {
        throw LedgerException.refused(
            "rollback guard, %s: a head of size %d was signed, the log has %d entries: this state was set back, and going on would sign used indexes again: put the newer state back, or begin another log"
                .formatted(keeper.where(), kept, log.size()));
      }
      TreeHash root = MerkleRange.resume(kept, log).root();
      if (!root.equals(head.checkpoint().root())) {
        throw LedgerException.refused(
            "rollback guard, %s: the head of size %d has root %s, the log gives %s: this is another tree than the one that was signed: put the other state back, or begin another log"
                .formatted(keeper.where(), kept, head.checkpoint().root(), root));
      }
      size = Math.max(size, kept);
    }

    void keep(SignedCheckpoint head, boolean last) {
      long signed = head.checkpoint().size();
      if (signed <= size || (!last && System.nanoTime() - dueAt < 0)) {
        return;
      }
      Duration next = keeper.interval();
      try {
        // A crash before or in this leaves the older head: the window is as wide as it says.
        keeper.keep(head.encode());
        size = signed;
        fault = null;
      } catch (IOException e) {
        fault = String.valueOf(e.getMessage());
        next = next.compareTo(RETRY) < 0 ? next : RETRY;
      }
      dueAt = System.nanoTime() + next.toNanos();
    }

    RollbackWindow window(long signed) {
      long kept = Math.max(0, size);
      return new RollbackWindow(
          keeper.where(), kept, Math.max(0, signed - kept), Optional.ofNullable(fault));
    }
  }
}
