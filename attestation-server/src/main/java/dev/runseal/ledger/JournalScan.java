package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * One reading of a {@link JournalSegment} from its first record to its last good one. It streams:
 * the memory it takes is a window, or the largest record.
 */
final class JournalScan {
  private static final int WINDOW = 1 << 20;

  private final Path path;
  private final AppendFile file;
  private final long fileSize;
  private final CRC32C crc = new CRC32C();
  private byte[] window = new byte[WINDOW];
  private long windowAt;
  private int windowLength;
  private long end;
  private long size;

  /** Told of every good record, and where its first entry begins in the file. */
  @FunctionalInterface
  interface Found {
    void record(long firstIndex, String checkpoint, List<Bytes> entries, long entriesAt)
        throws IOException, LedgerException;
  }

  /** Reads from {@code start} on, where the record of entry {@code first} begins. */
  JournalScan(Path path, AppendFile file, long start, long first) throws IOException {
    this.path = path;
    this.file = file;
    this.fileSize = file.size();
    this.end = start;
    this.size = first;
  }

  /** Where the good records end. */
  long end() {
    return end;
  }

  /** The index behind their last entry. */
  long size() {
    return size;
  }

  void replay(Found found) throws IOException, LedgerException {
    while (end < fileSize) {
      int body = goodBodyAt(end);
      if (body < 0) {
        verifyNothingGoodAfter(end);
        return;
      }
      replayBody(body, found);
      end += JournalRecord.HEAD + (long) body;
    }
  }

  private void replayBody(int body, Found found) throws IOException, LedgerException {
    int at = load(end, JournalRecord.HEAD + body) + JournalRecord.HEAD;
    ByteBuffer in = ByteBuffer.wrap(window, at, body).slice();
    long firstIndex = in.getLong();
    int count = in.getInt();
    if (firstIndex != size || count < 0) {
      throw LedgerException.refused(
          "journal %s: record at %d begins with entry %d, expected entry %d: journal left untouched"
              .formatted(path, end, firstIndex, size));
    }
    byte[] note = new byte[Short.toUnsignedInt(in.getShort())];
    List<Bytes> entries = new ArrayList<>(Math.min(count, body / 3));
    if (note.length > in.remaining()) {
      throw malformed();
    }
    in.get(note);
    long entriesAt = end + JournalRecord.HEAD + in.position();
    for (int i = 0; i < count; i++) {
      int length = in.remaining() < 2 ? 0 : Short.toUnsignedInt(in.getShort());
      if (length == 0 || length > in.remaining()) {
        throw malformed();
      }
      byte[] entry = new byte[length];
      in.get(entry);
      entries.add(Bytes.takingOwnership(entry));
    }
    if (in.hasRemaining() || (count == 0 && note.length == 0)) {
      throw malformed();
    }
    found.record(firstIndex, new String(note, StandardCharsets.UTF_8), entries, entriesAt);
    size += count;
  }

  /** The checksum is good, so this is no torn record but one that we never wrote. */
  private LedgerException malformed() {
    return LedgerException.refused(
        "journal %s: record at %d has a good checksum and a bad form: journal left untouched"
            .formatted(path, end));
  }

  /** The body length of the record that begins at {@code at}, or -1 when none reads there. */
  private int goodBodyAt(long at) throws IOException {
    if (fileSize - at < JournalRecord.HEAD + JournalRecord.BODY_FIXED) {
      return -1;
    }
    int from = load(at, JournalRecord.HEAD);
    ByteBuffer head = ByteBuffer.wrap(window, from, JournalRecord.HEAD).slice();
    int mark = head.getInt();
    int body = head.getInt();
    int expected = head.getInt();
    if (mark != JournalRecord.MARK
        || body < JournalRecord.BODY_FIXED
        || body > JournalRecord.MAX_BODY
        || body > fileSize - at - JournalRecord.HEAD) {
      return -1;
    }
    from = load(at, JournalRecord.HEAD + body);
    return JournalRecord.checksum(crc, window, from, body) == expected ? body : -1;
  }

  private void verifyNothingGoodAfter(long bad) throws IOException, LedgerException {
    for (long at = bad + 1; fileSize - at >= JournalRecord.HEAD; at++) {
      int from = load(at, JournalRecord.HEAD);
      // The first byte of the mark is the rare one: look for it in what the window holds.
      int stop = windowLength - JournalRecord.HEAD;
      while (from < stop && window[from] != (byte) (JournalRecord.MARK >>> 24)) {
        from++;
      }
      at = windowAt + from;
      if (goodBodyAt(at) >= 0) {
        throw LedgerException.refused(
            ("journal %s: record at %d (entry %d on) is damaged and a good one follows at %d:"
                    + " this is no torn write, journal left untouched")
                .formatted(path, bad, size, at));
      }
    }
  }

  /** Makes the window hold {@code length} bytes from {@code at} on; returns where in it. */
  private int load(long at, int length) throws IOException {
    if (at < windowAt || at + length > windowAt + windowLength) {
      if (window.length < length) {
        window = Arrays.copyOf(window, Math.max(length, 2 * window.length));
      }
      windowLength = (int) Math.min(window.length, fileSize - at);
      windowAt = at;
      file.read(ByteBuffer.wrap(window, 0, windowLength), at);
    }
    return (int) (at - windowAt);
  }
}
