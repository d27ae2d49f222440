package dev.runseal.bench;

import dev.runseal.rig.Installation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/**
 * The yardstick: a bare loop of C_SignInit and C_Sign in C, with the daemon's own key, on 1, 2 and
 * 4 threads.
 */
final class RawSign {
  private static final Pattern LINE = Pattern.compile("C_Sign threads=(\\d+) (\\d+)/s");

  /** Signatures a second, by the number of threads; NaN where the module can't take as many. */
  record Rates(double one, double two, double four) {
    double best() {
      return DoubleStream.of(one, two, four).filter(Double::isFinite).max().orElse(Double.NaN);
    }
  }

  private final Path program;
  private final Installation installation;
  private final int seconds;
  private final List<Rates> runs = new ArrayList<>();

  RawSign(Path program, Installation installation, int seconds) {
    this.program = program;
    this.installation = installation;
    this.seconds = seconds;
  }

  /** Runs the loops once more. */
  Rates run() throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
                program.toString(),
                installation.token().module().toString(),
                installation.token().label(),
                installation.token().userPin(),
                Integer.toString(seconds))
            .redirectErrorStream(true);
    builder.environment().putAll(installation.environment());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("the bare loop of C_Sign failed: " + output.strip());
    }
    var rates = new Rates(rate(output, 1), rate(output, 2), rate(output, 4));
    System.out.printf(
        "bare C_Sign: %.0f, %.0f, %.0f a second on 1, 2, 4 threads%n",
        rates.one(), rates.two(), rates.four());
    runs.add(rates);
    return rates;
  }

  /** One thread, all runs together. */
  double onOneThread() throws IOException {
    return runs.stream()
        .mapToDouble(Rates::one)
        .average()
        .orElseThrow(() -> new IOException("the bare loop of C_Sign was not run"));
  }

  /** The fastest of all runs, on however many threads. */
  double best() throws IOException {
    return runs.stream()
        .mapToDouble(Rates::best)
        .max()
        .orElseThrow(() -> new IOException("the bare loop of C_Sign was not run"));
  }

  private static double rate(String output, int threads) throws IOException {
    Matcher line = LINE.matcher(output);
    while (line.find()) {
      if (Integer.parseInt(line.group(1)) == threads) {
        return Double.parseDouble(line.group(2));
      }
    }
    throw new IOException(
        "the bare loop gave no rate for %d threads: %s".formatted(threads, output));
  }
}
