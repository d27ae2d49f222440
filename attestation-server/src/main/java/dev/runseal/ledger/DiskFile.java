package dev.runseal.ledger;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An {@link AppendFile} on disk. Readers have a channel of their own, because interrupting a thread
 * that reads closes the channel it reads through; the one that writes must never be closed that
 * way. The reading channel is opened again when that happened.
 */
final class DiskFile implements AppendFile {
  /** The JDK keeps, for each thread, a copy outside the heap of the largest piece it moved. */
  private static final int PIECE = 1 << 20;

  private final Path path;
  private final FileChannel writing;
  private volatile FileChannel reading;
  private volatile boolean closed;

  private DiskFile(Path path, FileChannel writing, FileChannel reading) {
    this.path = path;
    this.writing = writing;
    this.reading = reading;
  }

  /** Opens a file that exists. */
  static DiskFile open(Path path) throws IOException {
    FileChannel writing = FileChannel.open(path, StandardOpenOption.WRITE);
    try {
      return new DiskFile(path, writing, FileChannel.open(path, StandardOpenOption.READ));
    } catch (IOException e) {
      writing.close();
      throw e;
    }
  }

  @Override
  public long size() throws IOException {
    return Files.size(path);
  }

  @Override
  public void read(ByteBuffer target, long at) throws IOException {
    int start = target.position();
    while (true) {
      FileChannel channel = reading;
      try {
        readFully(channel, target, at);
        return;
      } catch (ClosedChannelException e) {
        if (closed || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        // Another reader was interrupted in its read and took the channel with it.
        reopen(channel);
        target.position(start);
      }
    }
  }

  private void readFully(FileChannel channel, ByteBuffer target, long at) throws IOException {
    long from = at;
    int end = target.limit();
    try {
      while (target.position() < end) {
        target.limit(Math.min(end, target.position() + PIECE));
        int count = channel.read(target, from);
        if (count < 0) {
          throw new EOFException(
              "%s ends at %d, expected %d more bytes"
                  .formatted(path, from, end - target.position()));
        }
        from += count;
      }
    } finally {
      target.limit(end);
    }
  }

  private synchronized void reopen(FileChannel broken) throws IOException {
    if (reading.equals(broken) && !closed) {
      reading = FileChannel.open(path, StandardOpenOption.READ);
    }
  }

  @Override
  public void write(ByteBuffer source, long at) throws IOException {
    long to = at;
    int end = source.limit();
    while (source.position() < end) {
      source.limit(Math.min(end, source.position() + PIECE));
      to += writing.write(source, to);
    }
  }

  @Override
  public void truncate(long size) throws IOException {
    writing.truncate(size);
  }

  @Override
  public void force() throws IOException {
    writing.force(false);
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    // Trying both: the one that writes is closed though the other did not.
    try (writing) {
      reading.close();
    }
  }
}
