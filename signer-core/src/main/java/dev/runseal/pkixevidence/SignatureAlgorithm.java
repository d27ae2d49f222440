package dev.runseal.pkixevidence;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import dev.runseal.key.BadSignatureException;
import dev.runseal.key.EcdsaSignature;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * How evidence is signed: ECDSA on P-256, P-384 or P-521, RSA with PKCS #1 v1.5 or PSS from 2048
 * bits on, each with SHA-256, SHA-384 or SHA-512, and Ed25519. Nothing else, and never SHA-1.
 */
record SignatureAlgorithm(AlgorithmIdentifier identifier) {
  static final SignatureAlgorithm ECDSA_WITH_SHA256 =
      new SignatureAlgorithm(new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256));

  private static final int MIN_RSA_BITS = 2048;

  private static final Map<ASN1ObjectIdentifier, String> ECDSA =
      Map.of(
          X9ObjectIdentifiers.ecdsa_with_SHA256, "SHA256withECDSA",
          X9ObjectIdentifiers.ecdsa_with_SHA384, "SHA384withECDSA",
          X9ObjectIdentifiers.ecdsa_with_SHA512, "SHA512withECDSA");

  private static final Map<ASN1ObjectIdentifier, String> RSA =
      Map.of(
          PKCSObjectIdentifiers.sha256WithRSAEncryption, "SHA256withRSA",
          PKCSObjectIdentifiers.sha384WithRSAEncryption, "SHA384withRSA",
          PKCSObjectIdentifiers.sha512WithRSAEncryption, "SHA512withRSA");

  private static final Map<ASN1ObjectIdentifier, PSSParameterSpec> PSS =
      Map.of(
          NISTObjectIdentifiers.id_sha256,
              new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1),
          NISTObjectIdentifiers.id_sha384,
              new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, 1),
          NISTObjectIdentifiers.id_sha512,
              new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1));

  /** Throws unless this is the key's signature over the message. */
  void verify(Bytes spki, Bytes message, Bytes signature) throws PkixEvidenceException {
    try {
      Signature verifier = verifier(spki);
      if (ECDSA.containsKey(identifier.getAlgorithm())) {
        EcdsaSignature.parse(signature); // of which the platform takes several spellings
      }
      verifier.update(message.toArray());
      if (!verifier.verify(signature.toArray())) {
        throw PkixEvidenceException.refused("does not verify under its key");
      }
    } catch (GeneralSecurityException | BadSignatureException e) {
      throw new PkixEvidenceException(
          PkixEvidenceException.Reason.REFUSED, "does not verify: " + Excerpt.message(e), e);
    }
  }

  private Signature verifier(Bytes spki) throws PkixEvidenceException, GeneralSecurityException {
    ASN1ObjectIdentifier algorithm = identifier.getAlgorithm();
    if (ECDSA.containsKey(algorithm)) {
      requireParameters(identifier.getParameters() == null);
      return initialised(ECDSA.get(algorithm), key("EC", spki));
    }
    if (RSA.containsKey(algorithm)) {
      requireParameters(DERNull.INSTANCE.equals(identifier.getParameters()));
      return initialised(RSA.get(algorithm), longEnough(key("RSA", spki)));
    }
    if (algorithm.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
      Signature verifier = Signature.getInstance("RSASSA-PSS");
      verifier.setParameter(pss());
      verifier.initVerify(longEnough(key("RSA", spki)));
      return verifier;
    }
    if (algorithm.equals(EdECObjectIdentifiers.id_Ed25519)) {
      requireParameters(identifier.getParameters() == null);
      return initialised("Ed25519", key("Ed25519", spki));
    }
    throw PkixEvidenceException.refused(
        "is by the algorithm %s, expected ECDSA, RSA or Ed25519 without SHA-1"
            .formatted(algorithm.getId()));
  }

  private static Signature initialised(String name, PublicKey key) throws GeneralSecurityException {
    Signature verifier = Signature.getInstance(name);
    verifier.initVerify(key);
    return verifier;
  }

  /** The key, if it is of this kind: an algorithm is never applied to a key of another one. */
  private static PublicKey key(String kind, Bytes spki) throws GeneralSecurityException {
    return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(spki.toArray()));
  }

  private static PublicKey longEnough(PublicKey key) throws PkixEvidenceException {
    if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
      throw PkixEvidenceException.refused(
          "is by an RSA key of %d bits, expected at least %d"
              .formatted(rsa.getModulus().bitLength(), MIN_RSA_BITS));
    }
    return key;
  }

  private PSSParameterSpec pss() throws PkixEvidenceException {
    try {
      RSASSAPSSparams parameters = RSASSAPSSparams.getInstance(identifier.getParameters());
      if (parameters != null) {
        AlgorithmIdentifier digest = parameters.getHashAlgorithm();
        AlgorithmIdentifier mask = parameters.getMaskGenAlgorithm();
        PSSParameterSpec spec = PSS.get(digest.getAlgorithm());
        if (spec != null
            && mask.getAlgorithm().equals(PKCSObjectIdentifiers.id_mgf1)
            && AlgorithmIdentifier.getInstance(mask.getParameters())
                .getAlgorithm()
                .equals(digest.getAlgorithm())
            && parameters.getSaltLength().intValueExact() == spec.getSaltLength()
            && parameters.getTrailerField().intValueExact() == spec.getTrailerField()) {
          return spec;
        }
      }
    } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
      throw new PkixEvidenceException(
          PkixEvidenceException.Reason.REFUSED, "has parameters that are none of PSS", e);
    }
    throw PkixEvidenceException.refused(
        "has parameters of PSS that are not SHA-256, SHA-384 or SHA-512 throughout with a salt as long");
  }

  private void requireParameters(boolean hold) throws PkixEvidenceException {
    if (!hold) {
      throw PkixEvidenceException.refused(
          "has parameters that the algorithm %s does not have"
              .formatted(identifier.getAlgorithm().getId()));
    }
  }
}
