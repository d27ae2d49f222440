package dev.runseal.postings;

import dev.runseal.key.Origin;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** The first block of a segment, from which the place of everything else in it follows. */
record SegmentHeader(Origin origin, EntryRange range, long keys, long declarations) {
  static final int BLOCK = 4096;
  static final int CHECKSUM = 4;
  static final int KEY_WIDTH = 40;
  static final int DECLARATION_WIDTH = 24;

  private static final byte[] MAGIC = "runsealI".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;

  /** Equal records in whole blocks, from one block of the file on. */
  record Table(long firstBlock, int width, long count) {
    int perBlock() {
      return (BLOCK - CHECKSUM) / width;
    }

    int blocks() {
      return Math.toIntExact((count + perBlock() - 1) / perBlock());
    }

    long end() {
      return firstBlock + blocks();
    }
  }

  Table keyTable() {
    return new Table(1, KEY_WIDTH, keys);
  }

  Table declarationTable() {
    return new Table(keyTable().end(), DECLARATION_WIDTH, declarations);
  }

  long footerAt() {
    return declarationTable().end() * BLOCK;
  }

  long fileLength() {
    long words =
        keyTable().blocks() + declarationTable().blocks() + (long) BloomFilter.wordsFor(keys);
    return footerAt() + words * Long.BYTES + CHECKSUM;
  }

  ByteBuffer encode() {
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    byte[] name = origin.text().getBytes(StandardCharsets.US_ASCII);
    block.position(CHECKSUM);
    block.put(MAGIC).putShort((short) VERSION).putShort((short) name.length).put(name);
    block.putLong(range.from()).putLong(range.to()).putLong(keys).putLong(declarations);
    return block.putInt(0, checksum(block, 0)).rewind();
  }

  /** Reads the first block of the file that is named after this range. */
  static SegmentHeader parse(ByteBuffer block, Origin origin, EntryRange range)
      throws DamagedSegmentException {
    if (block.getInt(0) != checksum(block, 0)) {
      throw new DamagedSegmentException(range.toString(), "header does not have its checksum");
    }
    block.position(CHECKSUM + MAGIC.length + 4 + origin.text().length() + 16);
    var header = new SegmentHeader(origin, range, block.getLong(), block.getLong());
    // Everything else is known, so one comparison reads it all: magic, version, origin, range.
    if (!header.encode().equals(block.rewind())) {
      throw new DamagedSegmentException(
          range.toString(),
          "header is not that of version %d, entries %s of %s".formatted(VERSION, range, origin));
    }
    // One record for each entry at most, so no length below can overflow.
    if (header.keys < 0
        || header.keys > range.length()
        || header.declarations < 0
        || header.declarations > range.length()) {
      throw new DamagedSegmentException(
          range.toString(),
          "header counts %d keys and %d declarations for %d entries"
              .formatted(header.keys, header.declarations, range.length()));
    }
    return header;
  }

  /** CRC32C over a block's number and all of the block after the checksum itself. */
  static int checksum(ByteBuffer block, long number) {
    var crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
    crc.update(block.slice(CHECKSUM, BLOCK - CHECKSUM));
    return (int) crc.getValue();
  }
}
