package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.SealingKey;
import dev.runseal.key.SigningException;
import dev.runseal.key.ToBeSigned;
import dev.runseal.key.VerifyingKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A sealing key that tells when its token is silent: asked for a signature, and neither signing nor
 * refusing for longer than a bound. A token that hangs throws nothing, so nothing else would say
 * so. One thread asks for signatures; any thread may look.
 */
final class WatchedKey implements SealingKey {
  private final SealingKey key;
  private final Duration bound;
  private volatile long askedAt;
  private volatile boolean asked;

  WatchedKey(SealingKey key, Duration bound) {
    this.key = key;
    this.bound = bound;
  }

  @Override
  public VerifyingKey publicKey() {
    return key.publicKey();
  }

  @Override
  public Bytes sign(ToBeSigned what) throws SigningException {
    askedAt = System.nanoTime();
    asked = true;
    try {
      return key.sign(what);
    } finally {
      asked = false;
    }
  }

  /** What is to be said of a token that has been silent for too long, if it is. */
  Optional<String> findSilence() {
    long silent = System.nanoTime() - askedAt;
    return asked && silent > bound.toNanos()
        ? Optional.of(
            "token has not answered for %d s, expected a signature within %s: what is durable is signed when it does"
                .formatted(TimeUnit.NANOSECONDS.toSeconds(silent), shown(bound)))
        : Optional.empty();
  }

  private static String shown(Duration bound) {
    return bound.toMillis() % 1_000 == 0 ? bound.toSeconds() + " s" : bound.toMillis() + " ms";
  }
}
