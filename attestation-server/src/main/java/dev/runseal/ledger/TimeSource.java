package dev.runseal.ledger;

/** The two clocks that the ledger compares. */
public interface TimeSource {
  /** Microseconds since 1970, as the host believes; an operator or NTP may set it. */
  long wallMicros();

  /** Nanoseconds since some moment, that nobody sets and that goes on while the host sleeps. */
  long elapsedNanos();

  static TimeSource ofHost() {
    return new HostTime();
  }
}
