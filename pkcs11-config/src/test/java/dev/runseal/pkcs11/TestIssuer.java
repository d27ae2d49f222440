package dev.runseal.pkcs11;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.SealingKey;
import dev.runseal.key.SigningException;
import dev.runseal.key.ToBeSigned;
import dev.runseal.key.VerifyingKey;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

final class TestIssuer implements CertificateIssuer {
  private static final AlgorithmIdentifier ALGORITHM =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

  @Override
  public Bytes root(SealingKey root) throws SigningException {
    return issue(1, "CN=root", root, root.publicKey());
  }

  @Override
  public Bytes sealing(Bytes rootCertificate, SealingKey root, Origin log, VerifyingKey sealing)
      throws SigningException {
    return issue(2, "CN=sealing", root, sealing);
  }

  private static Bytes issue(int serial, String subject, SealingKey issuer, VerifyingKey about)
      throws SigningException {
    var generator = new V3TBSCertificateGenerator();
    generator.setSerialNumber(new ASN1Integer(BigInteger.valueOf(serial)));
    generator.setSignature(ALGORITHM);
    generator.setIssuer(new X500Name("CN=root"));
    generator.setSubject(new X500Name(subject));
    generator.setStartDate(new Time(new DERUTCTime("200101000000Z")));
    generator.setEndDate(new Time(new DERUTCTime("490101000000Z")));
    generator.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(about.spki().toArray()));
    TBSCertificate tbs = generator.generateTBSCertificate();
    var certificate = new ASN1EncodableVector();
    certificate.add(tbs);
    certificate.add(ALGORITHM);
    certificate.add(new DERBitString(issuer.sign(new ToBeSigned.Certificate(tbs)).toArray()));
    return Der.of(new DERSequence(certificate));
  }
}
