package dev.runseal.postings;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that changes the segments: it writes generations as they come, and merges segments
 * in between, slowly while somebody seals. A failure is tried again, with the generation still in
 * memory; when too many wait, there is a fault until one of them is written.
 */
final class PostingsWriter implements Runnable {
  private final Postings postings;
  private final SegmentStack stack;
  private final PostingsOptions options;
  private final PostingsEvents events;
  private final MergePolicy policy;
  private final Thread thread;
  private long writeAgainAt = System.nanoTime();
  private long mergeAgainAt = System.nanoTime();
  private volatile @Nullable IOException failure;
  private volatile Postings.@Nullable Fault fault;
  private volatile boolean live;
  private volatile boolean stopping;

  /** The daemon stops: the segments that were to be merged stay as they are. */
  private static final class MergeGivenUp extends IOException {
    private static final long serialVersionUID = 1;
  }

  PostingsWriter(
      Postings postings, SegmentStack stack, PostingsOptions options, PostingsEvents events) {
    this.postings = postings;
    this.stack = stack;
    this.options = options;
    this.events = events;
    this.policy = new MergePolicy(options.generation(), options.fanIn());
    this.thread = Thread.ofPlatform().name("runseal-index").daemon().unstarted(this);
  }

  void start() {
    thread.start();
  }

  void wake() {
    LockSupport.unpark(thread);
  }

  void live() {
    live = true;
  }

  Optional<Postings.Fault> findFault() {
    return Optional.ofNullable(fault);
  }

  /** Ends this thread; a merge that is under way is given up. */
  void stop() {
    stopping = true;
    wake();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** After {@link #stop}, on the caller's thread: writes what waits, or says that it can't. */
  void writeLast() throws IOException {
    for (Optional<Generation> next = postings.findFrozen();
        next.isPresent();
        next = postings.findFrozen()) {
      // A crash before this returns leaves entries to be indexed again, as every crash does.
      write(next.get());
    }
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
        writeFrozen();
        if (!stopping && !mergeOnce()) {
          waitForWork();
        }
      }
    } catch (RuntimeException | Error e) {
      // The boundary of this thread: without it memory would fill and nobody would know why.
      var ended = new Postings.Fault("the index's thread ended: " + e, false);
      fault = ended;
      events.stopped(ended);
    }
  }

  /** The writer of the log calls this after it froze a generation. */
  synchronized void watchBacklog() {
    boolean full = postings.waiting() >= options.backlog();
    if (full && fault == null) {
      IOException why = failure;
      var behind =
          new Postings.Fault(
              "index has %d generations that are not on disk: %s"
                  .formatted(postings.waiting(), why == null ? "the disk is slow" : why),
              true);
      fault = behind;
      events.stopped(behind);
    } else if (!full && fault != null && thread.isAlive()) {
      fault = null;
      events.goesOn();
    }
    notifyAll();
  }

  synchronized void awaitRoom() throws IOException {
    while (postings.waiting() >= options.backlog()) {
      IOException why = failure;
      if (why != null || !thread.isAlive()) {
        throw new IOException("index can't be written: " + why, why);
      }
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while the index was written", e);
      }
    }
  }

  private void writeFrozen() {
    Optional<Generation> next = postings.findFrozen();
    while (next.isPresent() && !stopping && writeAgainAt - System.nanoTime() <= 0) {
      try {
        write(next.get());
        failure = null;
      } catch (IOException e) {
        if (failure == null) {
          events.notice("index can't be written, it is tried again: " + e);
        }
        failure = e;
        writeAgainAt = System.nanoTime() + options.retry().toNanos();
      }
      watchBacklog();
      next = postings.findFrozen();
    }
  }

  private void write(Generation generation) throws IOException {
    stack.write(generation);
    postings.written(generation);
  }

  /** Whether a merge was made. */
  private boolean mergeOnce() {
    if (mergeAgainAt - System.nanoTime() > 0 || postings.isDamaged()) {
      return false;
    }
    List<Segment> run = policy.choose(stack.segments());
    if (run.isEmpty()) {
      return false;
    }
    try {
      stack.merge(run, this::pause);
      return true;
    } catch (MergeGivenUp e) {
      return false;
    } catch (DamagedSegmentException e) {
      postings.damaged(e);
      return false;
    } catch (IOException e) {
      // Nothing is lost but the time: the inputs stay, and lookups go through more segments.
      events.notice("index segments can't be merged, it is tried again: " + e);
      mergeAgainAt = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
      return false;
    }
  }

  /** Between two pieces of a merge: fresh entries go first, and so does who seals. */
  private void pause(int bytes) throws IOException {
    writeFrozen();
    if (live && !stopping) {
      LockSupport.parkNanos(
          this, TimeUnit.SECONDS.toNanos(1) * bytes / options.mergeBytesPerSecond());
    }
    if (stopping) {
      throw new MergeGivenUp();
    }
  }

  private void waitForWork() {
    if (postings.waiting() > 0) {
      LockSupport.parkNanos(this, writeAgainAt - System.nanoTime());
    } else if (!stopping) {
      // A failed merge needs no alarm: the next generation brings this thread back to it.
      LockSupport.park(this);
    }
  }
}
