package dev.runseal.postings;

import dev.runseal.key.Origin;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The segments of a log in one folder, oldest first, without a gap from entry 0 on. One thread
 * changes it at a time; any thread reads, and begins anew with {@link #segments} when a segment
 * that it reads was closed because another took its place.
 *
 * <p>A segment is written under a name of its own, flushed, and only then named as what it is; what
 * it was made of, entries of the log or smaller segments, goes after that. So at every moment the
 * folder holds a set of whole segments, and {@link SegmentChain} finds it.
 */
final class SegmentStack implements Closeable {
  static final String FRESH = ".new";
  static final String DAMAGED = ".damaged";

  private final Folder folder;
  private final Origin origin;
  private volatile List<Segment> segments;

  /** What fills a segment. */
  @FunctionalInterface
  private interface Content {
    void writeTo(SegmentWriter out) throws IOException;
  }

  private SegmentStack(Folder folder, Origin origin, List<Segment> segments) {
    this.folder = folder;
    this.origin = origin;
    this.segments = segments;
  }

  /** Opens what is whole, deletes the rest, and says why if entries have to be indexed again. */
  static SegmentStack open(Folder folder, Origin origin, Consumer<String> notice)
      throws IOException {
    SegmentChain chain = SegmentChain.find(folder, origin);
    chain.problems().forEach(notice);
    // A crash among these leaves some of them: the next start finds the same chain and goes on.
    for (String name : chain.leftovers()) {
      folder.delete(name);
    }
    return new SegmentStack(folder, origin, chain.segments());
  }

  List<Segment> segments() {
    return segments;
  }

  /** Entries before this one are in the segments. */
  long covered() {
    return segments.isEmpty() ? 0 : segments.getLast().range().to();
  }

  /** Removes what is of entries from {@code size} on, and with it all that shares a segment. */
  void cut(long size) throws IOException {
    while (covered() > size) {
      Segment last = segments.getLast();
      segments = List.copyOf(segments.subList(0, segments.size() - 1));
      last.close();
      // A crash after some of these leaves fewer segments, which is what they are removed for.
      folder.delete(last.range().toString());
    }
    folder.sync();
  }

  /** Adds a segment at the young end; what it was made of must be durable in the log. */
  void write(Generation generation) throws IOException {
    Segment added = create(generation.header(origin), generation::writeTo, SegmentWriter.Pace.NONE);
    List<Segment> more = new ArrayList<>(segments);
    more.add(added);
    segments = List.copyOf(more);
  }

  /** Puts one segment in the place of these, which are neighbours here. */
  void merge(List<Segment> inputs, SegmentWriter.Pace pace) throws IOException {
    var merge = new SegmentMerge(origin, inputs);
    Segment merged = create(merge.header(), merge::writeTo, pace);
    List<Segment> now = new ArrayList<>(segments); // a pause may have added some at the end
    int at = now.indexOf(inputs.getFirst());
    now.subList(at, at + inputs.size()).clear();
    now.add(at, merged);
    segments = List.copyOf(now);
    // A crash from the rename on leaves the merged segment beside some of its inputs: the next
    // start takes the merged one and deletes them.
    for (Segment input : inputs) {
      input.close();
      folder.delete(input.range().toString());
    }
  }

  /** Takes the segment's name away, so that the next start indexes its entries again. */
  void quarantine(String segment) throws IOException {
    folder.rename(segment, segment + DAMAGED);
    folder.sync();
  }

  @Override
  public void close() throws IOException {
    for (Segment segment : segments) {
      segment.close();
    }
  }

  private Segment create(SegmentHeader header, Content content, SegmentWriter.Pace pace)
      throws IOException {
    String name = header.range().toString();
    String fresh = name + FRESH;
    // A crash until the rename leaves a part of a file that is named as one: the start deletes it.
    try (Folder.Output out = folder.create(fresh)) {
      var writer = new SegmentWriter(out, header, pace);
      content.writeTo(writer);
      writer.finish();
    } catch (IOException e) {
      deleteAfter(fresh, e);
      throw e;
    }
    folder.rename(fresh, name);
    // A crash here leaves the name or not: what the segment was made of is still there.
    folder.sync();
    return Segment.open(folder, origin, header.range());
  }

  private void deleteAfter(String name, IOException because) {
    try {
      folder.delete(name);
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }
}
