package dev.runseal.ledger;

import java.time.Duration;
import java.util.Optional;

/**
 * Gives each batch its time, never earlier than the one before. A wall clock that steps back by up
 * to a second is waited for, holding the last value. One that went further back, or that moved
 * against the elapsed time by more than the bound, is not believed: sealing stops until it is right
 * again, or until a restart, which takes the clock as it then is. Guarded by its own lock.
 */
final class SealClock {
  private static final long HOLD_MICROS = 1_000_000;

  private final TimeSource time;
  private final long boundMicros;
  private long last;
  private long wallThen;
  private long elapsedThen;

  /** {@code last} is the newest time in the log. */
  SealClock(TimeSource time, Duration bound, long last) {
    this.time = time;
    this.boundMicros = bound.toNanos() / 1_000;
    this.last = last;
    this.wallThen = time.wallMicros();
    this.elapsedThen = time.elapsedNanos();
  }

  /** The time for the next batch; throws while the clock can't be believed. */
  synchronized long next() throws LedgerException {
    long wall = time.wallMicros();
    Optional<String> fault = look(wall);
    if (fault.isPresent()) {
      throw new LedgerException(LedgerException.Reason.CLOCK, fault.get(), null);
    }
    last = Math.max(last, wall);
    return last;
  }

  /** Why the clock can't be believed now, if so. */
  synchronized Optional<String> findFault() {
    return look(time.wallMicros());
  }

  private Optional<String> look(long wall) {
    long elapsed = time.elapsedNanos();
    long expected = wallThen + (elapsed - elapsedThen) / 1_000;
    if (last - wall > HOLD_MICROS) {
      return Optional.of(
          "clock is %s behind the newest entry, expected at most 1 s: set the clock"
              .formatted(seconds(last - wall)));
    }
    if (Math.abs(wall - expected) > boundMicros) {
      return Optional.of(
          "clock jumped %s by %s, expected at most %s: set the clock, or restart if it is right now"
              .formatted(
                  wall > expected ? "forward" : "back",
                  seconds(Math.abs(wall - expected)),
                  seconds(boundMicros)));
    }
    // Measured from look to look: what NTP slews over weeks is no jump.
    wallThen = wall;
    elapsedThen = elapsed;
    return Optional.empty();
  }

  private static String seconds(long micros) {
    return "%d.%03d s".formatted(micros / 1_000_000, micros / 1_000 % 1_000);
  }
}
