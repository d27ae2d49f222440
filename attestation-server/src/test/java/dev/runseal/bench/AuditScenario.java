package dev.runseal.bench;

import dev.runseal.rig.DaemonProcess;
import dev.runseal.rig.Installation;
import dev.runseal.rig.Program;
import dev.runseal.testhsm.SoftHsm;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How fast {@code runseal audit} goes through a million entries, in full and the tree alone: as
 * whole processes, so the start of the JVM is in the figure.
 */
final class AuditScenario implements Scenario {
  private static final long TRIAL_ENTRIES = 20_000;
  private static final Duration MOST = Duration.ofMinutes(10);
  private static final int RUNS = 3;

  @Override
  public void run(Setting setting, Figures figures) throws IOException, InterruptedException {
    long wanted = setting.quick() ? TRIAL_ENTRIES : StartScenario.ENTRIES;
    try (var tokens = SoftHsm.create()) {
      var installation =
          Installation.create(Program.ofJar(), tokens, setting.newDirectory("audit"));
      long entries;
      try (var daemon = DaemonProcess.start(installation)) {
        daemon.awaitReady(setting.patience());
        entries = Filling.upTo(daemon, installation.socket(), wanted, Instant.now().plus(MOST));
        daemon.stop();
      }
      figures.count("entries", entries);
      for (var form : List.of(List.<String>of(), List.of("--tree-only"))) {
        String name =
            form.isEmpty() ? "audit_entries_per_second" : "audit_tree_only_entries_per_second";
        figures.measure(() -> figures.put(name, entries / seconds(installation, form)), name);
      }
    }
  }

  /** The median of some runs. */
  private static double seconds(Installation installation, List<String> form)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("audit", "--trust-on-first-use", installation.state().toString()));
    command.addAll(form);
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      long start = System.nanoTime();
      installation.run(command);
      seconds.add((System.nanoTime() - start) / 1e9);
    }
    return seconds.stream().sorted().toList().get(RUNS / 2);
  }
}
