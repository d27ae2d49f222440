package dev.runseal.postings;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The sorted records of one kind in a segment. The first half of each block's first key is in
 * memory, so that a search reads one block; where many records share a key it halves the blocks
 * between. Every block that is read is checked. Immutable.
 */
final class SegmentTable {
  /** How many blocks who reads in order takes at once. */
  private static final int AHEAD = 64;

  private final SegmentFile file;
  private final SegmentHeader.Table table;
  private final long[] fences;

  SegmentTable(SegmentFile file, SegmentHeader.Table table, long[] fences) {
    this.file = file;
    this.table = table;
    this.fences = fences;
  }

  long count() {
    return table.count();
  }

  /** The first record that is not before this one; reads ahead if asked to. */
  Cursor seek(long high, long low, long index) throws IOException {
    int last = blocksBelow(high, true) - 1;
    int first = blocksBelow(high, false) - 1;
    // Blocks after the first begin with this very half of a key: the block itself must tell.
    int block = Math.max(first, 0);
    int end = Math.max(last, 0);
    while (block < end) {
      int middle = (block + end + 1) >>> 1;
      if (new Cursor(middle, 1).compare(high, low, index) < 0) {
        block = middle;
      } else {
        end = middle - 1;
      }
    }
    var cursor = new Cursor(block, 1);
    cursor.skipTo(high, low, index);
    return cursor;
  }

  /** All records, in order. */
  Cursor all() throws IOException {
    return new Cursor(0, AHEAD);
  }

  /** How many fences are below {@code high}, or with {@code orEqual} not above it. */
  private int blocksBelow(long high, boolean orEqual) {
    int from = 0;
    int to = fences.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      int order = Long.compareUnsigned(fences[middle], high);
      if (order < 0 || (orEqual && order == 0)) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /** A place in the table that moves on; one thread uses it. */
  final class Cursor {
    private final ByteBuffer blocks;
    private int block;
    private int ahead;
    private int record;

    private Cursor(int block, int atOnce) throws IOException {
      this.blocks = ByteBuffer.allocate(atOnce * SegmentHeader.BLOCK);
      this.block = block;
      load();
    }

    /** Whether there is a record here; none is after the last one. */
    boolean present() {
      return (long) block * table.perBlock() + record < table.count();
    }

    long high() {
      return word(0);
    }

    long low() {
      return word(1);
    }

    long index() {
      return word(2);
    }

    EntryKey key() {
      return new EntryKey(high(), low());
    }

    long fingerprintHigh() {
      return word(3);
    }

    long fingerprintLow() {
      return word(4);
    }

    void advance() throws IOException {
      record++;
      if (record == table.perBlock()) {
        record = 0;
        block++;
        ahead--;
        if (ahead == 0) {
          load();
        }
      }
    }

    int compare(long high, long low, long index) {
      int byHigh = Long.compareUnsigned(high(), high);
      if (byHigh != 0) {
        return byHigh;
      }
      int byLow = Long.compareUnsigned(low(), low);
      return byLow != 0 ? byLow : Long.compare(index(), index);
    }

    /** Within this block: the one after it begins with a record that is not before this one. */
    private void skipTo(long high, long low, long index) throws IOException {
      long left = table.count() - (long) block * table.perBlock();
      int from = 0;
      int to = Math.clamp(left, 0, table.perBlock());
      while (from < to) {
        record = (from + to) >>> 1;
        if (compare(high, low, index) < 0) {
          from = record + 1;
        } else {
          to = record;
        }
      }
      record = from - 1;
      advance();
    }

    private long word(int number) {
      int at = blocks.limit() - ahead * SegmentHeader.BLOCK + SegmentHeader.CHECKSUM;
      return blocks.getLong(at + record * table.width() + number * Long.BYTES);
    }

    private void load() throws IOException {
      ahead = Math.min(blocks.capacity() / SegmentHeader.BLOCK, table.blocks() - block);
      if (ahead <= 0) {
        return;
      }
      long first = table.firstBlock() + block;
      blocks.clear().limit(ahead * SegmentHeader.BLOCK);
      file.read(blocks, first * SegmentHeader.BLOCK);
      for (int i = 0; i < ahead; i++) {
        ByteBuffer one = blocks.slice(i * SegmentHeader.BLOCK, SegmentHeader.BLOCK);
        if (one.getInt(0) != SegmentHeader.checksum(one, first + i)) {
          throw new DamagedSegmentException(
              file.toString(), "block %d does not have its checksum".formatted(first + i));
        }
      }
    }
  }
}
