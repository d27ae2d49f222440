package dev.runseal.cvc;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.PSSSigner;
import org.bouncycastle.crypto.signers.RSADigestSigner;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/** Makes card-verifiable certificates and requests for tests, the wrong ones too. */
public final class CvcIssuer {
  public static final String ECDSA_SHA_1 = "04007f00070202020201";
  public static final String ECDSA_SHA_256 = "04007f00070202020203";
  public static final String RSA_SHA_256 = "04007f00070202020102";
  public static final String RSA_PSS_SHA_256 = "04007f00070202020104";
  private static final String ROLE = "2b0601040181c31f030101";

  private CvcIssuer() {}

  /** A key pair that signs in one way. */
  public record Pair(String algorithm, String curve, AsymmetricCipherKeyPair keys) {
    public static Pair ec(String curve) {
      return ec(curve, ECDSA_SHA_256);
    }

    public static Pair ec(String curve, String algorithm) {
      return named(Bytes.of(new SecureRandom().generateSeed(32)).toHex(), curve, algorithm);
    }

    /** The same pair for the same phrase, in every run. */
    public static Pair named(String phrase, String curve) {
      return named(phrase, curve, ECDSA_SHA_256);
    }

    public static Pair named(String phrase, String curve, String algorithm) {
      var domain =
          new ECNamedDomainParameters(
              ECNamedCurveTable.getOID(curve), ECNamedCurveTable.getByName(curve));
      BigInteger secret =
          new BigInteger(1, Sha256.of(Bytes.utf8(phrase)).value().toArray())
              .mod(domain.getN().subtract(BigInteger.ONE))
              .add(BigInteger.ONE);
      return new Pair(
          algorithm,
          curve,
          new AsymmetricCipherKeyPair(
              new ECPublicKeyParameters(domain.getG().multiply(secret), domain),
              new ECPrivateKeyParameters(secret, domain)));
    }

    public static Pair rsa(String algorithm) {
      var generator = new RSAKeyPairGenerator();
      generator.init(
          new RSAKeyGenerationParameters(BigInteger.valueOf(65537), new SecureRandom(), 2048, 80));
      return new Pair(algorithm, "", generator.generateKeyPair());
    }

    public Bytes spki() {
      try {
        return Bytes.takingOwnership(
            SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(keys.getPublic())
                .getEncoded(ASN1Encoding.DER));
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    Bytes point() {
      return Bytes.of(((ECPublicKeyParameters) keys.getPublic()).getQ().getEncoded(false));
    }

    Bytes sign(Bytes message) {
      byte[] octets = message.toArray();
      try {
        if (algorithm.equals(RSA_SHA_256) || algorithm.equals(RSA_PSS_SHA_256)) {
          var signer =
              algorithm.equals(RSA_SHA_256)
                  ? new RSADigestSigner(new SHA256Digest())
                  : new PSSSigner(new RSABlindedEngine(), new SHA256Digest(), 32);
          signer.init(true, keys.getPrivate());
          signer.update(octets, 0, octets.length);
          return Bytes.of(signer.generateSignature());
        }
        var digest = algorithm.equals(ECDSA_SHA_1) ? new SHA1Digest() : new SHA256Digest();
        digest.update(octets, 0, octets.length);
        byte[] hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, keys.getPrivate());
        BigInteger[] pair = signer.generateSignature(hash);
        int half = (ECNamedCurveTable.getByName(curve).getN().bitLength() + 7) / 8;
        return Bytes.concat(fixed(pair[0], half), fixed(pair[1], half));
      } catch (org.bouncycastle.crypto.CryptoException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Everything about a certificate that a test may want otherwise. */
  public record Plan(
      String issuer,
      String holder,
      String role,
      String effective,
      String expires,
      Bytes key,
      Bytes extensions) {
    public Plan with(Bytes otherKey) {
      return new Plan(issuer, holder, role, effective, expires, otherKey, extensions);
    }

    public Plan until(String lastDay) {
      return new Plan(issuer, holder, role, effective, lastDay, key, extensions);
    }

    public Plan extended() {
      Bytes extension = tlv(0x65, tlv(0x73, tlv(0x06, Bytes.parseHex("2b06")), tlv(0x80)));
      return new Plan(issuer, holder, role, effective, expires, key, extension);
    }

    Bytes body() {
      return tlv(
          0x7f4e,
          tlv(0x5f29, Bytes.of((byte) 0)),
          tlv(0x42, ascii(issuer)),
          key,
          tlv(0x5f20, ascii(holder)),
          tlv(0x7f4c, tlv(0x06, Bytes.parseHex(ROLE)), tlv(0x53, Bytes.parseHex(role))),
          tlv(0x5f25, digits(effective)),
          tlv(0x5f24, digits(expires)),
          extensions);
    }

    public Bytes signedBy(Pair issuerKey) {
      return tlv(0x7f21, body(), tlv(0x5f37, issuerKey.sign(body())));
    }
  }

  public static Plan root(Pair key) {
    return new Plan(
        "UTSRCA100001", "UTSRCA100001", "c0", "200101", "391231", explicit(key), Bytes.EMPTY);
  }

  public static Plan deviceIssuer(Pair key) {
    return new Plan(
        "UTSRCA100001", "UTDICA100001", "80", "200101", "391231", inheriting(key), Bytes.EMPTY);
  }

  public static Plan device(Pair key) {
    return new Plan(
        "UTDICA100001", "UTNK000000100000", "00", "200101", "391231", inheriting(key), Bytes.EMPTY);
  }

  /** What device {@code UTNK0000001} answers to the command that generates a key. */
  public static Bytes request(Pair key, Pair device) {
    return request(explicit(key), Bytes.EMPTY, key, device);
  }

  public static Bytes request(Bytes publicKey, Bytes extensions, Pair key, Pair device) {
    Bytes body =
        tlv(
            0x7f4e,
            tlv(0x5f29, Bytes.of((byte) 0)),
            publicKey,
            tlv(0x5f20, ascii("UTKEY00001")),
            extensions);
    Bytes inner = tlv(0x7f21, body, tlv(0x5f37, key.sign(body)));
    Bytes reference = tlv(0x42, ascii("UTNK000000100000"));
    return tlv(0x67, inner, reference, tlv(0x5f37, device.sign(Bytes.concat(inner, reference))));
  }

  /** A key as certificates below the root have it: the point alone. */
  public static Bytes inheriting(Pair key) {
    return tlv(0x7f49, tlv(0x06, Bytes.parseHex(key.algorithm())), tlv(0x86, key.point()));
  }

  public static Bytes explicit(Pair key) {
    return key.keys().getPublic() instanceof RSAKeyParameters rsa
        ? tlv(
            0x7f49,
            tlv(0x06, Bytes.parseHex(key.algorithm())),
            tlv(0x81, number(rsa.getModulus())),
            tlv(0x82, number(rsa.getExponent())))
        : explicit(key, Optional.empty());
  }

  /** With domain parameters whose base point is another one than the curve's, if one is given. */
  public static Bytes explicit(Pair key, Optional<Bytes> base) {
    var curve = ECNamedCurveTable.getByName(key.curve());
    int size = (curve.getCurve().getFieldSize() + 7) / 8;
    return tlv(
        0x7f49,
        tlv(0x06, Bytes.parseHex(key.algorithm())),
        tlv(0x81, number(curve.getCurve().getField().getCharacteristic())),
        tlv(0x82, fixed(curve.getCurve().getA().toBigInteger(), size)),
        tlv(0x83, fixed(curve.getCurve().getB().toBigInteger(), size)),
        tlv(0x84, base.orElse(Bytes.of(curve.getG().getEncoded(false)))),
        tlv(0x85, number(curve.getN())),
        tlv(0x86, key.point()),
        tlv(0x87, number(curve.getH())));
  }

  /** The octets of its public point. */
  public static Bytes pointOf(Pair key) {
    return key.point();
  }

  public static Bytes tlv(int tag, Bytes... parts) {
    Bytes value = Bytes.concat(parts);
    int length = value.length();
    Bytes head = tag > 0xff ? Bytes.of((byte) (tag >> 8), (byte) tag) : Bytes.of((byte) tag);
    Bytes size =
        length < 0x80
            ? Bytes.of((byte) length)
            : length < 0x100
                ? Bytes.of((byte) 0x81, (byte) length)
                : Bytes.of((byte) 0x82, (byte) (length >> 8), (byte) length);
    return Bytes.concat(head, size, value);
  }

  private static Bytes ascii(String text) {
    return Bytes.takingOwnership(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static Bytes digits(String yymmdd) {
    byte[] digits = new byte[yymmdd.length()];
    for (int i = 0; i < digits.length; i++) {
      digits[i] = (byte) (yymmdd.charAt(i) - '0');
    }
    return Bytes.takingOwnership(digits);
  }

  private static Bytes number(BigInteger value) {
    return fixed(value, (value.bitLength() + 7) / 8);
  }

  private static Bytes fixed(BigInteger value, int size) {
    return Bytes.takingOwnership(
        org.bouncycastle.util.BigIntegers.asUnsignedByteArray(size, value));
  }
}
