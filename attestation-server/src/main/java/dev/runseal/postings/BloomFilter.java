package dev.runseal.postings;

/**
 * Says of most keys that are not in a segment that they are not, without a look at the disk. Twelve
 * bits a key, all bits of one key in one 64-byte line of memory: a key that is new, which almost
 * every one is, costs one cache miss for each large segment. About one in 150 is let through.
 */
final class BloomFilter {
  private static final int BITS_PER_KEY = 12;
  private static final int LINE_WORDS = 8;
  private static final int LINE_BITS = LINE_WORDS * Long.SIZE;
  private static final int PROBES = 7;

  private final long[] words;
  private final long lines;

  private BloomFilter(long[] words) {
    this.words = words;
    this.lines = words.length / LINE_WORDS;
  }

  static BloomFilter forKeys(long count) {
    return new BloomFilter(new long[wordsFor(count)]);
  }

  /** How many words the filter of so many keys has. */
  static int wordsFor(long count) {
    long bits = Math.multiplyExact(Math.max(1, count), BITS_PER_KEY);
    return Math.toIntExact((bits + LINE_BITS - 1) / LINE_BITS * LINE_WORDS);
  }

  void add(long high, long low) {
    int line = line(high);
    for (int i = 0; i < PROBES; i++) {
      words[line + word(low, i)] |= bit(low, i);
    }
  }

  boolean mayHold(long high, long low) {
    int line = line(high);
    for (int i = 0; i < PROBES; i++) {
      if ((words[line + word(low, i)] & bit(low, i)) == 0) {
        return false;
      }
    }
    return true;
  }

  /** What the filter is made of, for who puts it on disk or takes it from there. */
  long[] words() {
    return words;
  }

  /** Keys are digests: their own bits are as good as any hash of them. */
  private int line(long high) {
    return (int) Math.unsignedMultiplyHigh(high, lines) * LINE_WORDS;
  }

  private static int word(long low, int probe) {
    return (int) (low >>> (9 * probe + 6)) & (LINE_WORDS - 1);
  }

  private static long bit(long low, int probe) {
    return 1L << (low >>> (9 * probe));
  }
}
