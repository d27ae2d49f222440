package dev.runseal.attestation;

import dev.runseal.attestation.AttestationException.Reason;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.x509.CertificateSequence;
import dev.runseal.x509.ChainException;
import dev.runseal.x509.DeviceCertificate;
import dev.runseal.x509.DeviceChain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Evidence that is X.509 certificates and nothing else: one about the key, and those above it but
 * the root.
 */
record CertificateEvidence(CertificateSequence sequence) {
  static CertificateEvidence decode(Bytes value) throws AttestationException {
    try {
      return new CertificateEvidence(CertificateSequence.decode(value));
    } catch (ChainException e) {
      throw new AttestationException(Reason.MALFORMED, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * From files in any order. Certificates that lead nowhere are left out.
   *
   * @param isLeaf whether a certificate is one about a key of a device of this family
   * @param leaf what such a certificate is called
   */
  static CertificateEvidence gather(
      Set<Bytes> parts, Predicate<DeviceCertificate> isLeaf, String leaf, EvidenceSubject subject)
      throws AttestationException {
    List<DeviceCertificate> all = new ArrayList<>();
    for (Bytes part : parts) {
      all.add(parse(part, "certificate " + all.size()));
    }
    List<DeviceCertificate> leaves = all.stream().filter(isLeaf).toList();
    if (leaves.isEmpty()) {
      throw AttestationException.refused(
          "none of the %d certificates is %s%s"
              .formatted(
                  all.size(),
                  leaf,
                  all.isEmpty()
                      ? ""
                      : "; the first is \"%s\", issued by \"%s\""
                          .formatted(all.getFirst().subject(), all.getFirst().issuer())));
    }
    List<DeviceCertificate> candidates =
        leaves.size() == 1
            ? leaves
            : leaves.stream().filter(each -> each.spki().equals(subject.spki())).toList();
    if (candidates.size() != 1) {
      throw AttestationException.refused(
          "%d of the %d certificates are each %s, and %d of them are about key %s, expected one"
              .formatted(
                  leaves.size(), all.size(), leaf, candidates.size(), Sha256.of(subject.spki())));
    }
    all.removeAll(leaves);
    try {
      return new CertificateEvidence(CertificateSequence.lead(candidates.getFirst(), all));
    } catch (IllegalArgumentException e) {
      throw new AttestationException(Reason.REFUSED, String.valueOf(e.getMessage()), e);
    }
  }

  /** The path to one of the family's roots, after the key was compared with the one in use. */
  DeviceChain chain(
      EvidenceType type,
      EvidenceSubject subject,
      DeviceRoots roots,
      DeviceChain.Rules rules,
      Instant at)
      throws AttestationException {
    if (!sequence.leaf().spki().equals(subject.spki())) {
      throw AttestationException.refused(
          "evidence is about key %s, expected the key in use, %s"
              .formatted(Sha256.of(sequence.leaf().spki()), Sha256.of(subject.spki())));
    }
    if (roots.of(type).isEmpty()) {
      throw AttestationException.refused(
          "no root is trusted for evidence of type %s, expected its maker's"
              .formatted(type.text()));
    }
    List<DeviceCertificate> between = new ArrayList<>(sequence.issuers());
    for (Bytes each : roots.onTheWay()) {
      if (!VendorCertificate.isCardVerifiable(each)) {
        between.add(parse(each, "certificate on the way"));
      }
    }
    try {
      return DeviceChain.find(sequence.leaf(), between, roots.of(type), rules, at);
    } catch (ChainException e) {
      throw new AttestationException(Reason.REFUSED, String.valueOf(e.getMessage()), e);
    }
  }

  List<VendorPart> parts() {
    List<VendorPart> parts = new ArrayList<>();
    for (DeviceCertificate each : sequence.certificates()) {
      String name =
          switch (parts.size()) {
            case 0 -> "attestation";
            case 1 -> "device";
            default -> "intermediate-" + (parts.size() - 1);
          };
      parts.add(new VendorPart(name, each.der()));
    }
    return List.copyOf(parts);
  }

  private static DeviceCertificate parse(Bytes der, String what) throws AttestationException {
    try {
      return DeviceCertificate.parse(der, what);
    } catch (ChainException e) {
      throw new AttestationException(Reason.MALFORMED, String.valueOf(e.getMessage()), e);
    }
  }
}
