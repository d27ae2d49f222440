package dev.runseal.x509;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.key.Origin;
import dev.runseal.key.SealingKey;
import dev.runseal.key.SigningException;
import dev.runseal.key.ToBeSigned;
import dev.runseal.key.VerifyingKey;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Date;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Makes the certificates of a ceremony: the root's own, and the sealing key's and the attestation
 * key's under it. All in DER, as {@code openssl verify -x509_strict} wants them. The source of
 * randomness gives serial numbers, which need to be unique and unforeseen: outside tests it is a
 * {@code SecureRandom}.
 */
public final class ChainIssuer {
  // spec: RFC 5280 appendix A.1, ub-common-name
  private static final int MAX_COMMON_NAME = 64;
  private static final AlgorithmIdentifier ECDSA_WITH_SHA256 =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
  private static final int SERIAL_LENGTH = 16;
  private static final int KEY_ID_LENGTH = 20;

  private final RandomGenerator random;

  public ChainIssuer(RandomGenerator random) {
    this.random = random;
  }

  /** A self-signed root that can issue sealing certificates and no further CAs. */
  public Bytes root(SealingKey rootKey, String commonName, Validity validity)
      throws SigningException {
    var extensions = new ExtensionsGenerator();
    add(extensions, Extension.basicConstraints, true, new BasicConstraints(0));
    add(
        extensions,
        Extension.keyUsage,
        true,
        new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    byte[] keyId = keyId(rootKey.publicKey());
    add(extensions, Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyId));
    X500Name name = name(commonName);
    return issue(rootKey, name, name, rootKey.publicKey(), validity, extensions);
  }

  /** The certificate of a sealing key for its one log. */
  public Bytes sealingCertificate(
      Bytes root, SealingKey rootKey, Origin origin, VerifyingKey sealingKey, Validity validity)
      throws SigningException {
    if (!origin.isOf(sealingKey)) {
      throw new IllegalArgumentException(
          "origin is %s, expected one that ends in the hash of the sealing key, %s"
              .formatted(origin, sealingKey.spkiDigest().hex().substring(0, 32)));
    }
    return endEntity(
        root,
        rootKey,
        "Runseal sealing key " + origin.keyHash(),
        sealingKey,
        validity,
        new ExtendedKeyUsage(
            new KeyPurposeId[] {SealingProfile.SEALING, KeyPurposeId.id_kp_codeSigning}),
        Optional.of(
            new GeneralNames(
                new GeneralName(
                    GeneralName.uniformResourceIdentifier,
                    SealingProfile.subjectAlternativeName(origin)))));
  }

  /**
   * The certificate of a key that says what a host was told of other keys. It can't seal: it has
   * one purpose, which is not that of a sealing key.
   *
   * @param purpose the extended key usage of attestation keys, in dotted form
   */
  public Bytes attestationCertificate(
      Bytes root,
      SealingKey rootKey,
      VerifyingKey attestationKey,
      String purpose,
      Validity validity)
      throws SigningException {
    return endEntity(
        root,
        rootKey,
        "Runseal attestation key " + attestationKey.spkiDigest().hex().substring(0, 32),
        attestationKey,
        validity,
        new ExtendedKeyUsage(KeyPurposeId.getInstance(new ASN1ObjectIdentifier(purpose))),
        Optional.empty());
  }

  private Bytes endEntity(
      Bytes root,
      SealingKey rootKey,
      String commonName,
      VerifyingKey key,
      Validity validity,
      ExtendedKeyUsage purposes,
      Optional<GeneralNames> names)
      throws SigningException {
    X500Name issuer = issuerName(root, rootKey, validity);
    var extensions = new ExtensionsGenerator();
    add(extensions, Extension.basicConstraints, true, new BasicConstraints(false));
    add(extensions, Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    add(extensions, Extension.extendedKeyUsage, true, purposes);
    if (names.isPresent()) {
      add(extensions, Extension.subjectAlternativeName, false, names.get());
    }
    add(extensions, Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyId(key)));
    add(
        extensions,
        Extension.authorityKeyIdentifier,
        false,
        new AuthorityKeyIdentifier(keyId(rootKey.publicKey())));
    return issue(rootKey, issuer, name(commonName), key, validity, extensions);
  }

  private static X500Name issuerName(Bytes root, SealingKey rootKey, Validity validity) {
    DerCertificate parsed;
    try {
      parsed = DerCertificate.parse(root, "root");
    } catch (ChainException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    if (!SealingProfile.spki(parsed).equals(rootKey.publicKey().spki())) {
      throw new IllegalArgumentException(
          "root certificate is of another key, expected that of %s".formatted(rootKey.publicKey()));
    }
    var rootEnd = parsed.platform().getNotAfter().toInstant();
    if (validity.notAfter().isAfter(rootEnd)) {
      throw new IllegalArgumentException(
          "sealing certificate would be valid until %s, expected no longer than its root, %s"
              .formatted(validity.notAfter(), rootEnd));
    }
    return parsed.asn1().getSubject();
  }

  private Bytes issue(
      SealingKey issuerKey,
      X500Name issuer,
      X500Name subject,
      VerifyingKey key,
      Validity validity,
      ExtensionsGenerator extensions)
      throws SigningException {
    var generator = new V3TBSCertificateGenerator();
    generator.setSerialNumber(new ASN1Integer(serial()));
    generator.setSignature(ECDSA_WITH_SHA256);
    generator.setIssuer(issuer);
    // spec: RFC 5280 §4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050, which Time chooses
    generator.setStartDate(new Time(Date.from(validity.notBefore())));
    generator.setEndDate(new Time(Date.from(validity.notAfter())));
    generator.setSubject(subject);
    generator.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(key.spki().toArray()));
    generator.setExtensions(extensions.generate());
    var tbs = generator.generateTBSCertificate();
    Bytes signature = issuerKey.sign(new ToBeSigned.Certificate(tbs));
    var parts = new ASN1EncodableVector();
    parts.add(tbs);
    parts.add(ECDSA_WITH_SHA256);
    parts.add(new DERBitString(signature.toArray()));
    try {
      return Bytes.takingOwnership(new DERSequence(parts).getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new AssertionError("encoding into memory does no input or output", e);
    }
  }

  // spec: RFC 5280 §4.1.2.2: positive, at most 20 octets
  private BigInteger serial() {
    byte[] octets = new byte[SERIAL_LENGTH];
    BigInteger serial;
    do {
      random.nextBytes(octets);
      serial = new BigInteger(1, octets);
    } while (serial.signum() == 0);
    return serial;
  }

  // spec: RFC 7093 §2, method 1
  private static byte[] keyId(VerifyingKey key) {
    SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(key.spki().toArray());
    Bytes point = Bytes.takingOwnership(info.getPublicKeyData().getBytes());
    return Sha256.of(point).value().slice(0, KEY_ID_LENGTH).toArray();
  }

  private static X500Name name(String commonName) {
    if (commonName.isBlank() || commonName.length() > MAX_COMMON_NAME) {
      throw new IllegalArgumentException(
          "common name has %d characters, expected 1 to %d, not all blank"
              .formatted(commonName.length(), MAX_COMMON_NAME));
    }
    return new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
  }

  private static void add(
      ExtensionsGenerator extensions,
      ASN1ObjectIdentifier oid,
      boolean critical,
      ASN1Encodable value) {
    try {
      extensions.addExtension(oid, critical, value);
    } catch (IOException e) {
      throw new AssertionError("encoding into memory does no input or output", e);
    }
  }
}
