package dev.runseal.ledger;

import java.time.Duration;

/**
 * The bounds of a ledger.
 *
 * @param capacity how many submissions may be accepted and not yet answered; more are refused
 * @param dsseCapacity the same for DSSE signatures
 * @param patience how long an answer is waited for; the entry stays and is signed later
 * @param idleFlush how long after a batch its checkpoint waits for the next record to ride in
 * @param publishEvery how often, under load, the checkpoint file is replaced
 * @param firstRetry how long after the token's first failure it is asked again; doubles to 5 s
 * @param tokenBound how long one signature may take before it is said that the token is silent
 * @param forwardBound how far the clock may move against the monotonic one between two looks at it
 */
public record LedgerOptions(
    int capacity,
    int dsseCapacity,
    Duration patience,
    Duration idleFlush,
    Duration publishEvery,
    Duration firstRetry,
    Duration tokenBound,
    Duration forwardBound) {

  public static final LedgerOptions DEFAULT =
      new LedgerOptions(
          16_384,
          256,
          Duration.ofSeconds(10),
          Duration.ofMillis(100),
          Duration.ofSeconds(1),
          Duration.ofMillis(100),
          Duration.ofSeconds(5),
          Duration.ofSeconds(60));

  public LedgerOptions {
    if (capacity < 1 || dsseCapacity < 1) {
      throw new IllegalArgumentException(
          "capacities are %d and %d, expected at least 1".formatted(capacity, dsseCapacity));
    }
    verifyPositive("patience", patience);
    verifyPositive("idle flush", idleFlush);
    verifyPositive("publish interval", publishEvery);
    verifyPositive("first retry", firstRetry);
    verifyPositive("token bound", tokenBound);
    verifyPositive("forward bound", forwardBound);
  }

  private static void verifyPositive(String what, Duration found) {
    if (found.isNegative() || found.isZero()) {
      throw new IllegalArgumentException("%s is %s, expected more than 0".formatted(what, found));
    }
  }
}
