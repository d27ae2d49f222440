package dev.runseal.postings;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;

/**
 * The bytes of one segment, for any number of readers. Interrupting a thread that reads closes the
 * channel for all: it is opened again. Closing the file ends whatever reads it, with a {@link
 * ClosedChannelException}.
 */
final class SegmentFile implements Closeable {
  private final Folder folder;
  private final String name;
  private volatile FileChannel channel;
  private volatile boolean closed;

  SegmentFile(Folder folder, String name) throws IOException {
    this.folder = folder;
    this.name = name;
    this.channel = folder.read(name);
  }

  long length() throws IOException {
    return channel.size();
  }

  /** Fills what is left of {@code target} from {@code at} on. */
  void read(ByteBuffer target, long at) throws IOException {
    int start = target.position();
    while (true) {
      FileChannel current = channel;
      try {
        readFully(current, target, at);
        return;
      } catch (ClosedChannelException e) {
        if (closed || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        reopen(current);
        target.position(start);
      }
    }
  }

  private void readFully(FileChannel current, ByteBuffer target, long at) throws IOException {
    long from = at;
    while (target.hasRemaining()) {
      int count = current.read(target, from);
      if (count < 0) {
        throw new EOFException(
            "index segment %s ends at %d, expected %d more bytes"
                .formatted(name, from, target.remaining()));
      }
      from += count;
    }
  }

  private synchronized void reopen(FileChannel broken) throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    if (channel.equals(broken)) {
      channel = folder.read(name);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    channel.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
