package dev.runseal.x509;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import dev.runseal.key.Origin;
import dev.runseal.key.VerifyingKey;
import java.io.IOException;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * The certificate of a sealing key, as formats §4 has it: what makes it one, beyond being a valid
 * end of a chain.
 */
final class SealingProfile {
  /** Extended key usage "may seal for a Runseal log"; docs/formats.md, Identifiers. */
  static final KeyPurposeId SEALING =
      KeyPurposeId.getInstance(
          new ASN1ObjectIdentifier("2.25.93658940685040288525731412847918711516"));

  /** Basic constraints of a certificate that is no CA's, in DER. */
  private static final Bytes NO_CA = Bytes.parseHex("3000");

  private static final String SAN_PREFIX = "runseal:log:";

  private final Extensions extensions;
  private final DerCertificate certificate;

  private SealingProfile(DerCertificate certificate, Extensions extensions) {
    this.certificate = certificate;
    this.extensions = extensions;
  }

  /** The name under which a sealing certificate stands for its log. */
  static String subjectAlternativeName(Origin origin) {
    return SAN_PREFIX + origin.text();
  }

  /** What a certificate of this profile says: whose key it is, and which. */
  record Subject(Origin origin, VerifyingKey key) {}

  static Subject verify(DerCertificate certificate) throws ChainException {
    Extensions extensions = certificate.asn1().getTBSCertificate().getExtensions();
    if (extensions == null) {
      throw new ChainException("sealing certificate has no extensions");
    }
    var profile = new SealingProfile(certificate, extensions);
    try {
      profile.verifyEndEntity();
      profile.verifyKeyUsage();
      profile.verifyExtendedKeyUsage();
      return profile.subject();
    } catch (IllegalArgumentException | IllegalStateException e) {
      // The latter is the decoder's, where it looks into a SEQUENCE only when asked to.
      throw new ChainException("sealing certificate: " + Excerpt.message(e), e);
    }
  }

  private void verifyEndEntity() throws ChainException {
    Extension extension = critical(Extension.basicConstraints, "basic constraints");
    if (BasicConstraints.getInstance(extension.getParsedValue()).isCA()) {
      throw new ChainException("sealing certificate is a CA's, expected CA:FALSE");
    }
    if (!Bytes.of(extension.getExtnValue().getOctets()).equals(NO_CA)) {
      throw new ChainException(
          "sealing certificate's basic constraints are %s, expected %s: DER leaves a default out"
              .formatted(Bytes.of(extension.getExtnValue().getOctets()), NO_CA));
    }
  }

  private void verifyKeyUsage() throws ChainException {
    Extension extension = critical(Extension.keyUsage, "key usage");
    if (!new KeyUsage(KeyUsage.digitalSignature)
        .equals(KeyUsage.getInstance(extension.getParsedValue()))) {
      throw new ChainException(
          "sealing certificate has %s, expected digitalSignature alone"
              .formatted(KeyUsage.getInstance(extension.getParsedValue())));
    }
  }

  // spec: formats §4: "verifiers require it, so that no other leaf of a company CA can seal"
  private void verifyExtendedKeyUsage() throws ChainException {
    Extension extension = critical(Extension.extendedKeyUsage, "extended key usage");
    if (!ExtendedKeyUsage.getInstance(extension.getParsedValue()).hasKeyPurposeId(SEALING)) {
      throw new ChainException(
          "sealing certificate's extended key usage is without %s, Runseal's own"
              .formatted(SEALING.getId()));
    }
  }

  private Subject subject() throws ChainException {
    var origin = new Origin(logName());
    var key = VerifyingKey.parse(spki(certificate));
    if (!origin.isOf(key)) {
      throw new ChainException(
          "sealing certificate names the log %s, expected one that ends in its key's hash %s"
              .formatted(origin, key.spkiDigest().hex().substring(0, origin.keyHash().length())));
    }
    return new Subject(origin, key);
  }

  private String logName() throws ChainException {
    GeneralName[] names =
        GeneralNames.getInstance(
                present(Extension.subjectAlternativeName, "subject alternative name")
                    .getParsedValue())
            .getNames();
    if (names.length != 1) {
      throw new ChainException(
          "sealing certificate has %d subject alternative names, expected exactly one"
              .formatted(names.length));
    }
    String name = names[0].getName().toString();
    if (names[0].getTagNo() != GeneralName.uniformResourceIdentifier
        || !name.startsWith(SAN_PREFIX)) {
      throw new ChainException(
          "sealing certificate's subject alternative name is %s, expected the URI %s<origin>"
              .formatted(Excerpt.message(names[0].toString()), SAN_PREFIX));
    }
    return name.substring(SAN_PREFIX.length());
  }

  static Bytes spki(DerCertificate certificate) {
    try {
      return Bytes.takingOwnership(
          certificate
              .asn1()
              .getTBSCertificate()
              .getSubjectPublicKeyInfo()
              .getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new AssertionError("encoding into memory does no input or output", e);
    }
  }

  private Extension critical(ASN1ObjectIdentifier oid, String name) throws ChainException {
    Extension extension = present(oid, name);
    if (!extension.isCritical()) {
      throw new ChainException(
          "sealing certificate's %s is not critical, expected it to be".formatted(name));
    }
    return extension;
  }

  private Extension present(ASN1ObjectIdentifier oid, String name) throws ChainException {
    Extension extension = extensions.getExtension(oid);
    if (extension == null) {
      throw new ChainException("sealing certificate is without %s".formatted(name));
    }
    return extension;
  }
}
