package dev.runseal.vectors;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.key.Origin;
import dev.runseal.key.SoftwareKey;
import dev.runseal.key.ToBeSigned;
import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * A certificate in the making, right at first and then as wrong as a vector wants it; the same
 * bytes in every run. Owned by the vector that makes it.
 */
final class CertificateDraft {
  static final ASN1ObjectIdentifier SEALING =
      new ASN1ObjectIdentifier("2.25.93658940685040288525731412847918711516");

  private static final AlgorithmIdentifier ECDSA =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

  private final String issuer;
  private final SoftwareKey issuerKey;
  private final String subject;
  private final Map<ASN1ObjectIdentifier, Extension> extensions = new LinkedHashMap<>();
  private Bytes spki;
  private Instant from = Instant.parse("2026-01-01T00:00:00Z");
  private Instant until = Instant.parse("2036-01-01T00:00:00Z");
  private int padBits;
  private boolean writesFalse;
  private boolean negative;

  private CertificateDraft(String issuer, SoftwareKey issuerKey, String subject, Bytes spki) {
    this.issuer = issuer;
    this.issuerKey = issuerKey;
    this.subject = subject;
    this.spki = spki;
  }

  /** A CA's certificate; a root's where the two names are one. */
  static CertificateDraft ca(
      String issuer, SoftwareKey issuerKey, String subject, SoftwareKey key, int pathLength) {
    var draft = new CertificateDraft(issuer, issuerKey, subject, key.publicKey().spki());
    draft.with(Extension.basicConstraints, true, new BasicConstraints(pathLength));
    draft.with(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    return draft.withKeyIds();
  }

  static CertificateDraft sealing(
      String issuer, SoftwareKey issuerKey, SoftwareKey key, Origin origin) {
    var draft = new CertificateDraft(issuer, issuerKey, "sealing key", key.publicKey().spki());
    draft.with(Extension.basicConstraints, true, new BasicConstraints(false));
    draft.with(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    draft.with(
        Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.getInstance(SEALING)));
    draft.with(Extension.subjectAlternativeName, false, uri("runseal:log:" + origin.text()));
    return draft.withKeyIds();
  }

  /** Of a device, or by one: with nothing in it but key identifiers. */
  static CertificateDraft device(
      String issuer, SoftwareKey issuerKey, String subject, SoftwareKey key) {
    return new CertificateDraft(issuer, issuerKey, subject, key.publicKey().spki()).withKeyIds();
  }

  static GeneralNames uri(String... uris) {
    var names = new GeneralName[uris.length];
    for (int i = 0; i < uris.length; i++) {
      names[i] = new GeneralName(GeneralName.uniformResourceIdentifier, uris[i]);
    }
    return new GeneralNames(names);
  }

  private CertificateDraft withKeyIds() {
    with(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyId(spki)));
    return with(
        Extension.authorityKeyIdentifier,
        false,
        new AuthorityKeyIdentifier(keyId(issuerKey.publicKey().spki())));
  }

  CertificateDraft with(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    try {
      return raw(oid, critical, Bytes.of(value.toASN1Primitive().getEncoded("DER")));
    } catch (IOException e) {
      throw new AssertionError("encoding into memory does no input or output", e);
    }
  }

  CertificateDraft raw(ASN1ObjectIdentifier oid, boolean critical, Bytes value) {
    extensions.put(oid, new Extension(oid, critical, value.toArray()));
    return this;
  }

  CertificateDraft without(ASN1ObjectIdentifier oid) {
    extensions.remove(oid);
    return this;
  }

  CertificateDraft of(Bytes otherSpki) {
    spki = otherSpki;
    return this;
  }

  CertificateDraft valid(String notBefore, String notAfter) {
    from = Instant.parse(notBefore);
    until = Instant.parse(notAfter);
    return this;
  }

  /** Writes FALSE where an extension is not critical. */
  CertificateDraft sayingNotCritical() {
    writesFalse = true;
    return this;
  }

  /** Leaves out the zero that makes the signature's first number positive. */
  CertificateDraft withNegativeSignature() {
    negative = true;
    return this;
  }

  /** Says that the signature ends so many bits early; those are zero in it. */
  CertificateDraft withPadBits(int count) {
    padBits = count;
    return this;
  }

  Bytes sign() {
    for (int serial = 1; ; serial++) {
      TBSCertificate tbs = tbs(serial);
      Bytes signature = issuerKey.sign(new ToBeSigned.Certificate(tbs));
      if (negative) {
        if (signature.at(3) != 33 || signature.at(4) != 0) {
          continue;
        }
        signature =
            Bytes.concat(
                Bytes.of((byte) 0x30, (byte) (signature.at(1) - 1), (byte) 2, (byte) 32),
                signature.slice(5, signature.length()));
      }
      int last = signature.at(signature.length() - 1);
      if (Integer.numberOfTrailingZeros(last) >= padBits) {
        return encoded(tbs, new DERBitString(signature.toArray(), padBits));
      }
    }
  }

  private TBSCertificate tbs(int serial) {
    var generator = new V3TBSCertificateGenerator();
    generator.setSerialNumber(new ASN1Integer(serial));
    generator.setSignature(ECDSA);
    generator.setIssuer(new X500Name("CN=" + issuer));
    generator.setStartDate(new Time(Date.from(from)));
    generator.setEndDate(new Time(Date.from(until)));
    generator.setSubject(new X500Name("CN=" + subject));
    generator.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(spki.toArray()));
    generator.setExtensions(new Extensions(extensions.values().toArray(Extension[]::new)));
    TBSCertificate tbs = generator.generateTBSCertificate();
    return writesFalse ? withFalse(tbs) : tbs;
  }

  private TBSCertificate withFalse(TBSCertificate tbs) {
    var spelled = new ASN1EncodableVector();
    for (Extension each : extensions.values()) {
      spelled.add(
          new DERSequence(
              new ASN1Encodable[] {
                each.getExtnId(), ASN1Boolean.getInstance(each.isCritical()), each.getExtnValue()
              }));
    }
    var parts = new ASN1EncodableVector();
    for (ASN1Encodable part : ASN1Sequence.getInstance(tbs)) {
      parts.add(
          part instanceof ASN1TaggedObject tagged && tagged.hasContextTag(3)
              ? new DERTaggedObject(true, 3, new DERSequence(spelled))
              : part);
    }
    return TBSCertificate.getInstance(new DERSequence(parts));
  }

  private static Bytes encoded(TBSCertificate tbs, DERBitString signature) {
    try {
      return Bytes.takingOwnership(
          new DERSequence(new ASN1Encodable[] {tbs, ECDSA, signature}).getEncoded("DER"));
    } catch (IOException e) {
      throw new AssertionError("encoding into memory does no input or output", e);
    }
  }

  private static byte[] keyId(Bytes spki) {
    return Sha256.of(spki).value().slice(0, 20).toArray();
  }
}
