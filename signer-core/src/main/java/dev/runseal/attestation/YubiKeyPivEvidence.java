package dev.runseal.attestation;

import dev.runseal.bytes.Bytes;
import java.time.Instant;

/** A YubiKey's slot attestation with its issuers. */
public record YubiKeyPivEvidence(Bytes value) implements Evidence {

  static YubiKeyPivEvidence decode(Bytes value) {
    return new YubiKeyPivEvidence(value);
  }

  @Override
  public EvidenceType type() {
    return EvidenceType.YUBIKEY_PIV;
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
