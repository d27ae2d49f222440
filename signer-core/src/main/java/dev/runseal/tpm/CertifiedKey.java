package dev.runseal.tpm;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import dev.runseal.bytes.Sha256;
import dev.runseal.tpm.ObjectAttributes.Attribute;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * A key, the certification in which a TPM says that it holds it, and the signature under that. What
 * makes it worth believing is a method each; who the signer is, is for the certificate of its key.
 *
 * @param certification exactly the bytes that were signed, which parse
 * @param signer the public area of the attestation key, where it was kept
 */
public record CertifiedKey(
    Bytes certification, TpmPublic key, TpmSignature signature, Optional<TpmPublic> signer) {
  private static final Attribute[] KEPT = {
    Attribute.FIXED_TPM, Attribute.FIXED_PARENT, Attribute.SENSITIVE_DATA_ORIGIN
  };

  public CertifiedKey {
    try {
      Certification.parse(certification);
    } catch (TpmException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }

  /** What the TPM said. */
  public Certification parsed() {
    try {
      return Certification.parse(certification);
    } catch (TpmException e) {
      throw new AssertionError("the certification was parsed before", e);
    }
  }

  /**
   * Throws unless the TPM spoke of this key, and of a key that was made in it and can't leave it.
   */
  public void verifyIsAbout(Bytes spki) throws TpmException {
    Bytes name = parsed().name();
    if (!name.equals(key.name())) {
      throw new TpmException(
          "attestation is about the key named %s, the public area's name is %s"
              .formatted(name.toHex(), key.name().toHex()));
    }
    Bytes certified = key.key().spki();
    if (!certified.equals(spki)) {
      throw new TpmException(
          "the TPM speaks of key %s, expected %s, the key in use"
              .formatted(Sha256.of(certified), Sha256.of(spki)));
    }
    List<String> missing = key.attributes().missing(KEPT);
    if (!missing.isEmpty()) {
      throw new TpmException(
          "the key lacks %s: it was not made in the TPM, or can leave it"
              .formatted(String.join(" and ", missing)));
    }
    if (!key.attributes().has(Attribute.SIGN)) {
      throw new TpmException("the key lacks sign: its TPM lets it sign nothing");
    }
  }

  /** Throws unless the certification was made for this nonce. */
  public void verifyBoundTo(Bytes nonce) throws TpmException {
    Bytes found = parsed().extraData();
    if (!found.equals(nonce)) {
      throw new TpmException(
          "attestation's extraData is %s, expected %s: it was made for another log or question"
              .formatted(found.length() == 0 ? "empty" : found.toHex(), nonce.toHex()));
    }
  }

  /**
   * Throws unless the holder of this key signed the certification, and, where its public area is
   * here, can sign nothing that only looks like one.
   */
  public void verifySignedBy(Bytes spki, boolean sha1) throws TpmException {
    if (signer.isPresent()) {
      verifyRestricted(signer.get(), spki);
    }
    if (signature.hash() == TpmHash.SHA1 && !sha1) {
      throw new TpmException(
          "signature is over SHA-1, expected SHA-2: it is accepted only where that is asked for");
    }
    signature.verify(publicKey(spki), certification);
  }

  private void verifyRestricted(TpmPublic area, Bytes spki) throws TpmException {
    if (!area.key().spki().equals(spki)) {
      throw new TpmException(
          "the attestation key is %s, its certificate is about %s"
              .formatted(Sha256.of(area.key().spki()), Sha256.of(spki)));
    }
    verifyAttestationKey(area);
  }

  /** Throws unless a key of this public area signs only what its TPM says itself. */
  public static void verifyAttestationKey(TpmPublic area) throws TpmException {
    ObjectAttributes attributes = area.attributes();
    List<String> missing = attributes.missing(KEPT);
    if (!missing.isEmpty() || !attributes.has(Attribute.SIGN)) {
      throw new TpmException(
          "the attestation key's attributes are %s, expected fixedTPM, fixedParent, sensitiveDataOrigin and sign"
              .formatted(attributes));
    }
    if (!attributes.has(Attribute.RESTRICTED) || attributes.has(Attribute.DECRYPT)) {
      throw new TpmException(
          "the attestation key is not restricted to signing: it can sign a forged attestation");
    }
  }

  /** The platform's object for a key of an algorithm that TPMs sign with. */
  public static PublicKey publicKey(Bytes spki) throws TpmException {
    try {
      ASN1ObjectIdentifier algorithm =
          SubjectPublicKeyInfo.getInstance(spki.toArray()).getAlgorithm().getAlgorithm();
      boolean ec = algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey);
      return KeyFactory.getInstance(ec ? "EC" : "RSA")
          .generatePublic(new X509EncodedKeySpec(spki.toArray()));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new TpmException("the attestation key can't be used: " + Excerpt.message(e), e);
    }
  }
}
