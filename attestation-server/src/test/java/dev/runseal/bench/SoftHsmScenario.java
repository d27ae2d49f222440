package dev.runseal.bench;

import dev.runseal.bench.Steady.Measured;
import dev.runseal.rig.DaemonProcess;
import dev.runseal.rig.Installation;
import dev.runseal.rig.Program;
import dev.runseal.server.HandlerCeiling;
import dev.runseal.testhsm.SoftHsm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The main figures, on a token that signs faster than anything else here. */
final class SoftHsmScenario implements Scenario {
  @Override
  public void run(Setting setting, Figures figures) throws IOException, InterruptedException {
    try (var tokens = SoftHsm.create()) {
      var installation =
          Installation.create(Program.ofJar(), tokens, setting.newDirectory("softhsm"));
      RawSign raw = setting.rawSign(installation);
      raw.run();
      try (var daemon = DaemonProcess.start(installation)) {
        figures.put("ready_after_ms", daemon.awaitReady(setting.patience()).toNanos() / 1e6);
        long acknowledged = sealing(setting, figures, daemon, installation, raw);
        figures.put("rss_anon_mb", daemon.residentAnonymousBytes() / 1e6);
        Heads.verifyHolds(figures, daemon, acknowledged);
        daemon.stop();
      }
      figures.measure(
          () -> {
            try (var daemon = DaemonProcess.start(installation)) {
              figures.put(
                  "ready_with_entries_after_ms",
                  daemon.awaitReady(setting.patience()).toNanos() / 1e6);
              daemon.stop();
            }
          },
          "ready_with_entries_after_ms");
      figures.put(
          "fsync_p50_ms", FlushProbe.run(installation.directory()).getValueAtPercentile(50) / 1e6);
      figures.measure(
          () -> ceiling(setting, figures, installation),
          "handler_ceiling_per_second",
          "ratio_to_handler_ceiling");
    }
  }

  /** Everything that goes through one running daemon; returns how many seals it acknowledged. */
  private static long sealing(
      Setting setting,
      Figures figures,
      DaemonProcess daemon,
      Installation installation,
      RawSign raw)
      throws IOException, InterruptedException {
    Path socket = installation.socket();
    long acknowledged = 0;
    double answersPerSecond;
    try (var load = Load.open(socket, Setting.IN_FLIGHT, SealRequest::single)) {
      Measured measured = Sealing.measure(figures, daemon, load, setting.thorough(), "");
      load.finish();
      raw.run();
      Sealing.compare(figures, raw, "");
      answersPerSecond = measured.all().answersPerSecond();
      // Below what it can do, so that what is measured is waiting and not a growing queue.
      double pace = 0.7 * answersPerSecond;
      Measured paced = setting.brief().measure(length -> load.paced(length, pace));
      figures.windows("paced", paced);
      figures.put("paced_seals_per_second", pace);
      figures.put("paced_p50_ms", paced.millisAt(50));
      figures.put("paced_p99_ms", paced.millisAt(99));
      acknowledged += load.acknowledged();
    }
    try (var load = Load.open(socket, 1, SealRequest::single)) {
      Measured measured = setting.brief().measure(load::closed);
      load.finish();
      figures.windows("single_caller", measured);
      figures.put("single_caller_p50_ms", measured.millisAt(50));
      figures.put("single_caller_p99_ms", measured.millisAt(99));
      acknowledged += load.acknowledged();
    }
    try (var load =
        Load.open(
            socket, Setting.BATCHES_IN_FLIGHT, () -> SealRequest.batch(Setting.SEALS_PER_BATCH))) {
      figures.measure(
          () -> {
            Measured measured = setting.medium().measure(load::closed);
            load.finish();
            figures.windows("batch_endpoint", measured);
            figures.put("batch_endpoint_seals_per_second", measured.sealsPerSecond());
            figures.put("batch_endpoint_p99_ms", measured.millisAt(99));
          },
          "batch_endpoint_seals_per_second",
          "batch_endpoint_p99_ms");
      acknowledged += load.acknowledged();
    }
    return acknowledged;
  }

  private static void ceiling(Setting setting, Figures figures, Installation installation)
      throws IOException, InterruptedException {
    Program program = Program.ofClassPath(HandlerCeiling.class.getName());
    Files.deleteIfExists(installation.socket());
    try (var ceiling =
            DaemonProcess.start(
                installation, program.daemon(List.of(installation.config().toString())));
        var load = openWhenReady(setting, ceiling, installation.socket())) {
      Measured measured = setting.thorough().measure(load::closed);
      load.finish();
      figures.windows("handler_ceiling", measured);
      figures.put("handler_ceiling_per_second", measured.sealsPerSecond());
      figures.put(
          "ratio_to_handler_ceiling",
          figures.value("seals_per_second") / measured.sealsPerSecond());
    }
  }

  private static Load openWhenReady(Setting setting, DaemonProcess ceiling, Path socket)
      throws IOException, InterruptedException {
    ceiling.awaitReady(setting.patience());
    return Load.open(socket, Setting.IN_FLIGHT, SealRequest::single);
  }
}
