package dev.runseal.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file that grows at its end: a segment of the journal. One thread writes, many read. {@link
 * DiskFile} is the one on disk; tests have one that fails on demand.
 */
interface AppendFile extends Closeable {

  /**
   * How large the file is that has the name now. Not the open one: a file that somebody removed
   * still takes writes, and no start will ever read them.
   */
  long size() throws IOException;

  /** Fills {@code target} from {@code at} on; throws when the file ends before it is full. */
  void read(ByteBuffer target, long at) throws IOException;

  /** Writes all of {@code source} at {@code at}. It is durable only after {@link #force}. */
  void write(ByteBuffer source, long at) throws IOException;

  void truncate(long size) throws IOException;

  /** Returns when all that was written is on the disk. After it threw, nothing is known. */
  void force() throws IOException;
}
