package dev.runseal.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs one scenario, prints its figures, and writes them to a file. */
@Command(name = "bench", description = "Run one scenario. bin/bench is what calls this.")
@SuppressWarnings("NullAway.Init") // picocli sets what it requires
public final class Bench implements Callable<Integer> {
  /** A start that takes longer than this is given up. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Option(names = "--scenario", defaultValue = "softhsm")
  private String scenario;

  @Option(names = "--json")
  private @Nullable Path json;

  @Option(names = "--quick")
  private boolean quick;

  @Option(names = "--directory", required = true)
  private Path directory;

  @Option(names = "--raw-sign", required = true)
  private Path rawSign;

  @Option(names = "--checkout", required = true)
  private Path checkout;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Scenario chosen;
    try {
      chosen = Scenario.named(scenario);
    } catch (IllegalArgumentException e) {
      System.err.println("bin/bench: " + e.getMessage());
      return 2;
    }
    long start = System.nanoTime();
    var figures = new Figures();
    String command = "bin/bench --scenario %s%s".formatted(scenario, quick ? " --quick" : "");
    Machine.describe(figures, checkout, command);
    figures.text("scenario", scenario);
    figures.flag("trial_only", quick);
    chosen.run(new Setting(directory, rawSign, quick, PATIENCE, List.of()), figures);
    figures.put("took_seconds", (System.nanoTime() - start) / 1e9);
    if (json != null) {
      figures.write(json);
    }
    List<String> disturbed = figures.disturbed();
    if (!disturbed.isEmpty()) {
      System.out.printf(
          "DISTURBED, others took more than %.1f cores and no spare window was quieter: %s%n",
          Steady.QUIET_CORES, String.join(", ", disturbed));
    }
    return 0;
  }
}
