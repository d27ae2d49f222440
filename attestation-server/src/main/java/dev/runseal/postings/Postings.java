package dev.runseal.postings;

import dev.runseal.key.Origin;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The index of one log: which entry has a key, and which entries have a declaration. One thread,
 * the log's writer, changes it; any thread reads. What is added is in memory and may be taken back
 * until {@link #durable} says that the log holds it for good; then, a generation at a time, {@link
 * PostingsWriter} makes segments of it. So no segment is ever ahead of the log. What a crash takes
 * from memory, the next start adds again from the entries: {@link #covered} says from where on.
 *
 * <p>A damaged segment is not guessed around: what can't be looked up is an exception, {@link
 * #findFault} says so until a restart, and that restart indexes the segment's entries again.
 */
public final class Postings implements Closeable {
  private final SegmentStack stack;
  private final PostingsOptions options;
  private final PostingsEvents events;
  private final PostingsWriter writer;
  private volatile Memory memory;
  private volatile @Nullable Fault damage;

  /** Why nothing may be added; what does not heal by itself lasts until the next {@link #open}. */
  public record Fault(String why, boolean heals) {}

  /** What is not in a segment yet: {@code frozen} wait for the disk, oldest first. */
  private record Memory(List<Generation> frozen, Generation active) {}

  private Postings(SegmentStack stack, PostingsOptions options, PostingsEvents events) {
    this.stack = stack;
    this.options = options;
    this.events = events;
    this.memory = new Memory(List.of(), new Generation(stack.covered()));
    this.writer = new PostingsWriter(this, stack, options, events);
  }

  /** Removes the index in this folder, so that all entries are added again. */
  public static void discard(Path folder, Origin origin) throws IOException {
    SegmentStack stack = SegmentStack.open(DiskFolder.make(folder), origin, problem -> {});
    try (stack) {
      stack.cut(0);
    }
  }

  /**
   * Opens the index in this folder, or begins it there. What it says of entries that a log of
   * {@code size} doesn't have is removed: the disk lost them, or the folder is from another time.
   */
  public static Postings open(
      Path folder, Origin origin, long size, PostingsOptions options, PostingsEvents events)
      throws IOException {
    return open(DiskFolder.make(folder), origin, size, options, events);
  }

  static Postings open(
      Folder folder, Origin origin, long size, PostingsOptions options, PostingsEvents events)
      throws IOException {
    SegmentStack stack = SegmentStack.open(folder, origin, events::notice);
    if (stack.covered() > size) {
      events.notice(
          "index reaches to entry %d, the log has %d entries".formatted(stack.covered(), size));
      stack.cut(size);
    }
    var postings = new Postings(stack, options, events);
    postings.writer.start();
    return postings;
  }

  /**
   * Entries before this one are on disk here; after {@link #open}, the first that is to be added.
   */
  public long covered() {
    return stack.covered();
  }

  /** Entries come in the order of the log, each once. */
  public void add(long index, EntryKey key, EntryKey fingerprint, Optional<EntryKey> declaration) {
    memory.active().add(index, key, fingerprint, declaration);
  }

  /** Takes the newest entry back, which did not become durable. */
  public void removeLast() {
    memory.active().removeLast();
  }

  /** All that was added is in the log for good. */
  public void durable() {
    Generation active = memory.active();
    if (active.end() - active.from() >= options.generation()) {
      freeze();
      writer.wake();
      writer.watchBacklog();
    }
  }

  /** While a log is read in: waits until memory holds less than the backlog. */
  public void awaitRoom() throws IOException {
    writer.awaitRoom();
  }

  /** From here on merges hold back, because somebody seals beside them. */
  public void live() {
    writer.live();
  }

  /** The entry that has this key; it may not be durable or signed yet. */
  public Optional<Slot> find(EntryKey key) throws IOException {
    // Memory first: a generation leaves it only after its segment is among the segments.
    Memory now = memory;
    Optional<Slot> slot = now.active().find(key);
    for (int i = now.frozen().size() - 1; i >= 0 && slot.isEmpty(); i--) {
      slot = now.frozen().get(i).find(key);
    }
    return slot.isPresent() ? slot : fromSegments(segments -> findIn(segments, key));
  }

  /** The entries of a declaration from {@code from} on and before {@code before}, in order. */
  public List<Long> find(EntryKey declaration, long from, long before, int limit)
      throws IOException {
    Memory now = memory;
    List<Generation> fresh = new ArrayList<>(now.frozen());
    fresh.add(now.active());
    long inMemory = fresh.getFirst().from();
    List<Long> found =
        fromSegments(
            segments -> findIn(segments, declaration, from, Math.min(before, inMemory), limit));
    for (Generation each : fresh) {
      for (long index : each.find(declaration, from, before, limit - found.size())) {
        found.add(index);
      }
    }
    return found;
  }

  /** Why nothing may be added now, if so. */
  public Optional<Fault> findFault() {
    return damage != null ? Optional.ofNullable(damage) : writer.findFault();
  }

  /** Writes what is durable, so that the next start has nothing to add. */
  @Override
  public void close() throws IOException {
    try (stack) {
      writer.stop();
      if (damage == null) {
        if (!memory.active().isEmpty()) {
          freeze();
        }
        writer.writeLast();
      }
    }
  }

  /** The generation that is to be written next. */
  Optional<Generation> findFrozen() {
    return memory.frozen().stream().findFirst();
  }

  int waiting() {
    return memory.frozen().size();
  }

  /** Its segment is there: memory is done with it. */
  synchronized void written(Generation generation) {
    List<Generation> frozen = new ArrayList<>(memory.frozen());
    frozen.remove(generation);
    memory = new Memory(List.copyOf(frozen), memory.active());
  }

  /** Only who reads the log's entries again can tell what stood there, and that is the start. */
  void damaged(DamagedSegmentException e) {
    var fault =
        new Fault("%s: a restart indexes its entries again".formatted(e.getMessage()), false);
    damage = fault;
    events.stopped(fault);
    try {
      stack.quarantine(e.segment());
    } catch (IOException failure) {
      // It keeps its name, and the next start may find it damaged only when it is read again.
      events.notice("index segment %s can't be renamed: %s".formatted(e.segment(), failure));
    }
  }

  boolean isDamaged() {
    return damage != null;
  }

  private synchronized void freeze() {
    List<Generation> frozen = new ArrayList<>(memory.frozen());
    frozen.add(memory.active());
    memory = new Memory(List.copyOf(frozen), new Generation(memory.active().end()));
  }

  @FunctionalInterface
  private interface Search<T> {
    T in(List<Segment> segments) throws IOException;
  }

  private <T> T fromSegments(Search<T> search) throws IOException {
    while (true) {
      List<Segment> segments = stack.segments();
      try {
        return search.in(segments);
      } catch (ClosedChannelException e) {
        // A segment may have been merged away under us; then there are others now.
        if (segments.equals(stack.segments())) {
          throw e;
        }
      } catch (DamagedSegmentException e) {
        if (!isDamaged()) {
          damaged(e);
        }
        throw e;
      }
    }
  }

  private static Optional<Slot> findIn(List<Segment> segments, EntryKey key) throws IOException {
    for (Segment segment : segments.reversed()) {
      Optional<Slot> slot = segment.find(key);
      if (slot.isPresent()) {
        return slot;
      }
    }
    return Optional.empty();
  }

  private static List<Long> findIn(
      List<Segment> segments, EntryKey declaration, long from, long before, int limit)
      throws IOException {
    List<Long> found = new ArrayList<>();
    for (Segment segment : segments) {
      if (segment.range().to() > from && segment.range().from() < before && found.size() < limit) {
        found.addAll(segment.find(declaration, from, before, limit - found.size()));
      }
    }
    return found;
  }
}
