package dev.runseal.postings;

import dev.runseal.key.Origin;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The postings of the newest entries, in memory, about 200 bytes each. The writer alone changes it,
 * and nobody once it is frozen; any thread reads.
 */
final class Generation {
  private final long from;
  private final ConcurrentHashMap<EntryKey, Slot> keys = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<EntryKey, Places> declarations = new ConcurrentHashMap<>();
  private long end;

  Generation(long from) {
    this.from = from;
    this.end = from;
  }

  long from() {
    return from;
  }

  /** Before which index all of its entries are. */
  long end() {
    return end;
  }

  boolean isEmpty() {
    return end == from;
  }

  void add(long index, EntryKey key, EntryKey fingerprint, Optional<EntryKey> declaration) {
    if (index != end) {
      throw new AssertionError("index is given entry %d, expected entry %d".formatted(index, end));
    }
    keys.put(key, new Slot(index, fingerprint));
    declaration.ifPresent(each -> declarations.computeIfAbsent(each, k -> new Places()).add(index));
    end = index + 1;
  }

  /** Forgets the last entry. */
  void removeLast(EntryKey key, Optional<EntryKey> declaration) {
    keys.remove(key);
    end--;
    declaration.map(declarations::get).ifPresent(places -> places.removeFrom(end));
  }

  Optional<Slot> find(EntryKey key) {
    return Optional.ofNullable(keys.get(key));
  }

  long[] find(EntryKey declaration, long first, long before, int limit) {
    Places places = declarations.get(declaration);
    return places == null ? new long[0] : places.between(first, before, limit);
  }

  /** The header of the segment that this becomes. */
  SegmentHeader header(Origin origin) {
    long count = declarations.values().stream().mapToLong(Places::count).sum();
    return new SegmentHeader(origin, new EntryRange(from, end), keys.size(), count);
  }

  void writeTo(SegmentWriter out) throws IOException {
    List<Map.Entry<EntryKey, Slot>> sorted =
        keys.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
    for (Map.Entry<EntryKey, Slot> each : sorted) {
      EntryKey key = each.getKey();
      EntryKey fingerprint = each.getValue().fingerprint();
      long index = each.getValue().index();
      out.key(key.high(), key.low(), index, fingerprint.high(), fingerprint.low());
    }
    out.endKeys();
    for (EntryKey declaration : declarations.keySet().stream().sorted().toList()) {
      for (long index : find(declaration, from, end, Integer.MAX_VALUE)) {
        out.declaration(declaration.high(), declaration.low(), index);
      }
    }
  }

  /** A growing list of indexes in ascending order; its own lock guards it. */
  private static final class Places {
    private long[] indexes = new long[1];
    private int count;

    synchronized void add(long index) {
      if (count == indexes.length) {
        indexes = Arrays.copyOf(indexes, 2 * count);
      }
      indexes[count++] = index;
    }

    synchronized int count() {
      return count;
    }

    synchronized void removeFrom(long index) {
      while (count > 0 && indexes[count - 1] >= index) {
        count--;
      }
    }

    synchronized long[] between(long first, long before, int limit) {
      int start = lowest(first);
      int end = Math.min(lowest(before), (int) Math.min(Integer.MAX_VALUE, start + (long) limit));
      return Arrays.copyOfRange(indexes, start, Math.max(start, end));
    }

    /** How many indexes are below this one. */
    private int lowest(long index) {
      int at = Arrays.binarySearch(indexes, 0, count, index);
      return at < 0 ? -at - 1 : at;
    }
  }
}
