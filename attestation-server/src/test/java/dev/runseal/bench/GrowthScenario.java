package dev.runseal.bench;

import dev.runseal.bench.Steady.Measured;
import dev.runseal.json.Json;
import dev.runseal.rig.DaemonProcess;
import dev.runseal.rig.Installation;
import dev.runseal.rig.Program;
import dev.runseal.testhsm.SoftHsm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a seal costs, and how much memory the daemon has, while one log grows from ten thousand to
 * ten million entries: filled by batches, measured with single seals, in one life of the daemon.
 */
final class GrowthScenario implements Scenario {
  private static final List<Long> SIZES =
      List.of(10_000L, 100_000L, 1_000_000L, 3_000_000L, 10_000_000L);
  private static final List<Long> TRIAL_SIZES = List.of(2_000L, 20_000L, 60_000L);
  private static final Duration MOST = Duration.ofMinutes(25);

  /** How many in a hundred seals of the warm-up are new: most of it must not let the log grow. */
  private static final int WARM_UP_NEW_PERCENT = 2;

  /** One size; {@code to} is the size after the windows. */
  private record Point(long from, long to, double sealMicros, double daemonMicros, double rssMb) {
    Json json() {
      return Json.object()
          .put("entries_from", from)
          .put("entries_to", to)
          .put("micros_per_seal", new Json.Decimal(Math.round(sealMicros * 100) / 100.0))
          .put(
              "daemon_cpu_micros_per_seal",
              new Json.Decimal(Math.round(daemonMicros * 100) / 100.0))
          .put("rss_anon_mb", new Json.Decimal(Math.round(rssMb)))
          .build();
    }
  }

  @Override
  public void run(Setting setting, Figures figures) throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(MOST);
    try (var tokens = SoftHsm.create()) {
      var installation =
          Installation.create(Program.ofJar(), tokens, setting.newDirectory("growth"));
      try (var daemon = DaemonProcess.start(installation)) {
        daemon.awaitReady(setting.patience());
        Path socket = installation.socket();
        warmUp(setting, socket);
        List<Point> points = new ArrayList<>();
        for (long size : setting.quick() ? TRIAL_SIZES : SIZES) {
          if (Filling.upTo(daemon, socket, size, deadline) < size) {
            break;
          }
          points.add(point(setting, figures, daemon, socket, size));
        }
        figures.list("points", Json.array(points.stream().map(Point::json).toList()));
        ratios(setting, figures, points);
        figures.put("rss_anon_mb", daemon.residentAnonymousBytes() / 1e6);
        figures.count("entries", Heads.size(daemon));
        daemon.stop();
      }
    }
  }

  /** Makes the daemon warm and leaves the log small. */
  private static void warmUp(Setting setting, Path socket) throws IOException {
    try (var load =
        Load.open(
            socket, Setting.IN_FLIGHT, () -> SealRequest.mostlyRepeated(WARM_UP_NEW_PERCENT))) {
      load.closed(Duration.ofSeconds(setting.quick() ? 5 : 40));
      load.finish();
    }
  }

  private static Point point(
      Setting setting, Figures figures, DaemonProcess daemon, Path socket, long size)
      throws IOException {
    // At the smallest size long windows would leave that size: short ones, and no warm-up to speak
    // of, for the daemon is warm.
    int seconds = size < 100_000 ? 1 : 5;
    var steady =
        new Steady(
            Duration.ofMillis(500L * seconds),
            Duration.ofSeconds(seconds),
            3,
            Duration.ofSeconds(seconds),
            setting.quick() ? 0 : 3,
            setting.companions());
    try (var load = Load.open(socket, Setting.IN_FLIGHT, SealRequest::single)) {
      long from = Heads.size(daemon);
      MachineTime before = MachineTime.now(setting.companions());
      Measured measured = steady.measure(load::closed);
      load.finish();
      double daemonSeconds =
          MachineTime.now(setting.companions()).secondsSince(before, daemon.pid());
      figures.windows("at_" + size, measured);
      return new Point(
          from,
          Heads.size(daemon),
          1e6 / measured.sealsPerSecond(),
          daemonSeconds * 1e6 / load.acknowledged(),
          daemon.residentAnonymousBytes() / 1e6);
    }
  }

  private static void ratios(Setting setting, Figures figures, List<Point> points) {
    String[] names = {"cost_ratio_to_first", "cost_ratio_to_cheapest", "cpu_ratio_to_first"};
    List<Long> sizes = setting.quick() ? TRIAL_SIZES : SIZES;
    if (points.size() < sizes.size()) {
      for (String name : names) {
        figures.missing(
            name,
            "only %d of %d sizes were reached in time".formatted(points.size(), sizes.size()));
      }
      return;
    }
    Point first = points.getFirst();
    Point last = points.getLast();
    OptionalDouble cheapest = points.stream().mapToDouble(Point::sealMicros).min();
    figures.put(names[0], last.sealMicros() / first.sealMicros());
    // The first is measured the least warm: this one can't be flattered by that.
    figures.put(names[1], last.sealMicros() / cheapest.orElseThrow());
    figures.put(names[2], last.daemonMicros() / first.daemonMicros());
  }
}
