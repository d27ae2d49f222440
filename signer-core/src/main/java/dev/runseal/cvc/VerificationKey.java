package dev.runseal.cvc;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.PSSSigner;
import org.bouncycastle.crypto.signers.RSADigestSigner;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/** A certificate's or request's key on a curve that has a name, fit to verify with. */
public final class VerificationKey {
  private static final int LEAST_MODULUS = 1024;
  private static final int GREATEST_MODULUS = 4096;

  private final CvAlgorithm algorithm;
  private final Optional<NamedCurve> curve;
  private final AsymmetricKeyParameter parameters;

  private VerificationKey(
      CvAlgorithm algorithm, Optional<NamedCurve> curve, AsymmetricKeyParameter parameters) {
    this.algorithm = algorithm;
    this.curve = curve;
    this.parameters = parameters;
  }

  /** The key of a root or a request: it brings its own domain parameters, if it has a curve. */
  static VerificationKey of(CvKey key, String whose) throws CvcException {
    return of(key, Optional.empty(), whose);
  }

  /** The key of a certificate below {@code issuer}, whose domain parameters it inherits. */
  static VerificationKey inheriting(VerificationKey issuer, CvKey key, String whose)
      throws CvcException {
    return of(key, issuer.curve, whose);
  }

  private static VerificationKey of(CvKey key, Optional<NamedCurve> inherited, String whose)
      throws CvcException {
    return switch (key) {
      case CvKey.Ec ec -> ec(ec, inherited, whose);
      case CvKey.Rsa rsa -> rsa(rsa, whose);
    };
  }

  private static VerificationKey ec(CvKey.Ec key, Optional<NamedCurve> inherited, String whose)
      throws CvcException {
    Optional<NamedCurve> own = key.domain().flatMap(NamedCurve::find);
    if (key.domain().isPresent() && own.isEmpty()) {
      throw CvcException.refused(
          whose + " has a key with domain parameters that are those of no curve with a name");
    }
    if (own.isPresent() && inherited.isPresent() && !own.equals(inherited)) {
      throw CvcException.refused(
          "%s has a key with domain parameters of %s, expected those of its root, %s"
              .formatted(whose, own.get().name(), inherited.get().name()));
    }
    NamedCurve curve =
        own.or(() -> inherited)
            .orElseThrow(() ->
                CvcException.refused(
                    whose + " has a key without domain parameters, and none to inherit"));
    ECNamedDomainParameters domain = curve.parameters();
    try {
      if (key.point().length() == 0 || key.point().at(0) != 4) {
        throw new IllegalArgumentException("expected an uncompressed point, beginning with 04");
      }
      // Decoding checks that the point is on the curve, the parameters that it is not infinite.
      var point = domain.getCurve().decodePoint(key.point().toArray());
      return new VerificationKey(
          key.algorithm(), Optional.of(curve), new ECPublicKeyParameters(point, domain));
    } catch (IllegalArgumentException e) {
      throw CvcException.refused(
          "%s has a key that is no point of %s: %s"
              .formatted(whose, curve.name(), Excerpt.message(e)),
          e);
    }
  }

  private static VerificationKey rsa(CvKey.Rsa key, String whose) throws CvcException {
    int bits = key.modulus().bitLength();
    if (bits < LEAST_MODULUS || bits > GREATEST_MODULUS) {
      throw CvcException.refused(
          "%s has an RSA key of %d bits, expected %d to %d"
              .formatted(whose, bits, LEAST_MODULUS, GREATEST_MODULUS));
    }
    try {
      return new VerificationKey(
          key.algorithm(),
          Optional.empty(),
          new RSAKeyParameters(false, key.modulus(), key.exponent()));
    } catch (IllegalArgumentException e) {
      throw CvcException.refused(
          "%s has an RSA key that can't be one: %s".formatted(whose, Excerpt.message(e)), e);
    }
  }

  CvAlgorithm algorithm() {
    return algorithm;
  }

  /** The key as DER SubjectPublicKeyInfo: a curve by its name, a point uncompressed. */
  public Bytes spki() {
    try {
      return Bytes.takingOwnership(
          SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(parameters)
              .getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new AssertionError("encoding into memory does no input or output", e);
    }
  }

  /** Throws unless {@code signature} is this key's over {@code message}. */
  void verify(Bytes message, Bytes signature, String what) throws CvcException {
    boolean verified =
        curve.isPresent()
            ? verifyEc(curve.get(), message, signature, what)
            : verifyRsa(message, signature);
    if (!verified) {
      throw CvcException.refused(
          "%s does not verify under the key (%s)".formatted(what, algorithm));
    }
  }

  private boolean verifyEc(NamedCurve on, Bytes message, Bytes signature, String what)
      throws CvcException {
    int half = on.orderLength();
    if (signature.length() != 2 * half) {
      throw CvcException.refused(
          "%s has %d bytes, expected the two numbers of %d bytes that a key on %s makes"
              .formatted(what, signature.length(), half, on.name()));
    }
    var signer = new ECDSASigner();
    signer.init(false, parameters);
    return signer.verifySignature(
        digest(message), number(signature, 0, half), number(signature, half, 2 * half));
  }

  private boolean verifyRsa(Bytes message, Bytes signature) {
    Digest digest = algorithm.digest();
    Signer signer =
        algorithm.isPss()
            ? new PSSSigner(new RSABlindedEngine(), digest, digest.getDigestSize())
            : new RSADigestSigner(digest);
    signer.init(false, parameters);
    signer.update(message.toArray(), 0, message.length());
    return signer.verifySignature(signature.toArray());
  }

  private byte[] digest(Bytes message) {
    Digest digest = algorithm.digest();
    digest.update(message.toArray(), 0, message.length());
    byte[] value = new byte[digest.getDigestSize()];
    digest.doFinal(value, 0);
    return value;
  }

  private static BigInteger number(Bytes octets, int from, int to) {
    return new BigInteger(1, octets.slice(from, to).toArray());
  }
}
