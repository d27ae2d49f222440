package dev.runseal.bench;

import dev.runseal.rig.DaemonProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Brings a log to a size, by the batch endpoint. */
final class Filling {
  private static final Duration STEP = Duration.ofSeconds(1);

  private Filling() {}

  /** Fills until the log has {@code entries}, or the deadline has come; returns its size. */
  static long upTo(DaemonProcess daemon, Path socket, long entries, Instant deadline)
      throws IOException {
    long size = Heads.size(daemon);
    long start = size;
    long begun = System.nanoTime();
    try (var load =
        Load.open(
            socket, Setting.BATCHES_IN_FLIGHT, () -> SealRequest.batch(Setting.SEALS_PER_BATCH))) {
      Duration step = Duration.ofMillis(50);
      while (size < entries && Instant.now().isBefore(deadline)) {
        Window window = load.closed(step);
        size += window.seals();
        // The last stretch in small steps, so that little is sealed beyond what was asked for.
        step = entries - size > 3 * window.sealsPerSecond() ? STEP : Duration.ofMillis(50);
      }
      load.finish();
    }
    long reached = Heads.size(daemon);
    System.out.printf(
        "filled from %d to %d entries in %.0f s%n",
        start, reached, (System.nanoTime() - begun) / 1e9);
    return reached;
  }
}
