package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.VerifyingKey;
import dev.runseal.note.NoteException;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.MerkleRange;
import dev.runseal.tree.TreeHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A log in one directory: {@code lock}, {@code journal} and {@code checkpoint}, the newest signed
 * head, replaced as a whole. Opening reads the whole journal and hashes it again; the hash nodes
 * and the place of every entry (8 bytes each) are kept in memory. Tiles will replace that.
 *
 * <p>Every checkpoint in the journal and the one beside it must be a head of the tree that the
 * journal gives; the newest must be signed by the log's key. A journal that is shorter than what
 * was signed is refused and left untouched: going on would sign used indexes again. This sees a
 * journal that was set back alone, not a directory that was restored as a whole from a backup.
 */
public final class DirectoryLogStore implements LogStore {
  private static final int LENGTH_BITS = 16;

  private final StateLock lock;
  private final Origin origin;
  private final Path checkpointPath;
  private final HashNodes nodes = new HashNodes();
  private final LongChunks places = new LongChunks();
  private @Nullable Journal journal;
  private @Nullable SignedCheckpoint newest;

  private DirectoryLogStore(StateLock lock, Origin origin) {
    this.lock = lock;
    this.origin = origin;
    this.checkpointPath = lock.directory().resolve("checkpoint");
  }

  /** Opens the log of {@code key} in this directory, or begins it when the directory has none. */
  public static DirectoryLogStore open(
      StateLock lock, Origin origin, VerifyingKey key, Visitor visitor, LedgerEvents events)
      throws LedgerException {
    return open(lock, origin, key, visitor, events, DiskFile::open);
  }

  /** The store owns the lock from here on, and releases it when it closes or does not open. */
  static DirectoryLogStore open(
      StateLock lock,
      Origin origin,
      VerifyingKey key,
      Visitor visitor,
      LedgerEvents events,
      AppendFile.Opener opener)
      throws LedgerException {
    var store = new DirectoryLogStore(lock, origin);
    try {
      store.recover(key, visitor, events, opener);
      return store;
    } catch (IOException e) {
      store.closeBecause(e);
      throw new LedgerException(
          LedgerException.Reason.STATE_REFUSED,
          "state directory %s can't be read: %s".formatted(lock.directory(), e),
          e);
    } catch (LedgerException | RuntimeException e) {
      store.closeBecause(e);
      throw e;
    }
  }

  private void closeBecause(Exception because) {
    try {
      close();
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  private void recover(
      VerifyingKey key, Visitor visitor, LedgerEvents events, AppendFile.Opener opener)
      throws IOException, LedgerException {
    Path path = lock.directory().resolve("journal");
    Optional<SignedCheckpoint> published = readPublished();
    if (!Journal.exists(path)) {
      if (published.isPresent()) {
        throw LedgerException.refused(
            "checkpoint size is %d, there is no journal %s: refusing to begin anew"
                .formatted(published.get().checkpoint().size(), path));
      }
      // A crash before this leaves an empty directory, one after it an empty log: both begin here.
      Journal.create(path, origin);
    }
    var edge = new MerkleRange();
    Journal opened =
        Journal.open(
            path,
            origin,
            opener,
            (firstIndex, checkpoint, entries, entriesAt) -> {
              if (!checkpoint.isEmpty()) {
                newest = verifyHead("journal", parse("journal", checkpoint), edge);
              }
              place(entries, entriesAt);
              for (Bytes entry : entries) {
                long index = edge.size();
                edge.append(LeafHash.of(entry), nodes);
                visitor.entry(index, entry);
              }
            });
    journal = opened;
    if (published.isPresent()) {
      SignedCheckpoint head = verifyHead("checkpoint file", published.get(), edge);
      if (newest == null || newest.checkpoint().size() <= head.checkpoint().size()) {
        newest = head;
      }
    } else if (opened.size() > 0) {
      // The file is put in place before the first entry is taken, so no crash explains this.
      throw LedgerException.refused(
          "checkpoint file %s is missing, journal has %d entries: refusing to guess what was signed"
              .formatted(checkpointPath, opened.size()));
    }
    if (newest != null) {
      verifySigned(newest, key);
    }
    // Only now: what is cut lies beyond every checkpoint that anybody kept here.
    long torn = opened.torn();
    if (torn > 0) {
      opened.cutTail();
      events.tailCut(torn);
    }
  }

  private Optional<SignedCheckpoint> readPublished() throws IOException, LedgerException {
    if (!Files.exists(checkpointPath)) {
      return Optional.empty();
    }
    return Optional.of(
        parse(
            "checkpoint file",
            new String(Files.readAllBytes(checkpointPath), StandardCharsets.UTF_8)));
  }

  private static SignedCheckpoint parse(String where, String text) throws LedgerException {
    try {
      return SignedCheckpoint.parse(text);
    } catch (NoteException e) {
      throw new LedgerException(
          LedgerException.Reason.STATE_REFUSED,
          "checkpoint in %s does not parse: %s".formatted(where, e.getMessage()),
          e);
    }
  }

  private SignedCheckpoint verifyHead(String where, SignedCheckpoint head, MerkleRange edge)
      throws LedgerException {
    long signed = head.checkpoint().size();
    if (!head.checkpoint().origin().equals(origin)) {
      throw LedgerException.refused(
          "%s: checkpoint is of %s, expected %s"
              .formatted(where, head.checkpoint().origin(), origin));
    }
    if (signed > edge.size()) {
      throw LedgerException.refused(
          "%s: checkpoint size is %d, journal has %d entries: refusing to roll back"
              .formatted(where, signed, edge.size()));
    }
    TreeHash root = MerkleRange.resume(signed, nodes).root();
    if (!root.equals(head.checkpoint().root())) {
      throw LedgerException.refused(
          "%s: checkpoint of size %d has root %s, journal gives %s: refusing to go on"
              .formatted(where, signed, head.checkpoint().root(), root));
    }
    return head;
  }

  private static void verifySigned(SignedCheckpoint head, VerifyingKey key) throws LedgerException {
    try {
      head.verify(key);
    } catch (NoteException e) {
      throw new LedgerException(
          LedgerException.Reason.STATE_REFUSED,
          "newest checkpoint, of size %d: %s".formatted(head.checkpoint().size(), e.getMessage()),
          e);
    }
  }

  @Override
  public Origin origin() {
    return origin;
  }

  @Override
  public long size() {
    return opened().size();
  }

  @Override
  public Optional<SignedCheckpoint> findCheckpoint() {
    return Optional.ofNullable(newest);
  }

  @Override
  public void append(List<Bytes> entries, Optional<SignedCheckpoint> checkpoint)
      throws IOException {
    long entriesAt = opened().append(checkpoint.map(SignedCheckpoint::encode).orElse(""), entries);
    place(entries, entriesAt);
  }

  @Override
  public boolean writable() {
    return opened().writable();
  }

  @Override
  public void probe(int length) throws IOException {
    opened().probe(length);
  }

  @Override
  public void publish(SignedCheckpoint checkpoint) throws IOException {
    // A crash leaves the old head or the new one: the journal holds the entries of both.
    DiskFile.replace(checkpointPath, checkpoint.encode().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Bytes entry(long index) throws IOException {
    long place = places.at(index);
    return opened().read(place >>> LENGTH_BITS, (int) (place & ((1 << LENGTH_BITS) - 1)));
  }

  @Override
  public TreeHash node(int level, long index) {
    return nodes.node(level, index);
  }

  @Override
  public void completed(int level, long index, TreeHash node) {
    nodes.completed(level, index, node);
  }

  @Override
  public void close() throws IOException {
    // Trying both: a lock that stays would keep the next start out for no reason.
    try (lock) {
      if (journal != null) {
        journal.close();
      }
    }
  }

  /** Where each entry begins, and its length in the low 16 bits. */
  private void place(List<Bytes> entries, long entriesAt) {
    long at = entriesAt;
    for (Bytes entry : entries) {
      at += 2;
      places.add(at << LENGTH_BITS | entry.length());
      at += entry.length();
    }
  }

  private Journal opened() {
    if (journal == null) {
      throw new AssertionError("no store leaves open() without its journal");
    }
    return journal;
  }
}
