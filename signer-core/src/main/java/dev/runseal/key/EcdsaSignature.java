package dev.runseal.key;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;

/**
 * The two numbers of an ECDSA signature on any curve, both above zero. Of each pair there is one
 * spelling: DER {@code SEQUENCE { r INTEGER, s INTEGER }}. Libraries take more than that.
 */
public record EcdsaSignature(BigInteger r, BigInteger s) {
  public static EcdsaSignature parse(Bytes der) throws BadSignatureException {
    try {
      if (ASN1Primitive.fromByteArray(der.toArray()) instanceof ASN1Sequence pair
          && pair.size() == 2
          && pair.getObjectAt(0) instanceof ASN1Integer r
          && pair.getObjectAt(1) instanceof ASN1Integer s
          && r.getValue().signum() > 0
          && s.getValue().signum() > 0) {
        var signature = new EcdsaSignature(r.getValue(), s.getValue());
        if (signature.encode().equals(der)) {
          return signature;
        }
      }
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      throw new BadSignatureException(
          "signature is not a DER ECDSA signature: " + Excerpt.message(e), e);
    }
    throw new BadSignatureException(
        "signature is not a DER ECDSA signature: expected SEQUENCE { r INTEGER, s INTEGER }", null);
  }

  private Bytes encode() throws IOException {
    var pair = new ASN1Encodable[] {new ASN1Integer(r), new ASN1Integer(s)};
    return Bytes.takingOwnership(new DERSequence(pair).getEncoded(ASN1Encoding.DER));
  }
}
