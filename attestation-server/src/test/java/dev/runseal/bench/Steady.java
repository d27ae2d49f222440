package dev.runseal.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * How a figure is taken. The warm-up goes on until two windows after each other agree, but at least
 * and at most so long. Of the windows after it, those are thrown away and repeated in which others
 * took more than a tenth of a core, as long as there are spare ones; if then too few are left, the
 * least disturbed are taken, and the figure says so.
 */
record Steady(
    Duration warmLeast,
    Duration warmMost,
    int windows,
    Duration window,
    int spare,
    List<Long> companions) {
  static final double QUIET_CORES = 0.1;
  private static final double AGREEMENT = 0.03;
  private static final int WARM_WINDOWS = 6;

  Steady {
    companions = List.copyOf(companions);
  }

  /** Something that can be driven for a while. */
  @FunctionalInterface
  interface Drive {
    Window run(Duration length) throws IOException;
  }

  /** A window, and what others took of the machine meanwhile. */
  record Observed(Window window, double otherCores) {
    boolean quiet() {
      return otherCores <= QUIET_CORES;
    }
  }

  /** What was taken, and how well. */
  record Measured(
      List<Observed> taken, int thrownAway, Duration warmUp, boolean warmUpAgreed, Window all) {
    boolean disturbed() {
      return !taken.stream().allMatch(Observed::quiet);
    }

    double sealsPerSecond() {
      return all.sealsPerSecond();
    }

    double millisAt(double percentile) {
      return all.corrected().getValueAtPercentile(percentile) / 1e6;
    }

    /** As the closed loop saw it, held-up requests not put back. */
    double uncorrectedMillisAt(double percentile) {
      return all.latency().getValueAtPercentile(percentile) / 1e6;
    }

    /** One line for a person. */
    String text() {
      return String.format(
          Locale.ROOT,
          "%.0f/s, p50 %.2f ms, p99 %.2f ms, %d bytes an answer, %d windows (%d thrown away), others at most %.2f cores%s",
          all.sealsPerSecond(),
          millisAt(50),
          millisAt(99),
          all.bytesPerAnswer(),
          taken.size(),
          thrownAway,
          taken.stream().mapToDouble(Observed::otherCores).max().orElse(0),
          disturbed() ? " DISTURBED" : "");
    }
  }

  Measured measure(Drive drive) throws IOException {
    Duration step = warmMost.dividedBy(WARM_WINDOWS);
    Duration warmed = Duration.ZERO;
    boolean agreed = false;
    double before = 0;
    while (warmed.compareTo(warmMost) < 0 && !(agreed && warmed.compareTo(warmLeast) >= 0)) {
      double rate = observe(drive, step).window().answersPerSecond();
      agreed = Math.abs(rate - before) <= AGREEMENT * rate;
      before = rate;
      warmed = warmed.plus(step);
    }
    List<Observed> seen = new ArrayList<>();
    while (seen.stream().filter(Observed::quiet).count() < windows
        && seen.size() < windows + spare) {
      seen.add(observe(drive, window));
    }
    List<Observed> taken =
        seen.stream()
            .sorted(Comparator.comparingDouble(each -> each.quiet() ? 0 : each.otherCores()))
            .limit(windows)
            .toList();
    return new Measured(
        taken,
        seen.size() - taken.size(),
        warmed,
        agreed,
        Window.together(taken.stream().map(Observed::window).toList()));
  }

  private Observed observe(Drive drive, Duration length) throws IOException {
    MachineTime before = MachineTime.now(companions);
    long start = System.nanoTime();
    Window window = drive.run(length);
    long nanos = System.nanoTime() - start;
    return new Observed(window, MachineTime.now(companions).othersSince(before, nanos));
  }
}
