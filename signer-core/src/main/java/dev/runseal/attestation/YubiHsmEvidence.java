package dev.runseal.attestation;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** A YubiHSM 2's attestation with its issuers. */
public record YubiHsmEvidence(Bytes value) implements Evidence {

  static YubiHsmEvidence decode(Bytes value) {
    return new YubiHsmEvidence(value);
  }

  static YubiHsmEvidence gather(Set<Bytes> parts, EvidenceSubject subject)
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
