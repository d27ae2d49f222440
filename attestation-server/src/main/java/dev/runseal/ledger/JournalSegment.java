package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * One file of the {@link Journal}. One record is one batch and one fsync; a record is there as a
 * whole or not at all.
 *
 * <p>Layout, numbers big-endian:
 *
 * <pre>
 * file   = header record*
 * header = "runsealJ"  u16 version = 1  u64 index of the first entry
 *          u16 n  n bytes: the log's origin  u32 CRC32C of all before
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
 * refused, untouched; if none does, it is the torn tail, which {@link Journal#renew} removes.
 *
 * <p>One thread writes; any thread may read entries that it knows to be durable.
 */
final class JournalSegment implements Closeable {
  private static final byte[] MAGIC = "runsealJ".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int LENGTH_BITS = 16;
  private static final Pattern NAME = Pattern.compile("[0-9]{16}");

  private final Path path;
  private final AppendFile file;
  private final long first;
  private final JournalRecord record = new JournalRecord();

  /** Where each entry begins, and its length in the low 16 bits. */
  private final LongChunks places = new LongChunks();

  private volatile long end;
  private volatile long size;
  private Rest rest = Rest.NOTHING;

  /** What stands in the file behind {@code end}, as far as its writer knows. */
  private enum Rest {
    NOTHING,
    /** Perhaps a part of a record that nobody was told of: it goes before the next is written. */
    TAIL,
    /** Who reads the file again knows: an fsync failed, or somebody else was at the file. */
    UNKNOWN
  }

  private JournalSegment(Path path, AppendFile file, long first, long end) {
    this.path = path;
    this.file = file;
    this.first = first;
    this.end = end;
    this.size = first;
  }

  /** The file name of the segment that begins with this entry: in their order the names sort. */
  static String name(long first) {
    return "%016d".formatted(first);
  }

  /** Whether this is the name of a segment, and not of something that a crash left. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** What stands in a segment before its first record. */
  static Bytes header(Origin origin, long first) {
    byte[] name = origin.text().getBytes(StandardCharsets.US_ASCII);
    ByteBuffer out = ByteBuffer.allocate(MAGIC.length + 12 + name.length + 4);
    out.put(MAGIC).putShort((short) VERSION).putLong(first);
    out.putShort((short) name.length).put(name);
    var crc = new CRC32C();
    crc.update(out.array(), 0, out.position());
    return Bytes.takingOwnership(out.putInt((int) crc.getValue()).array());
  }

  /** Opens the segment that begins with this entry and reads all of it, changing nothing. */
  static JournalSegment open(
      LogDirectory files, String name, Origin origin, long first, Journal.Replay replay)
      throws IOException, LedgerException {
    AppendFile file = files.open(name);
    Path path = files.path(name);
    try {
      var segment = new JournalSegment(path, file, first, verifyHeader(path, file, origin, first));
      segment.replay(replay);
      return segment;
    } catch (IOException | LedgerException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void replay(Journal.Replay replay) throws IOException, LedgerException {
    var scan = new JournalScan(path, file, end, first);
    scan.replay((firstIndex, checkpoint, entries, entriesAt) -> {
      place(entries, entriesAt);
      replay.record(firstIndex, checkpoint, entries);
    });
    end = scan.end();
    size = scan.size();
  }

  Path path() {
    return path;
  }

  /** The index of its first entry. */
  long first() {
    return first;
  }

  /** The index behind its last entry. */
  long size() {
    return size;
  }

  /** How many bytes its header and its good records take. */
  long length() {
    return end;
  }

  /** How many bytes after the last good record are what a crash left of one. */
  long torn() throws IOException {
    return file.size() - end;
  }

  /** Its header and its good records. */
  Bytes records() throws IOException {
    byte[] octets = new byte[(int) end];
    file.read(ByteBuffer.wrap(octets), 0);
    return Bytes.takingOwnership(octets);
  }

  /** Removes what follows the good records. A crash here leaves it or not; the next start cuts. */
  void cutTail() throws IOException {
    file.truncate(end);
    // A disk that refused to truncate may do it later. After an fsync that failed nothing is known.
    rest = Rest.UNKNOWN;
    file.force();
    rest = Rest.NOTHING;
  }

  /**
   * Appends one record and returns when it is durable. {@code checkpoint} may be empty. After an
   * exception ask {@link #writable}: a record that did not fit is taken off again, at once or
   * before the next one; of one whose fsync failed only who reads the file again knows how much is
   * on disk.
   */
  void append(String checkpoint, List<Bytes> entries) throws IOException {
    prepare();
    ByteBuffer encoded = record.encode(size, checkpoint, entries);
    long at = end;
    long before = size;
    int length = encoded.remaining();
    // A crash before the fsync returns leaves a torn tail or a whole record. The next start cuts
    // the one; it keeps, signs and serves the other, though its callers never got an answer.
    rest = Rest.UNKNOWN;
    write(encoded);
    file.force();
    rest = Rest.NOTHING;
    place(entries, at + record.entriesAt());
    end = at + length;
    size = before + entries.size();
  }

  /** Whether a later write may succeed. */
  boolean writable() {
    return rest != Rest.UNKNOWN;
  }

  /** Whether another segment may follow: its last record is whole, and nothing stands behind it. */
  boolean whole() {
    return rest == Rest.NOTHING;
  }

  /**
   * Throws unless {@code length} bytes more would be durable now. Nothing of the trial stays; a
   * crash in it leaves zeros, which are a torn tail.
   */
  void probe(int length) throws IOException {
    prepare();
    rest = Rest.UNKNOWN;
    write(ByteBuffer.allocate(length));
    rest = Rest.TAIL;
    cutTail();
  }

  /** The file is as this segment left it, and nothing is behind the last record. */
  private void prepare() throws IOException {
    if (rest == Rest.UNKNOWN) {
      throw new IOException("journal %s failed before: no record is written after".formatted(path));
    }
    Rest expected = rest;
    // Without this a journal that somebody removed or cut would be written on, and lost.
    rest = Rest.UNKNOWN;
    long found = file.size();
    if (expected == Rest.TAIL ? found < end : found != end) {
      throw new IOException(
          "journal %s has %d bytes, expected %d: somebody else changed it"
              .formatted(path, found, end));
    }
    rest = expected;
    if (expected == Rest.TAIL) {
      cutTail();
    }
  }

  /**
   * What is written goes behind the last record and is no part of the journal before its fsync. So
   * a write that a disk refuses, because it is full or read-only, leaves no doubt in anything but
   * that tail.
   */
  private void write(ByteBuffer source) throws IOException {
    try {
      file.write(source, end);
    } catch (IOException e) {
      rest = Rest.TAIL;
      takeBack(e);
      throw e;
    }
  }

  /**
   * Removes what a disk let in of a record. If it does not truncate now, that is tried again before
   * the next record; if the fsync after it fails, this journal is done.
   */
  private void takeBack(IOException because) {
    try {
      cutTail();
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  private void place(List<Bytes> entries, long entriesAt) {
    long at = entriesAt;
    for (Bytes entry : entries) {
      at += 2;
      places.add(at << LENGTH_BITS | entry.length());
      at += entry.length();
    }
  }

  /** The entries from one index up to another, all of this segment, in one read. */
  List<Bytes> entries(long from, long to) throws IOException {
    List<Bytes> entries = new ArrayList<>((int) (to - from));
    if (from == to) {
      return entries;
    }
    long start = at(places.at(from - first));
    long last = places.at(to - 1 - first);
    byte[] octets = new byte[(int) (at(last) + length(last) - start)];
    file.read(ByteBuffer.wrap(octets), start);
    var all = Bytes.takingOwnership(octets);
    for (long index = from; index < to; index++) {
      long place = places.at(index - first);
      int at = (int) (at(place) - start);
      entries.add(all.slice(at, at + length(place)));
    }
    return entries;
  }

  private static long at(long place) {
    return place >>> LENGTH_BITS;
  }

  private static int length(long place) {
    return (int) (place & ((1 << LENGTH_BITS) - 1));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private static long verifyHeader(Path path, AppendFile file, Origin origin, long first)
      throws IOException, LedgerException {
    Bytes expected = header(origin, first);
    // A header is put in place as a whole, so there is no crash that leaves a part of one.
    byte[] found = new byte[(int) Math.min(file.size(), expected.length())];
    file.read(ByteBuffer.wrap(found), 0);
    Bytes whole = Bytes.takingOwnership(found);
    if (found.length < MAGIC.length + 4 || !whole.startsWith(Bytes.of(MAGIC))) {
      throw LedgerException.refused(
          "journal %s does not begin with \"runsealJ\": not a journal of runseal".formatted(path));
    }
    int version = ByteBuffer.wrap(found).getShort(MAGIC.length);
    if (version != VERSION) {
      throw LedgerException.refused(
          "journal %s has version %d, expected %d".formatted(path, version, VERSION));
    }
    if (!whole.equals(expected)) {
      throw LedgerException.refused(
          "journal %s has a header that is not that of entry %d on of %s: another's, or damaged"
              .formatted(path, first, origin));
    }
    return expected.length();
  }
}
