package dev.runseal.postings;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The keys of entries that are numbered from 0 on, and for each key the entries that have it. In
 * arrays and not in objects: they live for about a second, and the collector would copy every one.
 * Mutable and unlocked: who owns it guards it.
 */
final class KeyTable {
  private static final int NONE = -1;

  /** Callers choose their declarations' digests: without these they can't have them collide. */
  private static final long HIGH = new SecureRandom().nextLong() | 1;

  private static final long LOW = new SecureRandom().nextLong() | 1;

  /** Of each entry, the high and the low half of its key. */
  private long[] keys = new long[512];

  /** Of each entry, the newest one before it that has the same key. */
  private int[] before = new int[256];

  /**
   * Where the key of an entry leads by its hash, or behind that, one above the number of the newest
   * entry that has the key. Keys are there in the order in which they came first, so the newest can
   * go without closing the way to another.
   */
  private int[] places = new int[1_024];

  private int size;
  private int distinct;

  int size() {
    return size;
  }

  /** How many different keys there are. */
  int distinct() {
    return distinct;
  }

  /** Gives the next entry this key. */
  void add(EntryKey key) {
    makeRoom();
    keys[2 * size] = key.high();
    keys[2 * size + 1] = key.low();
    enter(size);
    size++;
  }

  /** Gives the next entry none. */
  void addNone() {
    makeRoom();
    before[size] = size; // before itself, which no other entry is
    size++;
  }

  /** Forgets the newest entry. */
  void removeLast() {
    size--;
    if (hasKey(size)) {
      places[place(keys[2 * size], keys[2 * size + 1])] = before[size] + 1;
      if (before[size] == NONE) {
        distinct--;
      }
    }
  }

  boolean hasKey(int entry) {
    return before[entry] != entry;
  }

  EntryKey key(int entry) {
    return new EntryKey(keys[2 * entry], keys[2 * entry + 1]);
  }

  /** The newest entry that has this key; negative if none has. */
  int newest(EntryKey key) {
    return places[place(key.high(), key.low())] - 1;
  }

  /** The newest entry before this one that has its key; negative if none has. */
  int before(int entry) {
    return before[entry];
  }

  private void enter(int entry) {
    int place = place(keys[2 * entry], keys[2 * entry + 1]);
    before[entry] = places[place] - 1;
    if (before[entry] == NONE) {
      distinct++;
    }
    places[place] = entry + 1;
  }

  /** Where this key is, or where it would be put. */
  private int place(long high, long low) {
    int mask = places.length - 1;
    int place = (int) ((HIGH * high + LOW * low) >>> 32) & mask;
    for (int found = places[place]; found != 0; found = places[place]) {
      if (keys[2 * found - 2] == high && keys[2 * found - 1] == low) {
        break;
      }
      place = (place + 1) & mask;
    }
    return place;
  }

  private void makeRoom() {
    if (size < before.length) {
      return;
    }
    keys = Arrays.copyOf(keys, 2 * keys.length);
    before = Arrays.copyOf(before, 2 * before.length);
    places = new int[2 * places.length];
    distinct = 0;
    for (int entry = 0; entry < size; entry++) {
      if (hasKey(entry)) {
        enter(entry);
      }
    }
  }
}
