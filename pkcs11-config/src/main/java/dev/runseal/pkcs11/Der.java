package dev.runseal.pkcs11;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import dev.runseal.key.VerifyingKey;
import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.Certificate;

/** The few ASN.1 values that cross between the token and the rest. */
final class Der {
  private Der() {}

  static Bytes of(ASN1Encodable value) {
    try {
      return Bytes.takingOwnership(value.toASN1Primitive().getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new AssertionError("encoding into memory does no input or output", e);
    }
  }

  /** From r and s of equal length, as PKCS#11 gives a signature, to the DER that leaves us. */
  static Bytes ecdsaSignature(Bytes rs) {
    int half = rs.length() / 2;
    var integers = new ASN1EncodableVector(2);
    integers.add(new ASN1Integer(new BigInteger(1, rs.slice(0, half).toArray())));
    integers.add(new ASN1Integer(new BigInteger(1, rs.slice(half, rs.length()).toArray())));
    return of(new DERSequence(integers));
  }

  static VerifyingKey publicKeyOf(Bytes certificate) {
    try {
      return VerifyingKey.parse(
          of(Certificate.getInstance(certificate.toArray()).getSubjectPublicKeyInfo()));
    } catch (IllegalStateException e) {
      // The decoder's, where it looks into a part of the certificate only when asked to.
      throw new IllegalArgumentException("certificate: " + Excerpt.message(e), e);
    }
  }
}
