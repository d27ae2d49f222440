package dev.runseal.audit;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.note.LogHead;
import dev.runseal.note.NoteException;
import dev.runseal.tree.TilePath;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A log as it stands under one head: what a growing log may take away, the partial tiles of that
 * head, is read at once and kept; full tiles stay and are read when they are asked for.
 */
final class RightEdge implements LogReader {
  /** A daemon publishes each second and keeps the partial tiles of two heads: one try will do. */
  private static final int TRIES = 5;

  private final LogReader log;
  private final Bytes note;
  private final LogHead head;
  private final Map<TilePath, Bytes> partial = new HashMap<>();

  private RightEdge(LogReader log, Bytes note, LogHead head) {
    this.log = log;
    this.note = note;
    this.head = head;
  }

  /** What is missing though the head is still the newest is missing for good. */
  static RightEdge of(LogReader log) throws AuditException {
    Bytes note = log.checkpoint();
    for (int i = 1; ; i++) {
      var edge = new RightEdge(log, note, parse(note));
      if (edge.fetch() || i == TRIES) {
        return edge;
      }
      Bytes newer = log.checkpoint();
      if (newer.equals(note)) {
        return edge;
      }
      note = newer;
    }
  }

  LogHead head() {
    return head;
  }

  @Override
  public Bytes checkpoint() {
    return note;
  }

  @Override
  public Optional<Bytes> find(TilePath path) throws AuditException {
    Bytes kept = partial.get(path);
    return kept == null ? log.find(path) : Optional.of(kept);
  }

  @Override
  public Optional<Bytes> findKeyAttestation(Sha256 digest) throws AuditException {
    return log.findKeyAttestation(digest);
  }

  /** False if a tile is there neither in part nor as a whole. */
  private boolean fetch() throws AuditException {
    boolean complete = true;
    for (TilePath path : partialTiles(head.size())) {
      Optional<Bytes> found = log.find(path);
      if (found.isPresent()) {
        partial.put(path, found.get());
      } else {
        var full = new TilePath(path.kind(), path.index(), TilePath.FULL_WIDTH);
        complete &= log.find(full).isPresent();
      }
    }
    return complete;
  }

  private static List<TilePath> partialTiles(long size) {
    List<TilePath> paths = new ArrayList<>();
    long hashes = size;
    for (int level = 0; level <= TilePath.MAX_LEVEL; level++) {
      long index = hashes / TilePath.FULL_WIDTH;
      int width = (int) (hashes % TilePath.FULL_WIDTH);
      if (width > 0) {
        paths.add(TilePath.hashes(level, index, width));
        if (level == 0) {
          paths.add(TilePath.entries(index, width));
        }
      }
      hashes = index;
    }
    return paths;
  }

  private static LogHead parse(Bytes note) throws AuditException {
    try {
      return LogHead.parse(note.toUtf8());
    } catch (CharacterCodingException e) {
      throw new AuditException("checkpoint is not utf-8", e);
    } catch (NoteException e) {
      throw new AuditException("checkpoint: " + e.getMessage(), e);
    }
  }
}
