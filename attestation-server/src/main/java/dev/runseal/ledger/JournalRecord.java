package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The encoder of one journal record (layout: {@link JournalSegment}). It owns an array that the
 * next record is written over, and that grows with records up to a usual size: one thread uses it.
 */
final class JournalRecord {
  static final int HEAD = 12;
  static final int BODY_FIXED = 14;

  /** A larger record gets an array of its own, so that one of them does not stay for good. */
  private static final int KEPT = 1 << 20;

  static final int MAX_ENTRY = 65_535;
  static final int MAX_CHECKPOINT = 65_535;

  /** Above what a batch can come to, and below what would not fit a buffer. */
  static final int MAX_BODY = 1 << 28;

  /** Begins every record. No entry and no checkpoint holds FE, for they are UTF-8. */
  static final int MARK = 0xFE52_4A31;

  private final CRC32C crc = new CRC32C();
  private byte[] array = new byte[1 << 16];
  private int entriesAt;

  /** Renders a record and returns it; the buffer is good until the next call. */
  ByteBuffer encode(long firstIndex, String checkpoint, List<Bytes> entries) {
    byte[] note = checkpoint.getBytes(StandardCharsets.UTF_8);
    long body = BODY_FIXED + (long) note.length;
    for (Bytes entry : entries) {
      body += 2 + entry.length();
    }
    verifyLengths(note.length, body);
    int length = HEAD + (int) body;
    byte[] target = arrayFor(length);
    ByteBuffer out = ByteBuffer.wrap(target, 0, length);
    out.putInt(MARK).putInt((int) body).putInt(0);
    out.putLong(firstIndex).putInt(entries.size()).putShort((short) note.length).put(note);
    entriesAt = out.position();
    int at = entriesAt;
    for (Bytes entry : entries) {
      if (entry.length() == 0 || entry.length() > MAX_ENTRY) {
        throw new IllegalArgumentException(
            "entry has %d bytes, expected 1 to %d".formatted(entry.length(), MAX_ENTRY));
      }
      out.putShort(at, (short) entry.length());
      entry.copyTo(target, at + 2);
      at += 2 + entry.length();
    }
    out.putInt(8, checksum(crc, target, 0, (int) body));
    return out.rewind();
  }

  /** How far into the record that was encoded last its entries begin. */
  int entriesAt() {
    return entriesAt;
  }

  /** CRC32C over the length and the body of the record that begins at {@code at}. */
  static int checksum(CRC32C crc, byte[] array, int at, int body) {
    crc.reset();
    crc.update(array, at + 4, 4);
    crc.update(array, at + HEAD, body);
    return (int) crc.getValue();
  }

  private byte[] arrayFor(int length) {
    if (length > KEPT) {
      return new byte[length];
    }
    if (array.length < length) {
      array = new byte[Math.min(KEPT, Math.max(length, 2 * array.length))];
    }
    return array;
  }

  private static void verifyLengths(int note, long body) {
    if (note > MAX_CHECKPOINT) {
      throw new IllegalArgumentException(
          "checkpoint has %d bytes, expected at most %d".formatted(note, MAX_CHECKPOINT));
    }
    if (body > MAX_BODY - HEAD) {
      throw new IllegalArgumentException(
          "record has %d bytes, expected at most %d".formatted(body, MAX_BODY - HEAD));
    }
  }
}
