package dev.runseal.x509;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.Certificate;

/**
 * One certificate that is DER to the last byte, in both readings that this package needs: its ASN.1
 * for the profile, the platform's object for path validation.
 */
record DerCertificate(Bytes der, Certificate asn1, X509Certificate platform) {
  /** The parse of {@code der}, which messages call {@code what}. */
  static DerCertificate parse(Bytes der, String what) throws ChainException {
    try {
      ASN1Primitive primitive = ASN1Primitive.fromByteArray(der.toArray());
      if (primitive == null) {
        throw new ChainException(what + " is empty, expected a DER certificate");
      }
      var asn1 = Certificate.getInstance(primitive);
      asn1.getTBSCertificate().getExtensions(); // refuses an extension that is there twice
      if (!Bytes.takingOwnership(asn1.getEncoded(ASN1Encoding.DER)).equals(der)) {
        throw new ChainException(what + " is a certificate, but not in DER");
      }
      if (asn1.getSignature().getPadBits() != 0) {
        // The platform verifies the octets and looks past this: two spellings of one certificate.
        throw new ChainException(what + " has a signature that is no whole number of octets");
      }
      var platform =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der.toArray()));
      return new DerCertificate(der, asn1, platform);
    } catch (IOException | CertificateException | RuntimeException e) {
      // The decoder throws several unchecked exceptions of its own on malformed input.
      throw new ChainException(
          "%s is no DER certificate: %s".formatted(what, Excerpt.message(e)), e);
    }
  }

  /** For a message: whoever asked for the certificate chose the name. */
  String subject() {
    return Excerpt.of(platform.getSubjectX500Principal().getName());
  }

  String issuer() {
    return Excerpt.of(platform.getIssuerX500Principal().getName());
  }

  boolean isSelfIssued() {
    return platform.getSubjectX500Principal().equals(platform.getIssuerX500Principal());
  }
}
