package dev.runseal.attestation;

import dev.runseal.bytes.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** The word of the host that ran the ceremony, as IETF PKIX evidence. */
public record PkixEvidence(Bytes value) implements Evidence {

  static PkixEvidence decode(Bytes value) {
    return new PkixEvidence(value);
  }

  static PkixEvidence gather(Set<Bytes> parts) throws AttestationException {
    if (parts.size() != 1) {
      throw AttestationException.malformed(
          "found %d pieces of pkix evidence, expected one".formatted(parts.size()));
    }
    return decode(parts.iterator().next());
  }

  @Override
  public List<VendorPart> parts() {
    return List.of(new VendorPart("attestation", value));
  }

  @Override
  public EvidenceType type() {
    return EvidenceType.PKIX;
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
