package dev.runseal.attestation;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.EcdsaSignature;
import dev.runseal.key.Origin;
import dev.runseal.key.VerifyingKey;
import dev.runseal.tpm.Certification;
import dev.runseal.tpm.CertifiedKey;
import dev.runseal.tpm.ObjectAttributes;
import dev.runseal.tpm.ObjectAttributes.Attribute;
import dev.runseal.tpm.TpmCurve;
import dev.runseal.tpm.TpmHash;
import dev.runseal.tpm.TpmKey;
import dev.runseal.tpm.TpmMaker;
import dev.runseal.tpm.TpmPublic;
import dev.runseal.tpm.TpmScheme;
import dev.runseal.tpm.TpmSignature;
import dev.runseal.tpm.TpmSymmetric;
import dev.runseal.x509.DeviceCertificate;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A TPM in software with an authority that enrolled it, honest or with one thing wrong: what no
 * real TPM would say.
 */
final class ImaginaryTpm {
  static final ObjectAttributes KEPT =
      ObjectAttributes.of(
          Attribute.FIXED_TPM,
          Attribute.FIXED_PARENT,
          Attribute.SENSITIVE_DATA_ORIGIN,
          Attribute.SIGN);
  private static final ObjectAttributes RESTRICTED =
      ObjectAttributes.of(
          Attribute.FIXED_TPM,
          Attribute.FIXED_PARENT,
          Attribute.SENSITIVE_DATA_ORIGIN,
          Attribute.RESTRICTED,
          Attribute.SIGN);
  private static final String USE = "2.23.133.8.3";
  private static final Date FROM = Date.from(Instant.parse("2026-01-01T00:00:00Z"));
  private static final Date UNTIL = Date.from(Instant.parse("2036-01-01T00:00:00Z"));
  private static final X500Name AUTHORITY = new X500Name("CN=Enrolment");

  private final KeyPair authority = newKeyPair();
  private final KeyPair attestation = newKeyPair();
  private final VerifyingKey key = verifyingKey(newKeyPair());
  private final DeviceCertificate authorityCertificate = authorityCertificate();

  VerifyingKey key() {
    return key;
  }

  EvidenceSubject subject() {
    return new EvidenceSubject(key.spki(), Optional.of(log()));
  }

  DeviceRoots authorities() {
    return new DeviceRoots(Map.of(), Set.of()).withAuthorities(Set.of(authorityCertificate.der()));
  }

  Evidence evidence() throws Exception {
    return evidenceOfKeyWith(KEPT);
  }

  Evidence evidenceOfKeyWith(ObjectAttributes attributes) throws Exception {
    TpmPublic area = sealingArea(attributes);
    return evidence(area.name(), area, RESTRICTED, certificate(attestation, USE, false), 1);
  }

  Evidence evidenceWithArea(TpmPublic area) throws Exception {
    Bytes honest = sealingArea(KEPT).name();
    return evidence(honest, area, RESTRICTED, certificate(attestation, USE, false), 1);
  }

  Evidence evidenceSignedWith(ObjectAttributes signer) throws Exception {
    TpmPublic area = sealingArea(KEPT);
    return evidence(area.name(), area, signer, certificate(attestation, USE, false), 1);
  }

  Evidence evidenceUnderForeignCertificate() throws Exception {
    TpmPublic area = sealingArea(KEPT);
    return evidence(area.name(), area, RESTRICTED, certificate(newKeyPair(), USE, false), 1);
  }

  Evidence evidenceWithUseOnTheCaOnly() throws Exception {
    TpmPublic area = sealingArea(KEPT);
    return evidence(
        area.name(), area, RESTRICTED, certificate(attestation, "1.3.6.1.5.5.7.3.3", false), 1);
  }

  Evidence evidenceWithCriticalExtension() throws Exception {
    TpmPublic area = sealingArea(KEPT);
    return evidence(area.name(), area, RESTRICTED, certificate(attestation, USE, true), 1);
  }

  /** The signature is over another clock. */
  Evidence evidenceWithOtherClock() throws Exception {
    var honest = (TpmCertifyEvidence) evidence();
    TpmPublic area = sealingArea(KEPT);
    return new TpmCertifyEvidence(
        new CertifiedKey(
            certification(area.name(), 2).encode(),
            area,
            honest.certified().signature(),
            honest.certified().signer()),
        honest.certificates());
  }

  TpmPublic sealingArea(ObjectAttributes attributes) {
    return area(key, attributes, TpmScheme.NONE);
  }

  private Evidence evidence(
      Bytes name,
      TpmPublic area,
      ObjectAttributes signer,
      DeviceCertificate certificate,
      long clock)
      throws Exception {
    Bytes said = certification(name, clock).encode();
    var signing = Signature.getInstance("SHA256withECDSA");
    signing.initSign(attestation.getPrivate());
    signing.update(said.toArray());
    var signature =
        TpmSignature.Ecdsa.ofDer(TpmHash.SHA256, EcdsaSignature.parse(Bytes.of(signing.sign())));
    TpmPublic signerArea =
        area(verifyingKey(attestation), signer, TpmScheme.of(TpmScheme.ECDSA, TpmHash.SHA256));
    return new TpmCertifyEvidence(
        new CertifiedKey(said, area, signature, Optional.of(signerArea)),
        List.of(certificate, authorityCertificate));
  }

  private Certification certification(Bytes name, long clock) {
    return new Certification(
        name,
        EvidenceSubject.nonce(log(), key.spki()).value(),
        new Certification.Clock(clock, 1, 1, true),
        1,
        name,
        name);
  }

  private Origin log() {
    return Origin.of("log.example", key);
  }

  private static TpmPublic area(VerifyingKey key, ObjectAttributes attributes, TpmScheme scheme) {
    Bytes spki = key.spki();
    return new TpmPublic(
        TpmHash.SHA256,
        attributes,
        Bytes.EMPTY,
        new TpmKey.Ecc(
            TpmSymmetric.NONE,
            scheme,
            TpmCurve.P256,
            TpmScheme.NONE,
            spki.slice(27, 59),
            spki.slice(59, 91)));
  }

  private DeviceCertificate certificate(KeyPair subject, String use, boolean odd) throws Exception {
    var builder = builder(subject, new X500Name("CN=attestation key"), 2);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(Extension.extendedKeyUsage, false, use(use));
    builder.addExtension(
        Extension.subjectAlternativeName,
        true,
        new GeneralNames(new TpmMaker("RSLX", "imaginary", "1").encode()));
    if (odd) {
      builder.addExtension(new ASN1ObjectIdentifier("1.2.3.4.5"), true, DERNull.INSTANCE);
    }
    return sign(builder);
  }

  /** With TCG's use on it, as real issuing CAs have. */
  private DeviceCertificate authorityCertificate() {
    try {
      var builder = builder(authority, AUTHORITY, 1);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
      builder.addExtension(Extension.extendedKeyUsage, false, use(USE));
      return sign(builder);
    } catch (Exception e) {
      throw new AssertionError("the authority's certificate can't be made", e);
    }
  }

  private JcaX509v3CertificateBuilder builder(KeyPair subject, X500Name name, int serial) {
    return new JcaX509v3CertificateBuilder(
        AUTHORITY, BigInteger.valueOf(serial), FROM, UNTIL, name, subject.getPublic());
  }

  private DeviceCertificate sign(JcaX509v3CertificateBuilder builder) throws Exception {
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate());
    return DeviceCertificate.parse(Bytes.of(builder.build(signer).getEncoded()), "certificate");
  }

  private static ExtendedKeyUsage use(String oid) {
    return new ExtendedKeyUsage(KeyPurposeId.getInstance(new ASN1ObjectIdentifier(oid)));
  }

  static VerifyingKey verifyingKey(KeyPair pair) {
    return VerifyingKey.parse(Bytes.of(pair.getPublic().getEncoded()));
  }

  static KeyPair newKeyPair() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has P-256", e);
    }
  }
}
