package dev.runseal.attestation;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** A YubiKey's slot attestation with its issuers. */
public record YubiKeyPivEvidence(Bytes value) implements Evidence {

  static YubiKeyPivEvidence decode(Bytes value) {
    return new YubiKeyPivEvidence(value);
  }

  static YubiKeyPivEvidence gather(Set<Bytes> parts, EvidenceSubject subject)
      throws AttestationException {
    if (parts.size() != 1) {
      throw AttestationException.malformed(
          "found %d parts about key %s, expected one"
              .formatted(parts.size(), Sha256.of(subject.spki())));
    }
    return decode(parts.iterator().next());
  }

  @Override
  public List<VendorPart> parts() {
    return List.of(new VendorPart("attestation", value));
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
