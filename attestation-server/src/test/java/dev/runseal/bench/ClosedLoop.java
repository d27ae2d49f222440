package dev.runseal.bench;

import dev.runseal.bench.Steady.Measured;
import dev.runseal.bench.Steady.Observed;
import dev.runseal.rig.DaemonProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.IdentityHashMap;

/** A load in a closed loop, with the daemon's own count of checkpoints beside each window. */
final class ClosedLoop implements Steady.Drive {
  private static final String CHECKPOINTS = "runseal_token_checkpoint_seconds_count";

  private final DaemonProcess daemon;
  private final Load load;
  private final IdentityHashMap<Window, Double> checkpoints = new IdentityHashMap<>();

  ClosedLoop(DaemonProcess daemon, Load load) {
    this.daemon = daemon;
    this.load = load;
  }

  @Override
  public Window run(Duration length) throws IOException {
    double before = count();
    Window window = load.closed(length);
    checkpoints.put(window, count() - before);
    return window;
  }

  /** How often the token signed in the windows of this measurement. */
  double signaturesPerSecond(Measured measured) {
    double signatures = 0;
    double nanos = 0;
    for (Observed each : measured.taken()) {
      signatures += checkpoints.getOrDefault(each.window(), Double.NaN);
      nanos += each.window().nanos();
    }
    return signatures * 1e9 / nanos;
  }

  private double count() throws IOException {
    Double count = daemon.metrics().get(CHECKPOINTS);
    if (count == null) {
      throw new IOException("/metrics shows no " + CHECKPOINTS);
    }
    return count;
  }
}
