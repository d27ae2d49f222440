package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What every entry is in before anybody is told of it: the files of the directory {@code journal},
 * each a {@link JournalSegment} that is named by its first entry and goes on where the one before
 * it ends. Only the newest is written to. The oldest are dropped when tiles hold their entries.
 *
 * <p>One thread appends, another drops; any thread may read entries that it knows to be durable.
 *
 * <p>Trusted for: what was fsynced stays, or fails its checksum. Not trusted for: being the newest
 * state of this log (see {@link DirectoryLogStore}).
 */
final class Journal implements Closeable {
  static final String DIRECTORY = "journal";

  /** Told of every good record, in order, while the journal opens. */
  interface Replay {
    /** {@code checkpoint} is empty when the record carries none. */
    void record(long firstIndex, String checkpoint, List<Bytes> entries)
        throws IOException, LedgerException;
  }

  private final LogDirectory files;
  private final Origin origin;
  private final int segmentBytes;

  /** Oldest first. Replaced as a whole, under the lock of this journal. */
  private volatile List<JournalSegment> segments;

  private boolean failed;

  private Journal(
      LogDirectory files, Origin origin, int segmentBytes, List<JournalSegment> segments) {
    this.files = files;
    this.origin = origin;
    this.segmentBytes = segmentBytes;
    this.segments = List.copyOf(segments);
  }

  /** The index of the first entry that is in the journal of this directory, if it has one. */
  static Optional<Long> findFirst(LogDirectory files) throws IOException {
    return names(files).stream().findFirst().map(Long::parseLong);
  }

  /** Makes a journal without entries. Nothing or all of it stands after a crash. */
  static void create(LogDirectory files, Origin origin) throws IOException {
    files.makeDirectory(DIRECTORY);
    files.forceDirectory("");
    files.putDurably(path(0), JournalSegment.header(origin, 0));
  }

  /**
   * Reads the whole journal, changing nothing. A segment begins when {@code segmentBytes} are
   * reached by the one before it.
   */
  static Journal open(LogDirectory files, Origin origin, int segmentBytes, Replay replay)
      throws IOException, LedgerException {
    List<JournalSegment> segments = new ArrayList<>();
    try {
      for (String name : names(files)) {
        long first = Long.parseLong(name);
        if (!segments.isEmpty()) {
          verifyFollows(segments.getLast(), files, path(first), first);
        }
        segments.add(JournalSegment.open(files, path(first), origin, first, replay));
      }
      return new Journal(files, origin, segmentBytes, segments);
    } catch (IOException | LedgerException | RuntimeException e) {
      closeAll(segments);
      throw e;
    }
  }

  /** A segment is begun only when the one before it is whole, so no crash explains a gap. */
  private static void verifyFollows(
      JournalSegment before, LogDirectory files, String name, long first)
      throws IOException, LedgerException {
    if (before.size() != first || before.torn() > 0) {
      throw LedgerException.refused(
          ("journal %s ends with entry %d and %d bytes that are no record, %s follows: this is no"
                  + " torn write, journal left untouched")
              .formatted(before.path(), before.size() - 1, before.torn(), files.path(name)));
    }
  }

  /** The index of the first entry that is still here. */
  long first() {
    return segments.getFirst().first();
  }

  /** How many entries the log has. */
  long size() {
    return segments.getLast().size();
  }

  /** How many bytes all of it takes. */
  long length() {
    long length = 0;
    for (JournalSegment segment : segments) {
      length += segment.length();
    }
    return length;
  }

  /** How many bytes after the last good record are what a crash left of one. */
  long torn() throws IOException {
    return segments.getLast().torn();
  }

  /**
   * Puts a fresh file in the place of the newest segment, without what a crash left of a record. So
   * what was read there is durable too: after an fsync that failed, a record can read well from
   * memory and stand nowhere else. A crash here leaves the old file or the new one; both hold the
   * same records.
   */
  void renew() throws IOException, LedgerException {
    JournalSegment last = segments.getLast();
    String name = path(last.first());
    files.putDurably(name, last.records());
    JournalSegment fresh =
        JournalSegment.open(files, name, origin, last.first(), (index, checkpoint, entries) -> {});
    synchronized (this) {
      List<JournalSegment> renewed = new ArrayList<>(segments);
      renewed.set(renewed.size() - 1, fresh);
      segments = List.copyOf(renewed);
    }
    last.close();
  }

  /**
   * Appends one record and returns when it is durable. {@code checkpoint} may be empty. After an
   * exception ask {@link #writable}.
   */
  void append(String checkpoint, List<Bytes> entries) throws IOException {
    newest().append(checkpoint, entries);
  }

  /** Whether a later write may succeed. */
  boolean writable() {
    return !failed && segments.getLast().writable();
  }

  /** Throws unless {@code length} bytes more would be durable now; leaves nothing of them. */
  void probe(int length) throws IOException {
    newest().probe(length);
  }

  /** The segment that takes the next record: the last one, or a fresh one when that is full. */
  private JournalSegment newest() throws IOException {
    JournalSegment last = segments.getLast();
    if (failed) {
      throw new IOException(
          "journal after %s could not be begun: no record is written".formatted(last.path()));
    }
    // None follows a tail that could not be taken off yet: no start would accept that.
    if (last.length() < segmentBytes || last.size() == last.first() || !last.whole()) {
      return last;
    }
    return begin(last.size());
  }

  private JournalSegment begin(long first) throws IOException {
    String name = path(first);
    String fresh = name + ".new";
    // A crash, or a failure, up to here leaves a file that no start looks at, and the next try
    // writes over. Nothing is written to the full segment any more, so that every try has one name.
    files.write(fresh, JournalSegment.header(origin, first));
    files.force(fresh);
    files.rename(fresh, name);
    // A crash here leaves an empty segment or none: both say the same.
    failed = true;
    files.forceDirectory(DIRECTORY);
    failed = false;
    JournalSegment segment;
    try {
      segment = JournalSegment.open(files, name, origin, first, (index, checkpoint, entries) -> {});
    } catch (LedgerException e) {
      throw new IOException("journal %s does not read back".formatted(files.path(name)), e);
    }
    synchronized (this) {
      List<JournalSegment> more = new ArrayList<>(segments);
      more.add(segment);
      segments = List.copyOf(more);
    }
    return segment;
  }

  /** The index behind the oldest segment, if that one is full and another follows. */
  Optional<Long> findDroppable() {
    List<JournalSegment> now = segments;
    return now.size() > 1 ? Optional.of(now.get(1).first()) : Optional.empty();
  }

  /** Removes the oldest segment. Its entries must be durable elsewhere. */
  void dropOldest() throws IOException {
    JournalSegment oldest = segments.getFirst();
    files.delete(path(oldest.first()));
    // One by one: a crash must never leave an older segment without the one after it. A crash here
    // leaves this one or not; if it is there, the next start drops it again.
    files.forceDirectory(DIRECTORY);
    synchronized (this) {
      segments = List.copyOf(segments.subList(1, segments.size()));
    }
    // Who reads in it now is told that it is closed, and looks again.
    oldest.close();
  }

  /**
   * The entries from one index up to another, or up to where a segment ends before that; none if
   * the first of them is not here any more.
   */
  List<Bytes> entries(long from, long to) throws IOException {
    List<JournalSegment> now = segments;
    for (int i = now.size() - 1; i >= 0; i--) {
      JournalSegment segment = now.get(i);
      if (from >= segment.first()) {
        try {
          return segment.entries(from, Math.min(to, segment.size()));
        } catch (ClosedChannelException e) {
          if (from >= first()) {
            throw e;
          }
          return List.of(); // it was dropped meanwhile
        }
      }
    }
    return List.of();
  }

  @Override
  public void close() throws IOException {
    closeAll(segments);
  }

  private static void closeAll(List<JournalSegment> segments) throws IOException {
    for (JournalSegment segment : segments) {
      segment.close();
    }
  }

  private static List<String> names(LogDirectory files) throws IOException {
    return files.list(DIRECTORY).stream().filter(JournalSegment::isName).toList();
  }

  private static String path(long first) {
    return DIRECTORY + "/" + JournalSegment.name(first);
  }
}
