package dev.runseal.cli;

import dev.runseal.audit.AuditProgress;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * One line on a terminal that says how far an audit is, written over itself. Used by one thread.
 */
final class ProgressBar implements AuditProgress {
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int CELLS = 20;
  private static final String CLEAR = "\r\u001b[K";

  private final PrintStream terminal;
  private final InstantSource clock;
  private final Instant begin;
  private Instant shown;

  ProgressBar(PrintStream terminal, InstantSource clock) {
    this.terminal = terminal;
    this.clock = clock;
    this.begin = clock.instant();
    this.shown = begin;
  }

  @Override
  public void audited(long entries, long size) {
    Instant now = clock.instant();
    if (Duration.between(shown, now).compareTo(PAUSE) < 0) {
      return;
    }
    shown = now;
    double seconds = Duration.between(begin, now).toMillis() / 1000.0;
    double rate = entries / seconds;
    int cells = (int) (CELLS * entries / size);
    terminal.print(
        "%s[%s%s] %d %%  %,d of %,d entries  %,.0f/s  %s left"
            .formatted(
                CLEAR,
                "#".repeat(cells),
                " ".repeat(CELLS - cells),
                100 * entries / size,
                entries,
                size,
                rate,
                left((long) ((size - entries) / rate))));
    terminal.flush();
  }

  /** Leaves nothing of the line. */
  void clear() {
    if (!shown.equals(begin)) {
      terminal.print(CLEAR);
      terminal.flush();
    }
  }

  private static String left(long seconds) {
    return seconds < 60 ? seconds + " s" : "%d:%02d min".formatted(seconds / 60, seconds % 60);
  }
}
