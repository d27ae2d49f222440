package dev.runseal.postings;

import java.util.List;

/**
 * Which neighbouring segments become one. A segment of up to four units of entries is of class 0,
 * one of up to eight times that of class 1, and so on; as soon as {@code fanIn} of one class stand
 * at the young end, they are merged. So an entry is written once for each class, and the segments
 * are at most {@code fanIn} − 1 for each class.
 */
record MergePolicy(long unit, int fanIn) {
  /** So that one segment's filter fits one array. */
  private static final long LARGEST = 1L << 28;

  /** The segments to merge: a part of those given, which are in order; empty when there is none. */
  List<Segment> choose(List<Segment> segments) {
    for (int level = 0; level <= classOf(LARGEST); level++) {
      int first = segments.size();
      int last = -1;
      int count = 0;
      while (first > 0 && classOf(segments.get(first - 1)) <= level) {
        first--;
        if (classOf(segments.get(first)) == level) {
          last = Math.max(last, first);
          count++;
        }
      }
      // After a rebuild many wait: each input takes memory, so they are taken in turns.
      last = Math.min(last, first + 4 * fanIn - 1);
      if (count >= fanIn && last > first && entries(segments, first, last) <= LARGEST) {
        return segments.subList(first, last + 1);
      }
    }
    return List.of();
  }

  private static long entries(List<Segment> segments, int first, int last) {
    return segments.get(last).range().to() - segments.get(first).range().from();
  }

  private int classOf(Segment segment) {
    return classOf(segment.range().length());
  }

  private int classOf(long entries) {
    int level = 0;
    for (long bound = 4 * unit; bound < entries; bound *= fanIn) {
      level++;
    }
    return level;
  }
}
