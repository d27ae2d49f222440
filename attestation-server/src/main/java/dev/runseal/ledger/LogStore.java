package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.tree.NodeReader;
import dev.runseal.tree.NodeSink;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What the ledger asks of the disk. One thread appends; one, which may be another, makes tiles and
 * publishes; any thread may read entries and nodes that it knows to be durable. A write that threw
 * left nothing, or the store takes no more of them. A node that can't be read throws {@link
 * java.io.UncheckedIOException}.
 */
public interface LogStore extends NodeReader, NodeSink, Closeable {

  /** Told of entries, in order. */
  @FunctionalInterface
  interface Visitor {
    void entry(long index, Bytes entry) throws LedgerException;
  }

  Origin origin();

  /** How many entries are durable. */
  long size();

  /** The newest signed checkpoint that was durable when the store opened, if there was one. */
  Optional<SignedCheckpoint> findCheckpoint();

  /** Returns when the entries, and the checkpoint if there is one, are durable together. */
  void append(List<Bytes> entries, Optional<SignedCheckpoint> checkpoint) throws IOException;

  /** After a write threw: whether a later one may succeed. */
  boolean writable();

  /** Throws unless a write of so many bytes would succeed now; leaves nothing of them. */
  void probe(int length) throws IOException;

  /** Writes the tiles that durable entries fill. After it threw it may be called again. */
  void writeTiles() throws IOException;

  /**
   * Puts the checkpoint where a reader, and the next start, look for the newest, behind all tiles
   * that it speaks of. After it threw it may be called again.
   */
  void publish(SignedCheckpoint checkpoint) throws IOException;

  /** Why nothing should be appended until tiles were written, if so. Any thread may ask. */
  Optional<String> findBacklog();

  Bytes entry(long index) throws IOException;

  /** Shows all entries from one index up to another. */
  void entries(long from, long to, Visitor visitor) throws IOException, LedgerException;
}
