package dev.runseal.postings;

import dev.runseal.key.Origin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Neighbouring segments read side by side, each from its beginning to its end, as one. */
record SegmentMerge(Origin origin, List<Segment> inputs) {

  SegmentHeader header() {
    var range = new EntryRange(inputs.getFirst().range().from(), inputs.getLast().range().to());
    long keys = inputs.stream().mapToLong(each -> each.keys().count()).sum();
    long declarations = inputs.stream().mapToLong(each -> each.declarations().count()).sum();
    return new SegmentHeader(origin, range, keys, declarations);
  }

  void writeTo(SegmentWriter out) throws IOException {
    List<SegmentTable.Cursor> keys = new ArrayList<>();
    List<SegmentTable.Cursor> declarations = new ArrayList<>();
    for (Segment input : inputs) {
      keys.add(input.keys().all());
    }
    for (var next = least(keys); next != null; next = least(keys)) {
      out.key(next.high(), next.low(), next.index(), next.fingerprintHigh(), next.fingerprintLow());
      next.advance();
    }
    out.endKeys();
    for (Segment input : inputs) {
      declarations.add(input.declarations().all());
    }
    for (var next = least(declarations); next != null; next = least(declarations)) {
      out.declaration(next.high(), next.low(), next.index());
      next.advance();
    }
  }

  private static SegmentTable.@Nullable Cursor least(List<SegmentTable.Cursor> cursors) {
    SegmentTable.Cursor least = null;
    for (SegmentTable.Cursor each : cursors) {
      if (each.present()
          && (least == null || each.compare(least.high(), least.low(), least.index()) < 0)) {
        least = each;
      }
    }
    return least;
  }
}
