package dev.runseal.ledger;

import java.util.Arrays;

/**
 * A list of numbers that grows without being copied. One thread adds; any thread that learned of an
 * index after it was added may read it.
 */
final class LongChunks {
  private static final int BITS = 12;
  private static final int MASK = (1 << BITS) - 1;

  /** Volatile, so that who sees the array sees the chunks in it. */
  private volatile long[][] chunks = new long[16][];

  private long size;

  void add(long value) {
    int chunk = (int) (size >>> BITS);
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, 2 * chunk);
    }
    if ((size & MASK) == 0) {
      long[][] directory = chunks;
      directory[chunk] = new long[1 << BITS];
      chunks = directory;
    }
    chunks[chunk][(int) (size & MASK)] = value;
    size++;
  }

  long at(long index) {
    return chunks[(int) (index >>> BITS)][(int) (index & MASK)];
  }
}
