package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.VerifyingKey;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.tree.EntryBundle;
import dev.runseal.tree.TileException;
import dev.runseal.tree.TilePath;
import dev.runseal.tree.TreeHash;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A log in one directory, which is a C2SP tlog-tiles log as it stands:
 *
 * <pre>
 * lock            held by the one process that writes
 * journal/        the newest entries, see {@link Journal}
 * checkpoint      the newest published head
 * tile/           hash tiles and, below entries/, bundles of entries: full ones, and the partial
 *                 ones of the published head and of the one before it
 * </pre>
 *
 * An entry is in the journal until the tile that holds it is full and durable. Of the tree, memory
 * has the right edge and a bounded number of tiles; the rest is read by position. So neither memory
 * nor a start grows with the log. {@link LogRecovery} says what a start believes.
 */
public final class DirectoryLogStore implements LogStore {
  /** How large a segment of the journal gets, and so about what a start has to read. */
  private static final int SEGMENT_BYTES = 1 << 24;

  /** How large the journal may get while its entries can't be brought into tiles. */
  private static final long MOST_JOURNAL = 1L << 30;

  private final StateLock lock;
  private final LogDirectory files;
  private final Journal journal;
  private final TailTiles tail;
  private final TileReader nodes;
  private final TileWriter tiles;
  private final Origin origin;
  private final @Nullable SignedCheckpoint newest;

  /** The bundle that was read last: who reads in order reads each once. */
  private volatile Read last = new Read(-1, List.of());

  private record Read(long index, List<Bytes> entries) {}

  private DirectoryLogStore(
      StateLock lock, LogDirectory files, Origin origin, LogRecovery recovered) {
    this.lock = lock;
    this.files = files;
    this.origin = origin;
    this.journal = recovered.journal();
    this.tail = recovered.tail();
    this.nodes = recovered.nodes();
    this.newest = recovered.findNewest().orElse(null);
    this.tiles = new TileWriter(files, journal, nodes, tail, recovered.published());
  }

  /**
   * Opens the log of {@code key} in this directory, or begins it when the directory has none. The
   * store owns the lock from here on, and releases it when it closes or does not open.
   */
  static DirectoryLogStore open(
      StateLock lock,
      Origin origin,
      VerifyingKey key,
      LedgerEvents events,
      LogDirectory.Opener opener)
      throws LedgerException {
    return open(lock, origin, key, events, opener, SEGMENT_BYTES);
  }

  static DirectoryLogStore open(
      StateLock lock,
      Origin origin,
      VerifyingKey key,
      LedgerEvents events,
      LogDirectory.Opener opener,
      int segmentBytes)
      throws LedgerException {
    try {
      LogDirectory files = opener.open(lock.directory());
      var recovered = LogRecovery.of(files, origin, key, events, segmentBytes);
      return new DirectoryLogStore(lock, files, origin, recovered);
    } catch (IOException e) {
      closeBecause(lock, e);
      throw new LedgerException(
          LedgerException.Reason.STATE_REFUSED,
          "state directory %s can't be read: %s".formatted(lock.directory(), e),
          e);
    } catch (LedgerException | RuntimeException e) {
      closeBecause(lock, e);
      throw e;
    }
  }

  private static void closeBecause(StateLock lock, Exception because) {
    try {
      lock.close();
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  @Override
  public Origin origin() {
    return origin;
  }

  @Override
  public long size() {
    return journal.size();
  }

  @Override
  public Optional<SignedCheckpoint> findCheckpoint() {
    return Optional.ofNullable(newest);
  }

  @Override
  public void append(List<Bytes> entries, Optional<SignedCheckpoint> checkpoint)
      throws IOException {
    journal.append(checkpoint.map(SignedCheckpoint::encode).orElse(""), entries);
  }

  @Override
  public boolean writable() {
    return journal.writable();
  }

  @Override
  public void probe(int length) throws IOException {
    journal.probe(length);
  }

  @Override
  public void writeTiles() throws IOException {
    tiles.writeFull();
  }

  @Override
  public void publish(SignedCheckpoint checkpoint) throws IOException {
    tiles.publish(checkpoint);
  }

  @Override
  public Optional<String> findBacklog() {
    long waiting = journal.size() - tiles.written();
    if (waiting > TailTiles.MOST_WAITING) {
      return Optional.of(
          "%d entries wait for their tiles, expected at most %d"
              .formatted(waiting, TailTiles.MOST_WAITING));
    }
    long length = journal.length();
    if (length > MOST_JOURNAL) {
      return Optional.of(
          "journal has %d bytes that are not in durable tiles, expected at most %d"
              .formatted(length, MOST_JOURNAL));
    }
    return Optional.empty();
  }

  @Override
  public Bytes entry(long index) throws IOException {
    List<Bytes> here = journal.entries(index, index + 1);
    return here.isEmpty()
        ? bundle(index / TilePath.FULL_WIDTH).get((int) (index % TilePath.FULL_WIDTH))
        : here.getFirst();
  }

  @Override
  public void entries(long from, long to, Visitor visitor) throws IOException, LedgerException {
    long next = from;
    while (next < to) {
      long end = Math.min(to, (next / TilePath.FULL_WIDTH + 1) * TilePath.FULL_WIDTH);
      List<Bytes> some = journal.entries(next, end);
      if (some.isEmpty()) {
        some = bundle(next / TilePath.FULL_WIDTH);
        int skipped = (int) (next % TilePath.FULL_WIDTH);
        some = some.subList(skipped, skipped + (int) (end - next));
      }
      for (Bytes entry : some) {
        visitor.entry(next, entry);
        next++;
      }
    }
  }

  /** The entries of a full tile, which left the journal. */
  private List<Bytes> bundle(long index) throws IOException {
    Read known = last;
    if (known.index() != index) {
      known = new Read(index, read(TilePath.entries(index, TilePath.FULL_WIDTH).encode()));
      last = known;
    }
    return known.entries();
  }

  private List<Bytes> read(String name) throws IOException {
    try {
      return EntryBundle.parse(files.read(name), TilePath.FULL_WIDTH).entries();
    } catch (NoSuchFileException e) {
      throw new IOException(
          "entry bundle %s is missing: restore it from a copy of this log"
              .formatted(files.path(name)),
          e);
    } catch (TileException e) {
      throw new IOException(
          "entry bundle %s does not read: %s: restore it from a copy of this log"
              .formatted(files.path(name), e.getMessage()),
          e);
    }
  }

  @Override
  public TreeHash node(int level, long index) {
    return nodes.node(level, index);
  }

  @Override
  public void completed(int level, long index, TreeHash node) {
    tail.completed(level, index, node);
  }

  @Override
  public void close() throws IOException {
    // Trying both: a lock that stays would keep the next start out for no reason.
    try (lock) {
      journal.close();
    }
  }
}
