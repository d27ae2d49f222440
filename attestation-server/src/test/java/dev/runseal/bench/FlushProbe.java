package dev.runseal.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.HdrHistogram.Histogram;

/** How long the disk under the log takes to make one batch durable, with nothing else going on. */
final class FlushProbe {
  /** About what a batch of the closed loop comes to. */
  static final int BATCH_BYTES = 32 * 1024;

  private static final int FLUSHES = 1_000;

  private FlushProbe() {}

  /** Nanoseconds of write and fdatasync, appending. */
  static Histogram run(Path directory) throws IOException {
    var nanos = new Histogram(60_000_000_000L, 3);
    Path file = directory.resolve("flush-probe");
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer batch = ByteBuffer.allocateDirect(BATCH_BYTES);
      for (int i = 0; i < FLUSHES; i++) {
        batch.clear();
        long start = System.nanoTime();
        while (batch.hasRemaining()) {
          channel.write(batch);
        }
        channel.force(false);
        nanos.recordValue(System.nanoTime() - start);
      }
    } finally {
      Files.delete(file);
    }
    return nanos;
  }
}
