package dev.runseal.bench;

import dev.runseal.rig.DaemonProcess;
import dev.runseal.rig.Installation;
import dev.runseal.rig.Program;
import dev.runseal.testhsm.Swtpm;
import java.io.IOException;

/**
 * A token that signs about a hundred times a second: what batches make of it, with 64 and with 512
 * requests in flight.
 */
final class SwtpmScenario implements Scenario {
  private static final int MANY_IN_FLIGHT = 512;
  private static final String MANY = "_at_512";

  @Override
  public void run(Setting setting, Figures figures) throws IOException, InterruptedException {
    try (var tpm = Swtpm.start();
        var tokens = tpm.newBackend()) {
      Setting here = setting.withCompanions(tpm.pids());
      var installation =
          Installation.create(Program.ofJar(), tokens, setting.newDirectory("swtpm"));
      RawSign raw = setting.rawSign(installation);
      raw.run();
      try (var daemon = DaemonProcess.start(installation)) {
        figures.put("ready_after_ms", daemon.awaitReady(setting.patience()).toNanos() / 1e6);
        long acknowledged = 0;
        try (var load = Load.open(installation.socket(), Setting.IN_FLIGHT, SealRequest::single)) {
          Sealing.measure(figures, daemon, load, here.thorough(), "");
          load.finish();
          acknowledged += load.acknowledged();
        }
        try (var load = Load.open(installation.socket(), MANY_IN_FLIGHT, SealRequest::single)) {
          Sealing.measure(figures, daemon, load, here.thorough(), MANY);
          load.finish();
          acknowledged += load.acknowledged();
        }
        figures.put("rss_anon_mb", daemon.residentAnonymousBytes() / 1e6);
        Heads.verifyHolds(figures, daemon, acknowledged);
        daemon.stop();
      }
      raw.run();
      Sealing.compare(figures, raw, "");
      Sealing.compare(figures, raw, MANY);
      double signatureMillis = 1e3 / raw.onOneThread();
      figures.put("p99_in_signatures", figures.value("p99_ms") / signatureMillis);
      figures.put("p99_in_signatures" + MANY, figures.value("p99_ms" + MANY) / signatureMillis);
    }
  }
}
