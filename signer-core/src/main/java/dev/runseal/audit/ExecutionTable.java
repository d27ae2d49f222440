package dev.runseal.audit;

import java.util.OptionalLong;

/**
 * Which entry has an execution, for a log of known length: a fingerprint for each entry, and an
 * open-addressing table of entry numbers, at most two thirds full. 14 bytes an entry. Used by one
 * thread.
 */
final class ExecutionTable {
  static final int BYTES_PER_ENTRY = 14;

  /** By entry; 0 where the entry is no seal. */
  private final long[] fingerprints;

  /** An entry's number plus one, or 0 for a free place. */
  private final int[] places;

  ExecutionTable(int entries) {
    fingerprints = new long[entries];
    places = new int[(int) Math.min(Integer.MAX_VALUE - 8L, entries + entries / 2L + 1)];
  }

  /** Returns the earlier entry that has this execution already; only without one it is taken in. */
  OptionalLong put(int entry, long execution) {
    int at = (int) Math.unsignedMultiplyHigh(execution, places.length);
    while (places[at] != 0) {
      int earlier = places[at] - 1;
      if (fingerprints[earlier] == execution) {
        return OptionalLong.of(earlier);
      }
      at = at + 1 == places.length ? 0 : at + 1;
    }
    places[at] = entry + 1;
    fingerprints[entry] = execution;
    return OptionalLong.empty();
  }
}
