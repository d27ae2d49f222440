package dev.runseal.postings;

import dev.runseal.key.Origin;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The postings of the newest entries, in memory, about 80 bytes each. The writer alone changes it,
 * and nobody once it is frozen; any thread reads. Its own lock guards it.
 */
final class Generation {
  private final long from;
  private final KeyTable keys = new KeyTable();
  private final KeyTable declarations = new KeyTable();

  /** Of each entry, the high and the low half of its fingerprint. */
  private long[] fingerprints = new long[512];

  Generation(long from) {
    this.from = from;
  }

  long from() {
    return from;
  }

  /** Before which index all of its entries are. */
  synchronized long end() {
    return from + keys.size();
  }

  boolean isEmpty() {
    return end() == from;
  }

  synchronized void add(
      long index, EntryKey key, EntryKey fingerprint, Optional<EntryKey> declaration) {
    if (index != end()) {
      throw new AssertionError(
          "index is given entry %d, expected entry %d".formatted(index, end()));
    }
    int at = 2 * keys.size();
    if (at == fingerprints.length) {
      fingerprints = Arrays.copyOf(fingerprints, 2 * at);
    }
    fingerprints[at] = fingerprint.high();
    fingerprints[at + 1] = fingerprint.low();
    keys.add(key);
    declaration.ifPresentOrElse(declarations::add, declarations::addNone);
  }

  /** Forgets the last entry. */
  synchronized void removeLast() {
    keys.removeLast();
    declarations.removeLast();
  }

  synchronized Optional<Slot> find(EntryKey key) {
    int entry = keys.newest(key);
    return entry < 0 ? Optional.empty() : Optional.of(new Slot(from + entry, fingerprint(entry)));
  }

  /** The first entries of a declaration within these bounds, in ascending order. */
  synchronized long[] find(EntryKey declaration, long first, long before, int limit) {
    long[] newestFirst = new long[keys.size()];
    int count = 0;
    for (int each = declarations.newest(declaration);
        each >= 0 && from + each >= first;
        each = declarations.before(each)) {
      if (from + each < before) {
        newestFirst[count++] = from + each;
      }
    }
    long[] found = new long[Math.min(count, limit)];
    for (int i = 0; i < found.length; i++) {
      found[i] = newestFirst[count - 1 - i];
    }
    return found;
  }

  /** The header of the segment that this becomes. */
  synchronized SegmentHeader header(Origin origin) {
    long count = IntStream.range(0, declarations.size()).filter(declarations::hasKey).count();
    return new SegmentHeader(origin, new EntryRange(from, end()), keys.distinct(), count);
  }

  /** Only of one that is frozen: without the lock, for readers do not wait for a disk. */
  void writeTo(SegmentWriter out) throws IOException {
    for (int entry : sorted(keys)) {
      // Of several entries with one key, which no log of ours has, the newest counts.
      if (keys.newest(keys.key(entry)) == entry) {
        EntryKey key = keys.key(entry);
        EntryKey fingerprint = fingerprint(entry);
        out.key(key.high(), key.low(), from + entry, fingerprint.high(), fingerprint.low());
      }
    }
    out.endKeys();
    for (int entry : sorted(declarations)) {
      EntryKey declaration = declarations.key(entry);
      out.declaration(declaration.high(), declaration.low(), from + entry);
    }
  }

  /** The entries that have a key, by that, and of one key the oldest first. */
  private static int[] sorted(KeyTable table) {
    return IntStream.range(0, table.size())
        .filter(table::hasKey)
        .boxed()
        .sorted(Comparator.comparing(table::key))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private EntryKey fingerprint(int entry) {
    return new EntryKey(fingerprints[2 * entry], fingerprints[2 * entry + 1]);
  }
}
