package dev.runseal.attestation;

import dev.runseal.bytes.Bytes;
import java.time.Instant;

/** A SmartCard-HSM's authenticated request with the device's certificates. */
public record SmartCardHsmEvidence(Bytes value) implements Evidence {

  static SmartCardHsmEvidence decode(Bytes value) {
    return new SmartCardHsmEvidence(value);
  }

  @Override
  public EvidenceType type() {
    return EvidenceType.SMARTCARD_HSM;
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
