package dev.runseal.attestation;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.key.Origin;
import java.util.Optional;

/**
 * What evidence must speak of: the key in use, and the log that it is used for, where there is one.
 *
 * @param spki the key's DER SubjectPublicKeyInfo; outside of bundles of any algorithm
 */
public record EvidenceSubject(Bytes spki, Optional<Origin> log) {
  private static final Bytes NONCE_LABEL = Bytes.utf8("runseal-evidence-v1");
  private static final Bytes ZERO = Bytes.of((byte) 0);

  /** What binds evidence to the log, where its family carries a nonce. Formats §4. */
  public Optional<Sha256> nonce() {
    return log.map(origin -> nonce(origin, spki));
  }

  public static Sha256 nonce(Origin log, Bytes spki) {
    return Sha256.of(NONCE_LABEL, ZERO, Bytes.utf8(log.text()), ZERO, spki);
  }
}
