package dev.runseal.postings;

import dev.runseal.key.Origin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a folder holds: the whole segments that follow each other from entry 0 on and reach
 * farthest, with as few of them as possible, and what else bears the name of one. A crash in a
 * merge leaves its output beside its inputs, both good; damage leaves a gap, and nothing after a
 * gap counts.
 *
 * @param segments opened, oldest first
 * @param leftovers the names of files that are no part of it
 * @param problems why entries that were in the index are in it no longer
 */
record SegmentChain(List<Segment> segments, List<String> leftovers, List<String> problems) {

  /** From a segment on to the end that can be reached. */
  private record Reach(Segment segment, long end, int steps) {}

  static SegmentChain find(Folder folder, Origin origin) throws IOException {
    List<String> leftovers = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    List<Segment> good = new ArrayList<>();
    try {
      for (String name : folder.names()) {
        Optional<EntryRange> range = EntryRange.find(name);
        if (range.isPresent()) {
          try {
            good.add(Segment.open(folder, origin, range.get()));
          } catch (DamagedSegmentException e) {
            leftovers.add(name);
            problems.add(String.valueOf(e.getMessage()));
          }
        } else if (name.endsWith(SegmentStack.FRESH)) {
          leftovers.add(name);
        } else if (name.endsWith(SegmentStack.DAMAGED)) {
          leftovers.add(name);
          problems.add("index segment %s was found damaged before".formatted(name));
        }
      }
      return chain(good, leftovers, problems);
    } catch (IOException | RuntimeException e) {
      for (Segment segment : good) {
        segment.close();
      }
      throw e;
    }
  }

  /** Entries before this one are in the segments. */
  long covered() {
    return segments.isEmpty() ? 0 : segments.getLast().range().to();
  }

  private static SegmentChain chain(
      List<Segment> good, List<String> leftovers, List<String> problems) throws IOException {
    TreeMap<Long, Reach> reaches = new TreeMap<>();
    good.sort(Comparator.comparingLong((Segment each) -> each.range().from()).reversed());
    for (Segment each : good) {
      Reach next = reaches.get(each.range().to());
      var reach =
          next == null
              ? new Reach(each, each.range().to(), 1)
              : new Reach(each, next.end(), next.steps() + 1);
      reaches.merge(each.range().from(), reach, SegmentChain::farther);
    }
    List<Segment> chain = new ArrayList<>();
    for (Reach at = reaches.get(0L); at != null; at = reaches.get(at.segment().range().to())) {
      chain.add(at.segment());
    }
    long covered = chain.isEmpty() ? 0 : chain.getLast().range().to();
    for (Segment each : good) {
      if (!chain.contains(each)) {
        each.close();
        leftovers.add(each.range().toString());
        if (each.range().to() > covered) {
          problems.add(
              "index segment %s has no segment before it that begins where entry %d is"
                  .formatted(each.range(), covered));
        }
      }
    }
    return new SegmentChain(List.copyOf(chain), List.copyOf(leftovers), List.copyOf(problems));
  }

  private static Reach farther(Reach one, Reach other) {
    if (one.end() != other.end()) {
      return one.end() > other.end() ? one : other;
    }
    return one.steps() <= other.steps() ? one : other;
  }
}
