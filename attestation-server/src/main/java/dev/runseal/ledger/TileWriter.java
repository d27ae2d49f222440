package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.tree.EntryBundle;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.NodeReader;
import dev.runseal.tree.TilePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What brings entries from the journal into the files that a tlog-tiles client reads, and then
 * drops them from the journal. It runs behind the log, on a thread of its own or, while a store
 * opens and closes, on that one; it can stop anywhere and be called again.
 *
 * <p>Not durable is what a tile holds until {@link #sync}; what was not synced is in the journal
 * still, and is written anew by the next start, which goes through the same code from the first
 * entry of the journal on. It is not compared with what is there: after an fsync that failed, the
 * file reads well from memory and stands nowhere else.
 */
final class TileWriter {
  private static final String CHECKPOINT = "checkpoint";

  private final LogDirectory files;
  private final Journal journal;
  private final NodeReader nodes;
  private final TailTiles tail;

  /** How many entries full tiles hold: on disk for readers of this boot, and durably. */
  private volatile long written;

  private long synced;
  private final Set<String> unsynced = new LinkedHashSet<>();

  /** What the checkpoint file says, and the partial tiles of that size and of the one before it. */
  private long published;

  private List<TilePath> partials;
  private List<TilePath> partialsBefore = List.of();

  /** Full tiles beside which partial ones may stand. */
  private List<TilePath> filled = new ArrayList<>();

  /** Goes on behind the checkpoint file, which has {@code published} entries. */
  TileWriter(
      LogDirectory files, Journal journal, NodeReader nodes, TailTiles tail, long published) {
    this.files = files;
    this.journal = journal;
    this.nodes = nodes;
    this.tail = tail;
    // The journal's first segment was begun when the last one was dropped, and that only when the
    // tile with its last entry was full and durable.
    this.synced = full(journal.first() + TilePath.FULL_WIDTH - 1);
    this.written = synced;
    this.published = published;
    this.partials = partials(published);
  }

  /** How many entries full tiles hold. Any thread may ask. */
  long written() {
    return written;
  }

  /** Writes every tile that durable entries fill. */
  void writeFull() throws IOException {
    try {
      for (long end = full(journal.size()); written < end; ) {
        writeFull(written / TilePath.FULL_WIDTH);
      }
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void writeFull(long index) throws IOException {
    // A crash anywhere here leaves some of these files, and perhaps a fresh one beside them: the
    // entries are in the journal, and the next start writes all of them again.
    write(TilePath.entries(index, TilePath.FULL_WIDTH));
    long end = index + 1;
    for (int level = 0; level <= TilePath.MAX_LEVEL; level++) {
      write(TilePath.hashes(level, end - 1, TilePath.FULL_WIDTH));
      if (end % TilePath.FULL_WIDTH != 0) {
        break;
      }
      end /= TilePath.FULL_WIDTH;
    }
    written = (index + 1) * TilePath.FULL_WIDTH;
    end = index + 1;
    for (int level = 0; level <= TilePath.MAX_LEVEL; level++) {
      // Only now: who looks for it on disk finds it there.
      tail.written(level, end - 1);
      if (end % TilePath.FULL_WIDTH != 0) {
        break;
      }
      end /= TilePath.FULL_WIDTH;
    }
  }

  private void write(TilePath path) throws IOException {
    String name = path.encode();
    put(name, render(path));
    unsynced.add(name);
    filled.add(path);
  }

  private void put(String name, Bytes content) throws IOException {
    try {
      files.put(name, content);
    } catch (NoSuchFileException e) {
      files.makeDirectory(LogDirectory.parent(name));
      files.put(name, content);
    }
  }

  /** The content of a tile that the journal still has all entries of. */
  private Bytes render(TilePath path) throws IOException {
    long first = path.index() * TilePath.FULL_WIDTH;
    return switch (path.kind()) {
      case TilePath.Kind.Entries() -> new EntryBundle(entries(first, path.width())).encode();
      case TilePath.Kind.Hashes(int level) -> {
        Bytes[] hashes = new Bytes[path.width()];
        for (int i = 0; i < hashes.length; i++) {
          hashes[i] = nodes.node(Tile.HEIGHT * level, first + i).digest().value();
        }
        yield Bytes.concat(hashes);
      }
    };
  }

  private List<Bytes> entries(long first, int count) throws IOException {
    List<Bytes> entries = new ArrayList<>(count);
    while (entries.size() < count) {
      long from = first + entries.size();
      List<Bytes> some = journal.entries(from, first + count);
      if (some.isEmpty()) {
        throw new AssertionError("entry " + from + " left the journal before it was in a tile");
      }
      for (Bytes entry : some) {
        // The journal goes when this is written: nothing that it did not read well may go with it.
        if (!LeafHash.of(entry).asTree().equals(nodes.node(0, first + entries.size()))) {
          throw new IOException(
              "entry %d does not hash to its leaf: the journal changed on disk"
                  .formatted(first + entries.size()));
        }
        entries.add(entry);
      }
    }
    return entries;
  }

  /** Puts in place all that a reader of this checkpoint asks for, and then the checkpoint. */
  void publish(SignedCheckpoint head) throws IOException {
    writeFull();
    long size = head.checkpoint().size();
    List<TilePath> fresh = partials(size);
    try {
      for (TilePath path : fresh) {
        put(path.encode(), render(path));
      }
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
    // A crash before this leaves partial tiles that no checkpoint speaks of. They are not synced: a
    // power cut can leave bad ones under this checkpoint, which the next start publishes again.
    files.putDurably(CHECKPOINT, Bytes.utf8(head.encode()));
    List<String> stale = new ArrayList<>();
    if (size != published) {
      published = size;
      partialsBefore.stream()
          .filter(path -> !partials.contains(path) && !fresh.contains(path))
          .map(TilePath::encode)
          .forEach(stale::add);
      partialsBefore = partials;
      partials = fresh;
    }
    // A crash here leaves partial tiles of earlier sizes: they are right, and go when their tile is
    // full or its start writes it again.
    for (String name : stale) {
      files.delete(name);
    }
    removePartialsOfFull();
    trim();
  }

  private void removePartialsOfFull() throws IOException {
    List<TilePath> needed = new ArrayList<>();
    for (TilePath path : filled) {
      if (isPartial(path, partials) || isPartial(path, partialsBefore)) {
        needed.add(path);
        continue;
      }
      String directory = path.encode() + ".p";
      List<String> partial = files.list(directory);
      for (String name : partial) {
        files.delete(directory + "/" + name);
      }
      if (!partial.isEmpty()) {
        files.delete(directory);
      }
    }
    filled = needed;
  }

  private static boolean isPartial(TilePath full, List<TilePath> among) {
    return among.stream()
        .anyMatch(each -> each.kind().equals(full.kind()) && each.index() == full.index());
  }

  /**
   * Drops the segments of the journal whose entries are published and in full tiles, but none that
   * a partial tile is made of.
   */
  private void trim() throws IOException {
    for (Optional<Long> end = journal.findDroppable();
        end.isPresent() && end.get() <= Math.min(written, full(published));
        end = journal.findDroppable()) {
      if (end.get() > synced) {
        sync();
      }
      journal.dropOldest();
    }
  }

  /** Makes durable what was written. After a failure all of it is written anew, and tried again. */
  private void sync() throws IOException {
    long from = synced;
    long to = written;
    written = from;
    Set<String> directories = new LinkedHashSet<>();
    for (String name : unsynced) {
      files.force(name);
      for (String directory = LogDirectory.parent(name);
          directories.add(directory) && !directory.isEmpty(); ) {
        directory = LogDirectory.parent(directory);
      }
    }
    for (String directory : directories) {
      files.forceDirectory(directory);
    }
    unsynced.clear();
    written = to;
    synced = to;
  }

  /** The tiles that are begun and not full in a tree of this size. */
  private static List<TilePath> partials(long size) {
    List<TilePath> partials = new ArrayList<>();
    long width = size;
    for (int level = 0; level <= TilePath.MAX_LEVEL; level++, width /= TilePath.FULL_WIDTH) {
      int partial = (int) (width % TilePath.FULL_WIDTH);
      if (partial > 0) {
        partials.add(TilePath.hashes(level, width / TilePath.FULL_WIDTH, partial));
        if (level == 0) {
          partials.add(TilePath.entries(width / TilePath.FULL_WIDTH, partial));
        }
      }
    }
    return partials;
  }

  private static long full(long size) {
    return size / TilePath.FULL_WIDTH * TilePath.FULL_WIDTH;
  }
}
