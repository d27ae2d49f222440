package dev.runseal.bench;

import dev.runseal.bench.Steady.Measured;
import dev.runseal.rig.DaemonProcess;
import java.io.IOException;

/** The figures of a closed loop on a token; {@code suffix} tells several of one run apart. */
final class Sealing {
  private Sealing() {}

  static Measured measure(
      Figures figures, DaemonProcess daemon, Load load, Steady steady, String suffix)
      throws IOException {
    var loop = new ClosedLoop(daemon, load);
    Measured measured = steady.measure(loop);
    figures.windows("seals" + suffix, measured);
    figures.put("seals_per_second" + suffix, measured.sealsPerSecond());
    figures.put("p50_ms" + suffix, measured.millisAt(50));
    figures.put("p99_ms" + suffix, measured.millisAt(99));
    figures.put("p99_uncorrected_ms" + suffix, measured.uncorrectedMillisAt(99));
    figures.put("token_signatures_per_second" + suffix, loop.signaturesPerSecond(measured));
    return measured;
  }

  /** The ratios to the bare loop; its own figures stand once in a run. */
  static void compare(Figures figures, RawSign raw, String suffix) throws IOException {
    if (suffix.isEmpty()) {
      raw(figures, raw);
    }
    double seals = figures.value("seals_per_second" + suffix);
    figures.put("ratio_to_raw" + suffix, seals / raw.onOneThread());
    figures.put("ratio_to_raw_best" + suffix, seals / raw.best());
  }

  static void raw(Figures figures, RawSign raw) throws IOException {
    figures.put("raw_sign_per_second", raw.onOneThread());
    figures.put("raw_sign_best_per_second", raw.best());
  }
}
