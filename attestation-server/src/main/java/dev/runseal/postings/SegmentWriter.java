package dev.runseal.postings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Writes one segment from its first byte to its last: first all keys, then all declarations, each
 * in order. One thread uses it. What is on disk is good only after {@link #finish}.
 */
final class SegmentWriter {
  private static final int BUFFERED = 64;

  /** What is flushed at once: a large segment must not hold up the journal's fsync at its end. */
  private static final int FORCED = 1 << 23;

  private final Folder.Output out;
  private final Pace pace;
  private final BloomFilter filter;
  private final TableWriter keys;
  private final TableWriter declarations;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFERED * SegmentHeader.BLOCK);
  private int unforced;

  /** Told after every piece that was written; throws to have the writing given up. */
  @FunctionalInterface
  interface Pace {
    Pace NONE = bytes -> {};

    void written(int bytes) throws IOException;
  }

  SegmentWriter(Folder.Output out, SegmentHeader header, Pace pace) throws IOException {
    this.out = out;
    this.pace = pace;
    this.filter = BloomFilter.forKeys(header.keys());
    this.keys = new TableWriter(header.keyTable());
    this.declarations = new TableWriter(header.declarationTable());
    buffer.put(header.encode());
  }

  void key(long high, long low, long index, long fingerprintHigh, long fingerprintLow)
      throws IOException {
    filter.add(high, low);
    keys.begin(high);
    keys.block.putLong(high).putLong(low).putLong(index);
    keys.block.putLong(fingerprintHigh).putLong(fingerprintLow);
    keys.end();
  }

  void declaration(long high, long low, long index) throws IOException {
    declarations.begin(high);
    declarations.block.putLong(high).putLong(low).putLong(index);
    declarations.end();
  }

  /** After the last key, before the first declaration. */
  void endKeys() throws IOException {
    keys.complete();
  }

  /** Returns when all of it is on the disk. */
  void finish() throws IOException {
    declarations.complete();
    var crc = new CRC32C();
    footer(keys.fences, crc);
    footer(declarations.fences, crc);
    footer(filter.words(), crc);
    room(SegmentHeader.CHECKSUM);
    buffer.putInt((int) crc.getValue());
    drain();
    out.force();
  }

  private void footer(long[] words, CRC32C crc) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(SegmentHeader.BLOCK);
    for (int at = 0; at < words.length; at += SegmentHeader.BLOCK / Long.BYTES) {
      int count = Math.min(SegmentHeader.BLOCK / Long.BYTES, words.length - at);
      piece.clear().asLongBuffer().put(words, at, count);
      crc.update(piece.limit(count * Long.BYTES));
      room(piece.flip().remaining());
      buffer.put(piece);
    }
  }

  private void room(int length) throws IOException {
    if (buffer.remaining() < length) {
      drain();
    }
  }

  private void drain() throws IOException {
    buffer.flip();
    int bytes = buffer.remaining();
    out.write(buffer);
    buffer.clear();
    unforced += bytes;
    if (unforced >= FORCED) {
      out.force();
      unforced = 0;
    }
    pace.written(bytes);
  }

  /** One table on its way: a block at a time, and the first half of each block's first key. */
  private final class TableWriter {
    private final SegmentHeader.Table table;
    private final ByteBuffer block = ByteBuffer.allocate(SegmentHeader.BLOCK);
    private final long[] fences;
    private int filled;

    TableWriter(SegmentHeader.Table table) {
      this.table = table;
      this.fences = new long[table.blocks()];
      block.position(SegmentHeader.CHECKSUM);
    }

    void begin(long high) {
      if (block.position() == SegmentHeader.CHECKSUM) {
        fences[filled] = high;
      }
    }

    void end() throws IOException {
      if (block.remaining() < table.width()) {
        flush();
      }
    }

    void complete() throws IOException {
      if (block.position() > SegmentHeader.CHECKSUM) {
        flush();
      }
      if (filled != fences.length) {
        throw new AssertionError(
            "table has %d blocks, its header says %d".formatted(filled, fences.length));
      }
    }

    private void flush() throws IOException {
      while (block.hasRemaining()) {
        block.put((byte) 0);
      }
      block.putInt(0, SegmentHeader.checksum(block, table.firstBlock() + filled));
      room(SegmentHeader.BLOCK);
      buffer.put(block.rewind());
      block.clear().position(SegmentHeader.CHECKSUM);
      filled++;
    }
  }
}
