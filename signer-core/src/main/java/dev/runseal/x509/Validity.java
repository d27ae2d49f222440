package dev.runseal.x509;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** From when to when a certificate holds, both included, in whole seconds. */
public record Validity(Instant notBefore, Instant notAfter) {
  public Validity {
    notBefore = notBefore.truncatedTo(ChronoUnit.SECONDS);
    notAfter = notAfter.truncatedTo(ChronoUnit.SECONDS);
    if (!notBefore.isBefore(notAfter)) {
      throw new IllegalArgumentException(
          "validity ends at %s, expected after its beginning at %s".formatted(notAfter, notBefore));
    }
  }

  public static Validity of(Instant notBefore, Duration length) {
    return new Validity(notBefore, notBefore.plus(length));
  }
}
