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
 * What the ledger asks of the disk. One thread writes; any thread may read entries and nodes that
 * it knows to be durable. A write that threw left nothing, or the store takes no more of them.
 */
public interface LogStore extends NodeReader, NodeSink, Closeable {

  /** Told of every entry, in order, while a store opens. */
  @FunctionalInterface
  interface Visitor {
    void entry(long index, Bytes entry) throws LedgerException;
  }

  Origin origin();

  /** How many entries are durable. */
  long size();

  /** The newest signed checkpoint that is durable; none in a log that was never signed. */
  Optional<SignedCheckpoint> findCheckpoint();

  /** Returns when the entries, and the checkpoint if there is one, are durable together. */
  void append(List<Bytes> entries, Optional<SignedCheckpoint> checkpoint) throws IOException;

  /** After a write threw: whether a later one may succeed. */
  boolean writable();

  /** Throws unless a write of so many bytes would succeed now; leaves nothing of them. */
  void probe(int length) throws IOException;

  /** Puts the checkpoint where a reader, and the next start, look for the newest. */
  void publish(SignedCheckpoint checkpoint) throws IOException;

  Bytes entry(long index) throws IOException;
}
