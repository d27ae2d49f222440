package dev.runseal.key;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import java.io.IOException;
import java.math.BigInteger;
import java.util.UUID;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/**
 * A P-256 key that lives in memory: for tests only, which is why no artifact but the test jar holds
 * it. Made from a name and signing as RFC 6979 has it, so that one name gives one key, and one
 * message one signature, in every run.
 */
public final class SoftwareKey implements SealingKey {
  private static final X9ECParameters P256 = SECNamedCurves.getByName("secp256r1");
  private static final ECNamedDomainParameters DOMAIN =
      new ECNamedDomainParameters(SECObjectIdentifiers.secp256r1, P256);

  private final ECPrivateKeyParameters secret;
  private final VerifyingKey publicKey;

  private SoftwareKey(BigInteger secret) {
    this.secret = new ECPrivateKeyParameters(secret, DOMAIN);
    byte[] point = P256.getG().multiply(secret).normalize().getEncoded(false);
    this.publicKey = VerifyingKey.ofPoint(Bytes.takingOwnership(point));
  }

  /** The one key of this name. */
  public static SoftwareKey named(String name) {
    byte[] seed = Sha256.of(Bytes.utf8("runseal-test-key " + name)).value().toArray();
    BigInteger order = P256.getN().subtract(BigInteger.ONE);
    return new SoftwareKey(new BigInteger(1, seed).mod(order).add(BigInteger.ONE));
  }

  /** A key that nobody met before. */
  public static SoftwareKey generate() {
    return named(UUID.randomUUID().toString());
  }

  @Override
  public VerifyingKey publicKey() {
    return publicKey;
  }

  @Override
  public Bytes sign(ToBeSigned what) {
    var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, secret);
    BigInteger[] rs = signer.generateSignature(Sha256.of(what.bytes()).value().toArray());
    try {
      return Bytes.takingOwnership(
          StandardDSAEncoding.INSTANCE.encode(DOMAIN.getN(), rs[0], rs[1]));
    } catch (IOException e) {
      throw new AssertionError("encoding into memory does no input or output", e);
    }
  }
}
