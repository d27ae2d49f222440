package dev.runseal.tpm;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import dev.runseal.key.EcdsaSignature;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.util.BigIntegers;

/** A signature as a TPM gives it: TPMT_SIGNATURE. */
public sealed interface TpmSignature {
  TpmHash hash();

  /** Throws unless it is the key's signature over the message. */
  void verify(PublicKey key, Bytes message) throws TpmException;

  Bytes encode();

  /** TPMS_SIGNATURE_ECDSA. */
  record Ecdsa(TpmHash hash, Bytes r, Bytes s) implements TpmSignature {
    public static Ecdsa ofDer(TpmHash hash, EcdsaSignature pair) {
      return new Ecdsa(
          hash,
          Bytes.takingOwnership(BigIntegers.asUnsignedByteArray(pair.r())),
          Bytes.takingOwnership(BigIntegers.asUnsignedByteArray(pair.s())));
    }

    @Override
    public Bytes encode() {
      return new TpmWriter().uint16(TpmScheme.ECDSA).uint16(hash.id()).sized(r).sized(s).bytes();
    }

    @Override
    public void verify(PublicKey key, Bytes message) throws TpmException {
      requireAlgorithm(key, "EC");
      try {
        Signature verifier = Signature.getInstance(digestName(hash) + "withECDSA");
        check(verifier, key, message, der());
      } catch (GeneralSecurityException e) {
        throw unusable(e);
      }
    }

    /** As the rest of the world writes it. */
    public Bytes der() {
      var pair =
          new ASN1Encodable[] {
            new ASN1Integer(new BigInteger(1, r.toArray())),
            new ASN1Integer(new BigInteger(1, s.toArray()))
          };
      try {
        return Bytes.takingOwnership(new DERSequence(pair).getEncoded(ASN1Encoding.DER));
      } catch (IOException e) {
        throw new AssertionError("encoding into memory does no input or output", e);
      }
    }
  }

  /** TPMS_SIGNATURE_RSASSA: PKCS#1 v1.5. */
  record Rsassa(TpmHash hash, Bytes signature) implements TpmSignature {
    @Override
    public Bytes encode() {
      return new TpmWriter().uint16(TpmScheme.RSASSA).uint16(hash.id()).sized(signature).bytes();
    }

    @Override
    public void verify(PublicKey key, Bytes message) throws TpmException {
      requireAlgorithm(key, "RSA");
      try {
        Signature verifier = Signature.getInstance(digestName(hash) + "withRSA");
        check(verifier, key, message, signature);
      } catch (GeneralSecurityException e) {
        throw unusable(e);
      }
    }
  }

  /** TPMS_SIGNATURE_RSAPSS. */
  record RsaPss(TpmHash hash, Bytes signature) implements TpmSignature {
    @Override
    public Bytes encode() {
      return new TpmWriter().uint16(TpmScheme.RSAPSS).uint16(hash.id()).sized(signature).bytes();
    }

    @Override
    public void verify(PublicKey key, Bytes message) throws TpmException {
      requireAlgorithm(key, "RSA");
      // spec: part 1, B.7: the salt is as long as the digest where FIPS asks for it, else as long
      // as there is room for
      int most = (((RSAPublicKey) key).getModulus().bitLength() + 6) / 8 - hash.length() - 2;
      try {
        try {
          check(pss(hash.length()), key, message, signature);
        } catch (TpmException e) {
          check(pss(most), key, message, signature);
        }
      } catch (GeneralSecurityException e) {
        throw unusable(e);
      }
    }

    private Signature pss(int salt) throws GeneralSecurityException {
      Signature verifier = Signature.getInstance("RSASSA-PSS");
      String name = hash.platformName();
      verifier.setParameter(
          new PSSParameterSpec(
              name, "MGF1", new MGF1ParameterSpec(name), salt, PSSParameterSpec.TRAILER_FIELD_BC));
      return verifier;
    }
  }

  static TpmSignature parse(Bytes encoded) throws TpmException {
    var reader = new TpmReader(encoded, "signature");
    int algorithm = reader.uint16("algorithm");
    if (algorithm != TpmScheme.ECDSA
        && algorithm != TpmScheme.RSASSA
        && algorithm != TpmScheme.RSAPSS) {
      throw new TpmException(
          "signature's algorithm is 0x%04x, expected 0x0014 (RSASSA), 0x0016 (RSAPSS) or 0x0018 (ECDSA)"
              .formatted(algorithm));
    }
    TpmHash hash = TpmHash.of(reader.uint16("hash"), "signature's hash");
    TpmSignature signature =
        switch (algorithm) {
          case TpmScheme.ECDSA -> new Ecdsa(hash, reader.sized("r"), reader.sized("s"));
          case TpmScheme.RSASSA -> new Rsassa(hash, reader.sized("signature"));
          default -> new RsaPss(hash, reader.sized("signature"));
        };
    reader.end();
    return signature;
  }

  private static String digestName(TpmHash hash) {
    return hash.platformName().replace("-", "");
  }

  private static void requireAlgorithm(PublicKey key, String algorithm) throws TpmException {
    if (!key.getAlgorithm().equals(algorithm)) {
      throw new TpmException(
          "signature is one of %s, the signer's key is of %s"
              .formatted(algorithm, Excerpt.of(key.getAlgorithm())));
    }
  }

  private static void check(Signature verifier, PublicKey key, Bytes message, Bytes signature)
      throws TpmException, GeneralSecurityException {
    verifier.initVerify(key);
    verifier.update(message.toArray());
    boolean good;
    try {
      good = verifier.verify(signature.toArray());
    } catch (SignatureException e) {
      throw new TpmException("signature does not verify: " + Excerpt.message(e), e);
    }
    if (!good) {
      throw new TpmException("signature does not verify under the signer's key");
    }
  }

  private static TpmException unusable(GeneralSecurityException e) {
    return new TpmException("signature can't be verified: " + Excerpt.message(e), e);
  }
}
