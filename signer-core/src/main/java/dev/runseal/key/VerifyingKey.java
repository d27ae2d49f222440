package dev.runseal.key;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import dev.runseal.bytes.Sha256;
import java.io.IOException;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/**
 * A P-256 public key, as its DER SubjectPublicKeyInfo: named curve, uncompressed point, on the
 * curve, 91 bytes. Any other spelling of the same key is refused, because the key's hash names its
 * log.
 */
public final class VerifyingKey {
  private static final int SPKI_LENGTH = 91;
  private static final int MAX_SIGNATURE_LENGTH = 72;
  private static final Bytes SPKI_HEAD =
      Bytes.parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

  private final Bytes spki;
  private final Sha256 spkiDigest;
  private final ECPublicKeyParameters parameters;

  private VerifyingKey(Bytes spki, ECPublicKeyParameters parameters) {
    this.spki = spki;
    this.spkiDigest = Sha256.of(spki);
    this.parameters = parameters;
  }

  public static VerifyingKey parse(Bytes spki) {
    if (spki.length() != SPKI_LENGTH || !spki.startsWith(SPKI_HEAD)) {
      throw new IllegalArgumentException(
          "public key is %d bytes beginning %s, expected a P-256 SubjectPublicKeyInfo with an uncompressed point"
              .formatted(spki.length(), spki.slice(0, Math.min(27, spki.length())).toHex()));
    }
    try {
      var info = SubjectPublicKeyInfo.getInstance(spki.toArray());
      if (!X9ObjectIdentifiers.id_ecPublicKey.equals(info.getAlgorithm().getAlgorithm())
          || !SECObjectIdentifiers.secp256r1.equals(info.getAlgorithm().getParameters())) {
        throw new AssertionError("the head of the key was compared with P-256's");
      }
      // Decoding the point checks that it lies on the curve.
      return new VerifyingKey(spki, (ECPublicKeyParameters) PublicKeyFactory.createKey(info));
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "public key is not a point on P-256: " + Excerpt.message(e), e);
    }
  }

  /** From the two coordinates, each 32 bytes, as they stand in an uncompressed point. */
  public static VerifyingKey ofPoint(Bytes uncompressedPoint) {
    if (uncompressedPoint.length() != 65 || uncompressedPoint.at(0) != 4) {
      throw new IllegalArgumentException(
          "point is %s, expected 65 bytes beginning 04".formatted(uncompressedPoint));
    }
    return parse(Bytes.concat(SPKI_HEAD, uncompressedPoint.slice(1, uncompressedPoint.length())));
  }

  public Bytes spki() {
    return spki;
  }

  public Sha256 spkiDigest() {
    return spkiDigest;
  }

  /** The point, and the group that it is of. */
  ECPublicKeyParameters parameters() {
    return parameters;
  }

  /**
   * Throws unless {@code signature} is this key's DER ECDSA signature over SHA-256 of the message.
   */
  public void verify(Bytes message, Bytes signature) throws BadSignatureException {
    EcdsaSignature pair = decode(signature);
    var signer = new ECDSASigner();
    signer.init(false, parameters);
    // Numbers that are not below the group's order, it refuses too.
    if (!signer.verifySignature(Sha256.of(message).value().toArray(), pair.r(), pair.s())) {
      throw new BadSignatureException(
          "signature does not verify under key %s".formatted(spkiDigest), null);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifyingKey that && spki.equals(that.spki);
  }

  @Override
  public int hashCode() {
    return spki.hashCode();
  }

  @Override
  public String toString() {
    return "P-256 " + spkiDigest;
  }

  static EcdsaSignature decode(Bytes signature) throws BadSignatureException {
    if (signature.length() > MAX_SIGNATURE_LENGTH) {
      throw new BadSignatureException(
          "signature is not a DER ECDSA signature: it has %d bytes, expected at most %d"
              .formatted(signature.length(), MAX_SIGNATURE_LENGTH),
          null);
    }
    return EcdsaSignature.parse(signature);
  }
}
