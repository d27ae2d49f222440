package dev.runseal.pkixevidence;

import dev.runseal.bytes.Bytes;
import dev.runseal.pkixevidence.PkixEvidenceException.Reason;
import dev.runseal.x509.ChainException;
import dev.runseal.x509.DeviceCertificate;
import java.util.Optional;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/**
 * The certificate of a key that may sign evidence, by the profile of draft §3.2. That anyone whom
 * the reader trusts issued it is not said by that.
 */
public record AttestationKey(DeviceCertificate certificate) {

  static AttestationKey parse(Bytes der) throws PkixEvidenceException {
    try {
      return new AttestationKey(DeviceCertificate.parse(der, "certificate of a signer"));
    } catch (ChainException e) {
      throw new PkixEvidenceException(Reason.MALFORMED, String.valueOf(e.getMessage()), e);
    }
  }

  /** As {@link #parse}, where certificates of other kinds may be among the ones at hand. */
  static Optional<AttestationKey> find(Bytes der) {
    try {
      return Optional.of(parse(der));
    } catch (PkixEvidenceException e) {
      return Optional.empty();
    }
  }

  public Bytes spki() {
    return certificate.spki();
  }

  Optional<Bytes> keyId() {
    try {
      return certificate
          .findExtension(Extension.subjectKeyIdentifier.getId())
          .map(octets -> SubjectKeyIdentifier.getInstance(octets.toArray()))
          .map(id -> Bytes.of(id.getKeyIdentifier()));
    } catch (IllegalArgumentException | IllegalStateException e) {
      return Optional.empty(); // none that anyone could name
    }
  }

  // spec: draft §6: KU with digitalSignature, and EKU that includes id-kp-attestationKey
  void verifyProfile(OidArc arc) throws PkixEvidenceException {
    try {
      require(
          certificate
              .findExtension(Extension.keyUsage.getId())
              .filter(octets ->
                  KeyUsage.getInstance(octets.toArray()).hasUsages(KeyUsage.digitalSignature))
              .isPresent(),
          "is without the key usage digitalSignature");
      require(
          certificate
              .findExtension(Extension.extendedKeyUsage.getId())
              .filter(octets ->
                  ExtendedKeyUsage.getInstance(octets.toArray())
                      .hasKeyPurposeId(KeyPurposeId.getInstance(arc.attestationKey())))
              .isPresent(),
          "is without the extended key usage %s, the attestation key's"
              .formatted(arc.attestationKey().getId()));
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new PkixEvidenceException(
          Reason.REFUSED,
          "certificate \"%s\" has a usage that can't be read".formatted(certificate.subject()),
          e);
    }
  }

  private void require(boolean holds, String problem) throws PkixEvidenceException {
    if (!holds) {
      throw PkixEvidenceException.refused(
          "certificate \"%s\" %s".formatted(certificate.subject(), problem));
    }
  }
}
