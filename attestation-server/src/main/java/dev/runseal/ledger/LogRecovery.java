package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.VerifyingKey;
import dev.runseal.note.NoteException;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.MerkleRange;
import dev.runseal.tree.TilePath;
import dev.runseal.tree.TreeHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a start finds in a log's directory, and whether it may go on from there. The right edge is
 * taken from the full tiles below the journal's first entry, and every entry of the journal is
 * hashed again on top of it.
 *
 * <p>Every checkpoint in the journal and the published one must be a head of the tree that this
 * gives; the newest must be signed by the log's key. A log that is shorter than what was signed is
 * refused and left untouched: going on would sign used indexes again. This sees a journal that was
 * set back alone, not a directory that was restored as a whole from a backup.
 */
final class LogRecovery {
  private static final String CHECKPOINT = "checkpoint";

  private final LogDirectory files;
  private final Origin origin;
  private final TailTiles tail = new TailTiles();
  private final TileReader nodes;
  private final MerkleRange edge;
  private final Journal journal;
  private final long published;
  private @Nullable SignedCheckpoint newest;

  private LogRecovery(LogDirectory files, Origin origin, int segmentBytes)
      throws IOException, LedgerException {
    this.files = files;
    this.origin = origin;
    this.nodes = new TileReader(files, tail);
    Optional<SignedCheckpoint> head = readPublished();
    this.published = head.map(each -> each.checkpoint().size()).orElse(0L);
    long first = findFirst(head.isPresent());
    this.edge = edge(first);
    this.journal = Journal.open(files, origin, segmentBytes, this::replay);
    try {
      verifyNothingLost();
      if (head.isPresent()) {
        verifyPublished(head.get(), first);
      } else if (edge.size() > 0) {
        // The file is put in place before the first entry is taken, so no crash explains this.
        throw LedgerException.refused(
            ("checkpoint file %s is missing, journal has %d entries: refusing to guess what was"
                    + " signed")
                .formatted(files.path(CHECKPOINT), edge.size()));
      }
    } catch (IOException | LedgerException | RuntimeException e) {
      journal.close();
      throw e;
    }
  }

  /** Opens the journal of this log, or begins one, and removes what a crash left at its end. */
  static LogRecovery of(
      LogDirectory files, Origin origin, VerifyingKey key, LedgerEvents events, int segmentBytes)
      throws IOException, LedgerException {
    LogRecovery found;
    try {
      found = new LogRecovery(files, origin, segmentBytes);
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
    try {
      found.finish(key, events);
    } catch (IOException | LedgerException | RuntimeException e) {
      found.journal.close();
      throw e;
    }
    return found;
  }

  private void finish(VerifyingKey key, LedgerEvents events) throws IOException, LedgerException {
    if (newest != null) {
      verifySigned(newest, key);
    }
    // Only now: what is cut lies beyond every checkpoint that anybody kept here. What is under one
    // was durable before it was signed; what is beyond may not be, though it was read.
    long torn = journal.torn();
    if (torn > 0 || newest == null || newest.checkpoint().size() < journal.size()) {
      journal.renew();
    }
    if (torn > 0) {
      events.tailCut(torn);
    }
  }

  Journal journal() {
    return journal;
  }

  TailTiles tail() {
    return tail;
  }

  TileReader nodes() {
    return nodes;
  }

  /** How many entries the checkpoint file speaks of. */
  long published() {
    return published;
  }

  /** The newest signed checkpoint; none in a log that was never signed. */
  Optional<SignedCheckpoint> findNewest() {
    return Optional.ofNullable(newest);
  }

  /** The first entry of the journal, which is begun if nothing says that there was one. */
  private long findFirst(boolean wasPublished) throws IOException, LedgerException {
    Optional<Long> first = Journal.findFirst(files);
    if (first.isPresent()) {
      return first.get();
    }
    if (wasPublished) {
      throw LedgerException.refused(
          "checkpoint size is %d, there is no journal %s: refusing to begin anew"
              .formatted(published, files.path(Journal.DIRECTORY)));
    }
    if (!files.list("tile").isEmpty()) {
      throw LedgerException.refused(
          "there are tiles in %s, and neither checkpoint nor journal: refusing to begin anew"
              .formatted(files.path("tile")));
    }
    // A crash before this leaves an empty directory, one after it an empty log: both begin here.
    Journal.create(files, origin);
    return 0;
  }

  private MerkleRange edge(long first) throws IOException {
    nodes.resume(first);
    return MerkleRange.resume(first, nodes);
  }

  private void replay(long firstIndex, String checkpoint, List<Bytes> entries)
      throws LedgerException {
    if (!checkpoint.isEmpty()) {
      newest = verifyHead("journal", parse("journal", checkpoint));
    }
    for (Bytes entry : entries) {
      edge.append(LeafHash.of(entry), tail);
    }
  }

  /** A full tile is written only when its entries are durable in the journal. */
  private void verifyNothingLost() throws IOException, LedgerException {
    long size = edge.size();
    long next = size / TilePath.FULL_WIDTH;
    String tile = TilePath.hashes(0, next, TilePath.FULL_WIDTH).encode();
    if (files.exists(tile)) {
      throw LedgerException.refused(
          "journal ends with entry %d, and tile %s holds more: refusing to roll back"
              .formatted(size - 1, files.path(tile)));
    }
  }

  private void verifyPublished(SignedCheckpoint head, long first) throws LedgerException {
    if (published < first) {
      // The journal is trimmed up to what is published: no crash explains this.
      throw LedgerException.refused(
          "checkpoint size is %d, journal begins with entry %d: refusing to go on"
              .formatted(published, first));
    }
    verifyHead("checkpoint file", head);
    if (newest == null || newest.checkpoint().size() <= published) {
      newest = head;
    }
  }

  private Optional<SignedCheckpoint> readPublished() throws IOException, LedgerException {
    if (!files.exists(CHECKPOINT)) {
      return Optional.empty();
    }
    String text = new String(files.read(CHECKPOINT).toArray(), StandardCharsets.UTF_8);
    return Optional.of(parse("checkpoint file", text));
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

  private SignedCheckpoint verifyHead(String where, SignedCheckpoint head) throws LedgerException {
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
    TreeHash root = signed == edge.size() ? edge.root() : MerkleRange.resume(signed, nodes).root();
    if (!root.equals(head.checkpoint().root())) {
      throw LedgerException.refused(
          "%s: checkpoint of size %d has root %s, tiles and journal give %s: refusing to go on"
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
}
