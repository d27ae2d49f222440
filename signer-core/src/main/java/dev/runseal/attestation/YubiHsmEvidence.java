package dev.runseal.attestation;

import dev.runseal.bytes.Bytes;
import java.time.Instant;

/** A YubiHSM 2's attestation with its issuers. */
public record YubiHsmEvidence(Bytes value) implements Evidence {

  static YubiHsmEvidence decode(Bytes value) {
    return new YubiHsmEvidence(value);
  }

  @Override
  public EvidenceType type() {
    return EvidenceType.YUBIHSM2;
  }

  @Override
  public Bytes encode() {
    return value;
  }

  @Override
  public Custody verify(EvidenceSubject subject, DeviceRoots roots, Instant at)
      throws AttestationException {
    throw AttestationException.refused(
        "evidence of type \"%s\" can't be judged by this version".formatted(type().mediaType()));
  }
}
