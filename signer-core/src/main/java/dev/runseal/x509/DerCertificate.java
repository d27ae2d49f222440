package dev.runseal.x509;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import dev.runseal.key.BadSignatureException;
import dev.runseal.key.EcdsaSignature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Objects;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * One certificate that is DER to the last byte, in both readings that this package needs: its ASN.1
 * for the profile, the platform's object for path validation.
 */
record DerCertificate(Bytes der, Certificate asn1, X509Certificate platform) {
  /** Where the identifiers of ECDSA with its several digests begin. */
  private static final ASN1ObjectIdentifier ECDSA = new ASN1ObjectIdentifier("1.2.840.10045.4");

  /** The context tag of the extensions in a certificate to be signed. */
  private static final int EXTENSIONS = 3;

  /** The parse of {@code der}, which messages call {@code what}. */
  static DerCertificate parse(Bytes der, String what) throws ChainException {
    DerCertificate certificate = read(der, what, false);
    try {
      Extensions extensions = certificate.asn1.getTBSCertificate().getExtensions();
      if (extensions != null) {
        requireDer(extensions, certificate.asn1.getTBSCertificate().toASN1Primitive(), what);
      }
      return certificate;
    } catch (IOException | RuntimeException e) {
      throw notDer(what, e);
    }
  }

  /**
   * As {@link #parse}, of a certificate whose extensions may hold any octets: makers of devices
   * write bare numbers there. Its key may be on any curve that has a name.
   */
  static DerCertificate parseAround(Bytes der, String what) throws ChainException {
    return read(der, what, true);
  }

  private static DerCertificate read(Bytes der, String what, boolean anyCurve)
      throws ChainException {
    try {
      ASN1Primitive primitive = ASN1Primitive.fromByteArray(der.toArray());
      if (primitive == null) {
        throw new ChainException(what + " is empty, expected a DER certificate");
      }
      var asn1 = Certificate.getInstance(primitive);
      asn1.getTBSCertificate().getExtensions(); // refuses one there twice
      if (!Bytes.takingOwnership(asn1.getEncoded(ASN1Encoding.DER)).equals(der)) {
        throw new ChainException(what + " is a certificate, but not in DER");
      }
      if (asn1.getSignature().getPadBits() != 0) {
        // The platform verifies the octets and looks past this: two spellings of one certificate.
        throw new ChainException(what + " has a signature that is no whole number of octets");
      }
      if (asn1.getSignatureAlgorithm().getAlgorithm().on(ECDSA)) {
        // The platform takes a number without its leading zero, too.
        EcdsaSignature.parse(Bytes.of(asn1.getSignature().getOctets()));
      }
      return new DerCertificate(der, asn1, platform(der, anyCurve && hasNamedCurve(asn1)));
    } catch (BadSignatureException e) {
      throw new ChainException("%s: %s".formatted(what, e.getMessage()), e);
    } catch (IOException | CertificateException | RuntimeException e) {
      // The decoder throws several unchecked exceptions of its own on malformed input.
      throw notDer(what, e);
    }
  }

  /** The platform knows three curves and no others, whatever devices make keys on. */
  private static X509Certificate platform(Bytes der, boolean anyCurve) throws CertificateException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der.toArray()));
    } catch (CertificateException e) {
      if (!anyCurve) {
        throw e;
      }
      var certificate =
          (X509Certificate)
              new org.bouncycastle.jcajce.provider.asymmetric.x509.CertificateFactory()
                  .engineGenerateCertificate(new ByteArrayInputStream(der.toArray()));
      // It looks at these only when asked, where nobody expects that it refuses.
      if (certificate.getPublicKey() == null) {
        throw e;
      }
      Objects.requireNonNull(certificate.getNotBefore());
      Objects.requireNonNull(certificate.getNotAfter());
      Objects.requireNonNull(certificate.getSubjectX500Principal());
      Objects.requireNonNull(certificate.getIssuerX500Principal());
      return certificate;
    }
  }

  private static boolean hasNamedCurve(Certificate asn1) {
    AlgorithmIdentifier key = asn1.getSubjectPublicKeyInfo().getAlgorithm();
    return key.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
        && key.getParameters() instanceof ASN1ObjectIdentifier curve
        && ECNamedCurveTable.getByOID(curve) != null;
  }

  private static ChainException notDer(String what, Exception e) {
    return new ChainException(
        "%s is no DER certificate: %s".formatted(what, Excerpt.message(e)), e);
  }

  /**
   * What a certificate's own encoding does not show: the values of extensions are octets to it, and
   * a written FALSE is a second spelling of one left out.
   */
  private static void requireDer(Extensions extensions, ASN1Primitive tbs, String what)
      throws IOException, ChainException {
    for (ASN1ObjectIdentifier oid : extensions.getExtensionOIDs()) {
      byte[] value = extensions.getExtension(oid).getExtnValue().getOctets();
      ASN1Primitive parsed = ASN1Primitive.fromByteArray(value);
      if (parsed == null || !Arrays.equals(parsed.getEncoded(ASN1Encoding.DER), value)) {
        throw new ChainException(
            "%s has an extension %s whose value is not DER".formatted(what, oid.getId()));
      }
    }
    int written = 0;
    for (ASN1Encodable part : ASN1Sequence.getInstance(tbs)) {
      if (part instanceof ASN1TaggedObject tagged && tagged.hasContextTag(EXTENSIONS)) {
        written =
            tagged.getBaseUniversal(true, BERTags.SEQUENCE).getEncoded(ASN1Encoding.DER).length;
      }
    }
    if (written != extensions.getEncoded(ASN1Encoding.DER).length) {
      throw new ChainException(
          what + " has an extension that says it is not critical, which DER leaves out");
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
    return namesAsIssuer(this);
  }

  /**
   * Whether the issuer's name is this one's subject byte for byte, and not only by the comparison
   * of RFC 5280 §7.1, which folds case and white space: formats §4 asks no reader for that.
   */
  boolean namesAsIssuer(DerCertificate issuer) {
    return name(asn1.getIssuer()).equals(name(issuer.asn1.getSubject()));
  }

  private static Bytes name(X500Name name) {
    try {
      return Bytes.takingOwnership(name.getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new AssertionError("encoding into memory does no input or output", e);
    }
  }
}
