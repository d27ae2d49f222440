package dev.runseal.tpm;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.RSAEngine;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.modes.CFBBlockCipher;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/**
 * A secret that one TPM alone can read, and only while it holds a key of one name: what
 * TPM2_MakeCredential makes and TPM2_ActivateCredential opens (part 1, "Credential Protection").
 *
 * @param idObject the contents of a TPM2B_ID_OBJECT
 * @param encryptedSecret the contents of a TPM2B_ENCRYPTED_SECRET
 */
public record Credential(Bytes idObject, Bytes encryptedSecret) {
  private static final Bytes ZERO = Bytes.of((byte) 0);
  private static final Bytes IDENTITY = Bytes.concat(Bytes.utf8("IDENTITY"), ZERO);
  private static final Bytes STORAGE = Bytes.concat(Bytes.utf8("STORAGE"), ZERO);
  private static final Bytes INTEGRITY = Bytes.concat(Bytes.utf8("INTEGRITY"), ZERO);
  private static final int AES_BLOCK = 16;

  /**
   * Makes one for the TPM with this endorsement key.
   *
   * @param name of the key that must be in the TPM when it is opened
   * @param secret at most as long as the endorsement key's name's hash
   */
  public static Credential make(
      TpmPublic endorsement, Bytes name, Bytes secret, SecureRandom random) throws TpmException {
    TpmHash hash = endorsement.nameAlg();
    TpmSymmetric symmetric = endorsement.key().symmetric();
    if (symmetric.algorithm() != TpmSymmetric.AES || symmetric.mode() != TpmSymmetric.CFB) {
      throw new TpmException(
          "endorsement key protects with algorithm 0x%04x in mode 0x%04x, expected AES (0x0006) in CFB (0x0043)"
              .formatted(symmetric.algorithm(), symmetric.mode()));
    }
    if (secret.length() > hash.length()) {
      throw new IllegalArgumentException(
          "secret has %d bytes, expected at most %d".formatted(secret.length(), hash.length()));
    }
    Seed seed =
        switch (endorsement.key()) {
          case TpmKey.Rsa rsa -> Seed.encrypted(rsa, hash, random);
          case TpmKey.Ecc ecc -> Seed.agreed(ecc, hash, random);
        };
    Bytes key = kdfa(hash, seed.value(), STORAGE, name, symmetric.keyBits());
    Bytes encrypted = encrypted(key, new TpmWriter().sized(secret).bytes());
    Bytes macKey = kdfa(hash, seed.value(), INTEGRITY, Bytes.EMPTY, hash.length() * Byte.SIZE);
    Bytes mac = hmac(hash, macKey, encrypted, name);
    return new Credential(
        new TpmWriter().sized(mac).octets(encrypted).bytes(), seed.encryptedSecret());
  }

  /** What both sides derive their keys from, and how it travels. */
  private record Seed(Bytes value, Bytes encryptedSecret) {

    // spec: part 1, B.10.3: OAEP with the label "IDENTITY" and the hash of the key's name
    static Seed encrypted(TpmKey.Rsa key, TpmHash hash, SecureRandom random) throws TpmException {
      byte[] seed = new byte[hash.length()];
      random.nextBytes(seed);
      var oaep = new OAEPEncoding(new RSAEngine(), digest(hash), digest(hash), IDENTITY.toArray());
      oaep.init(true, new ParametersWithRandom(publicKey(key), random));
      try {
        Bytes encrypted = Bytes.takingOwnership(oaep.processBlock(seed, 0, seed.length));
        return new Seed(Bytes.of(seed), encrypted);
      } catch (InvalidCipherTextException e) {
        throw new AssertionError("a seed is shorter than an RSA key of 2,048 bits", e);
      }
    }

    // spec: part 1, C.6.1 and 11.4.10.3: one-pass ECDH, then KDFe with the label "IDENTITY"
    static Seed agreed(TpmKey.Ecc key, TpmHash hash, SecureRandom random) throws TpmException {
      var theirs = (ECPublicKeyParameters) publicKey(key);
      var generator = new ECKeyPairGenerator();
      generator.init(new ECKeyGenerationParameters(theirs.getParameters(), random));
      AsymmetricCipherKeyPair ephemeral = generator.generateKeyPair();
      var agreement = new ECDHBasicAgreement();
      agreement.init(ephemeral.getPrivate());
      int length = key.curve().fieldLength();
      Bytes z = coordinate(agreement.calculateAgreement(theirs), length);
      var ours = ((ECPublicKeyParameters) ephemeral.getPublic()).getQ().normalize();
      Bytes x = coordinate(ours.getAffineXCoord().toBigInteger(), length);
      Bytes y = coordinate(ours.getAffineYCoord().toBigInteger(), length);
      Bytes theirX = coordinate(theirs.getQ().normalize().getAffineXCoord().toBigInteger(), length);
      // One round of KDFe: the seed is as long as the hash.
      Bytes seed = hash.digest(new TpmWriter().uint32(1).bytes(), z, IDENTITY, x, theirX);
      return new Seed(seed, new TpmWriter().sized(x).sized(y).bytes());
    }
  }

  private static AsymmetricKeyParameter publicKey(TpmKey key) throws TpmException {
    try {
      return PublicKeyFactory.createKey(key.publicKeyInfo());
    } catch (IOException | IllegalArgumentException e) {
      throw new TpmException("endorsement key is none: " + Excerpt.message(e), e);
    }
  }

  // spec: part 1, 11.4.10.2, KDFa: SP 800-108 in counter mode, as many rounds as bits are wanted
  private static Bytes kdfa(TpmHash hash, Bytes key, Bytes label, Bytes context, int bits) {
    Bytes derived = Bytes.EMPTY;
    for (int round = 1; derived.length() * Byte.SIZE < bits; round++) {
      Bytes counter = new TpmWriter().uint32(round).bytes();
      Bytes wanted = new TpmWriter().uint32(bits).bytes();
      derived = Bytes.concat(derived, hmac(hash, key, counter, label, context, wanted));
    }
    return derived.slice(0, bits / Byte.SIZE);
  }

  private static Bytes hmac(TpmHash hash, Bytes key, Bytes... parts) {
    var mac = new HMac(digest(hash));
    mac.init(new KeyParameter(key.toArray()));
    for (Bytes part : parts) {
      mac.update(part.toArray(), 0, part.length());
    }
    byte[] result = new byte[mac.getMacSize()];
    mac.doFinal(result, 0);
    return Bytes.takingOwnership(result);
  }

  /** AES in CFB with an IV of zero: each key is used once. */
  private static Bytes encrypted(Bytes key, Bytes plain) {
    var cipher = CFBBlockCipher.newInstance(AESEngine.newInstance(), AES_BLOCK * Byte.SIZE);
    cipher.init(true, new ParametersWithIV(new KeyParameter(key.toArray()), new byte[AES_BLOCK]));
    byte[] result = new byte[plain.length()];
    cipher.processBytes(plain.toArray(), 0, plain.length(), result, 0);
    return Bytes.takingOwnership(result);
  }

  private static Bytes coordinate(BigInteger value, int length) {
    byte[] signed = value.toByteArray();
    byte[] padded = new byte[length];
    byte[] magnitude =
        signed.length > length ? Arrays.copyOfRange(signed, 1, signed.length) : signed;
    System.arraycopy(magnitude, 0, padded, length - magnitude.length, magnitude.length);
    return Bytes.takingOwnership(padded);
  }

  private static Digest digest(TpmHash hash) {
    return switch (hash) {
      case SHA1 -> new SHA1Digest();
      case SHA256 -> new SHA256Digest();
      case SHA384 -> new SHA384Digest();
      case SHA512 -> new SHA512Digest();
    };
  }
}
