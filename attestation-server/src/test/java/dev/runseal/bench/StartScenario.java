package dev.runseal.bench;

import dev.runseal.json.Json;
import dev.runseal.rig.DaemonProcess;
import dev.runseal.rig.Installation;
import dev.runseal.rig.Program;
import dev.runseal.testhsm.SoftHsm;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** From start to ready with a million entries: after a clean stop, and after kill -9 under load. */
final class StartScenario implements Scenario {
  static final long ENTRIES = 1_000_000;
  private static final long TRIAL_ENTRIES = 20_000;
  private static final int STARTS = 5;
  private static final Duration MOST = Duration.ofMinutes(10);

  @Override
  public void run(Setting setting, Figures figures) throws IOException, InterruptedException {
    long entries = setting.quick() ? TRIAL_ENTRIES : ENTRIES;
    try (var tokens = SoftHsm.create()) {
      var installation =
          Installation.create(Program.ofJar(), tokens, setting.newDirectory("start"));
      try (var daemon = DaemonProcess.start(installation)) {
        figures.put("ready_empty_after_ms", daemon.awaitReady(setting.patience()).toNanos() / 1e6);
        Filling.upTo(daemon, installation.socket(), entries, Instant.now().plus(MOST));
        daemon.stop();
      }
      var afterStop = new ArrayList<Double>();
      for (int i = 0; i < STARTS; i++) {
        try (var daemon = DaemonProcess.start(installation)) {
          afterStop.add(daemon.awaitReady(setting.patience()).toNanos() / 1e6);
          daemon.stop();
        }
      }
      median(figures, "ready_after_ms", afterStop);
      var afterKill = new ArrayList<Double>();
      for (int i = 0; i <= STARTS; i++) {
        try (var daemon = DaemonProcess.start(installation)) {
          double millis = daemon.awaitReady(setting.patience()).toNanos() / 1e6;
          if (i > 0) {
            afterKill.add(millis);
          }
          try (var load =
              Load.open(installation.socket(), Setting.IN_FLIGHT, SealRequest::single)) {
            load.closed(Duration.ofSeconds(2));
            daemon.kill();
          }
        }
      }
      median(figures, "ready_after_kill_ms", afterKill);
      try (var daemon = DaemonProcess.start(installation)) {
        daemon.awaitReady(setting.patience());
        figures.count("entries", Heads.size(daemon));
        figures.put("rss_anon_mb", daemon.residentAnonymousBytes() / 1e6);
        daemon.stop();
      }
    }
  }

  private static void median(Figures figures, String name, List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    figures.put(name, sorted.get(sorted.size() / 2));
    figures.list(
        name + "_all",
        Json.array(values.stream().map(value -> Json.integer(Math.round(value))).toList()));
  }
}
