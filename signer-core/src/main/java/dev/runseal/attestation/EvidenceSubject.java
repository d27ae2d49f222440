package dev.runseal.attestation;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.key.Origin;
import java.util.Optional;

/**
 * What evidence must speak of: the key in use, and the log that it is used for, where there is one.
 *
 * @param spki the key's DER SubjectPublicKeyInfo; outside of bundles of any algorithm
 * @param otherNonce what evidence from elsewhere was bound to, where it was not made for a log
 */
public record EvidenceSubject(Bytes spki, Optional<Origin> log, Optional<Bytes> otherNonce) {
  private static final Bytes NONCE_LABEL = Bytes.utf8("runseal-evidence-v1");
  private static final Bytes ZERO = Bytes.of((byte) 0);

  public EvidenceSubject {
    if (log.isPresent() && otherNonce.isPresent()) {
      throw new IllegalArgumentException(
          "evidence is bound to a log or to another nonce, not both");
    }
  }

  public EvidenceSubject(Bytes spki, Optional<Origin> log) {
    this(spki, log, Optional.empty());
  }

  /** What evidence of a family that carries a nonce must carry. */
  public Optional<Bytes> boundTo() {
    return otherNonce.or(() -> nonce().map(Sha256::value));
  }

  /** What binds evidence to the log, where its family carries a nonce. Formats §4. */
  public Optional<Sha256> nonce() {
    return log.map(origin -> nonce(origin, spki));
  }

  public static Sha256 nonce(Origin log, Bytes spki) {
    return Sha256.of(NONCE_LABEL, ZERO, Bytes.utf8(log.text()), ZERO, spki);
  }
}
