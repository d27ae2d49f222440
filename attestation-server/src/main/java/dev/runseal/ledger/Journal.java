package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The file that every entry is in before anybody is told of it. One record is one batch and one
 * fsync; a record is there as a whole or not at all.
 *
 * <p>Layout, numbers big-endian:
 *
 * <pre>
 * file   = header record*
 * header = "runsealJ"  u16 version = 1  u16 n  n bytes: the log's origin  u32 CRC32C of all before
 * record = u32 mark FE524A31  u32 body length  u32 CRC32C of length and body  body
 * body   = u64 index of the first entry, which is the log's size before this record
 *          u32 number of entries  u16 c  c bytes: the newest signed checkpoint, or none (c = 0)
 *          per entry: u16 n  n bytes
 * </pre>
 *
 * The checkpoint covers entries of earlier records only: a batch is signed after it is durable, so
 * its checkpoint rides in the next record, or in one without entries when no next batch comes soon.
 * Entries and checkpoints are UTF-8, in which the byte FE does not occur, so a mark inside them
 * can't be mistaken for the beginning of a record.
 *
 * <p>A record is written only after the fsync of the one before it returned. So a crash can tear
 * the last record alone, and nobody was told of what is in that one. On open, everything up to the
 * first record that does not read is good; if a good record follows it, the file was damaged and is
 * refused, untouched; if none does, it is the torn tail, which {@link #cutTail} removes.
 *
 * <p>Trusted for: what was fsynced stays, or fails its checksum. Not trusted for: being the newest
 * state of this log (see {@link DirectoryLogStore}).
 */
final class Journal implements Closeable {
  private static final byte[] MAGIC = "runsealJ".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;

  /** Told of every good record, in order, while the journal opens. */
  interface Replay {
    /** {@code checkpoint} is empty when the record carries none. */
    void record(long firstIndex, String checkpoint, List<Bytes> entries, long entriesAt)
        throws LedgerException;
  }

  private final Path path;
  private final AppendFile file;
  private final JournalRecord record = new JournalRecord();
  private long end;
  private long size;
  private boolean failed;

  private Journal(Path path, AppendFile file, long end, long size) {
    this.path = path;
    this.file = file;
    this.end = end;
    this.size = size;
  }

  /** Makes a journal without entries. Nothing or all of it stands after a crash. */
  static void create(Path path, Origin origin) throws IOException {
    byte[] header = header(origin);
    DiskFile.replace(path, header);
  }

  /** Reads the whole journal, changing nothing. */
  static Journal open(Path path, Origin origin, AppendFile.Opener opener, Replay replay)
      throws IOException, LedgerException {
    AppendFile file = opener.open(path);
    try {
      long start = verifyHeader(path, file, origin);
      var scan = new JournalScan(path, file, start);
      scan.replay(replay);
      return new Journal(path, file, scan.end(), scan.size());
    } catch (IOException | LedgerException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  static boolean exists(Path path) {
    return Files.exists(path);
  }

  /** How many bytes after the last good record are what a crash left of one. */
  long torn() throws IOException {
    return file.size() - end;
  }

  /**
   * Removes the torn tail. A crash here leaves the tail or not: the next start finds the same good
   * records either way and cuts again.
   */
  void cutTail() throws IOException {
    file.truncate(end);
    file.force();
  }

  /** How many entries the good records hold. */
  long size() {
    return size;
  }

  /**
   * Appends one record and returns, when it is durable, where its first entry begins. {@code
   * checkpoint} may be empty. After an exception ask {@link #writable}: a record that did not fit
   * is taken off again; of one whose fsync failed only who reads the file again knows how much is
   * on disk.
   */
  long append(String checkpoint, List<Bytes> entries) throws IOException {
    verifyWritable();
    ByteBuffer encoded = record.encode(size, checkpoint, entries);
    int length = encoded.remaining();
    // A crash before the fsync returns leaves a torn tail or a whole record. The next start cuts
    // the one; it keeps, signs and serves the other, though its callers never got an answer.
    failed = true;
    write(encoded);
    file.force();
    failed = false;
    long entriesAt = end + record.entriesAt();
    end += length;
    size += entries.size();
    return entriesAt;
  }

  /** Whether a later write may succeed. */
  boolean writable() {
    return !failed;
  }

  /**
   * Throws unless {@code length} bytes more would be durable now. Nothing of the trial stays; a
   * crash in it leaves zeros, which are a torn tail.
   */
  void probe(int length) throws IOException {
    verifyWritable();
    failed = true;
    write(ByteBuffer.allocate(length));
    cutTail();
    failed = false;
  }

  private void verifyWritable() throws IOException {
    if (failed) {
      throw new IOException("journal %s failed before: no record is written after".formatted(path));
    }
    // Without this a journal that somebody removed or cut would be written on, and lost.
    failed = true;
    long found = file.size();
    if (found != end) {
      throw new IOException(
          "journal %s has %d bytes, expected %d: somebody else changed it"
              .formatted(path, found, end));
    }
    failed = false;
  }

  private void write(ByteBuffer source) throws IOException {
    try {
      file.write(source, end);
    } catch (IOException e) {
      takeBack(e);
      throw e;
    }
  }

  /**
   * Removes what a full disk let in of a record. If the fsync after it succeeds, the file is what
   * it was before that record; if not, this journal is done.
   */
  private void takeBack(IOException because) {
    try {
      cutTail();
      failed = false;
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  /** The bytes at this place, which a replay or an append gave. Any thread may ask. */
  Bytes read(long at, int length) throws IOException {
    byte[] octets = new byte[length];
    file.read(ByteBuffer.wrap(octets), at);
    return Bytes.takingOwnership(octets);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private static byte[] header(Origin origin) {
    byte[] name = origin.text().getBytes(StandardCharsets.US_ASCII);
    ByteBuffer out = ByteBuffer.allocate(MAGIC.length + 4 + name.length + 4);
    out.put(MAGIC).putShort((short) VERSION).putShort((short) name.length).put(name);
    var crc = new CRC32C();
    crc.update(out.array(), 0, out.position());
    return out.putInt((int) crc.getValue()).array();
  }

  private static long verifyHeader(Path path, AppendFile file, Origin origin)
      throws IOException, LedgerException {
    byte[] expected = header(origin);
    // A header is put in place as a whole, so there is no crash that leaves a part of one.
    byte[] found = new byte[(int) Math.min(file.size(), MAGIC.length + 4)];
    file.read(ByteBuffer.wrap(found), 0);
    if (found.length < MAGIC.length + 4 || !Bytes.of(found).startsWith(Bytes.of(MAGIC))) {
      throw LedgerException.refused(
          "journal %s does not begin with \"runsealJ\": not a journal of runseal".formatted(path));
    }
    int version = ByteBuffer.wrap(found).getShort(MAGIC.length);
    if (version != VERSION) {
      throw LedgerException.refused(
          "journal %s has version %d, expected %d".formatted(path, version, VERSION));
    }
    byte[] whole = new byte[(int) Math.min(file.size(), expected.length)];
    file.read(ByteBuffer.wrap(whole), 0);
    if (!Bytes.of(whole).equals(Bytes.of(expected))) {
      throw LedgerException.refused(
          "journal %s has a header that is not that of %s: another log's, or damaged"
              .formatted(path, origin));
    }
    return expected.length;
  }
}
