package dev.runseal.pkcs11;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.key.BadSignatureException;
import dev.runseal.key.SealingKey;
import dev.runseal.key.SigningException;
import dev.runseal.key.ToBeSigned;
import dev.runseal.key.VerifyingKey;
import dev.runseal.pkcs11.TokenException.Reason;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A private key on a token, good for what its role allows and nothing else: a root key issues
 * certificates, a sealing key signs the heads of its own log and statements, an attestation key
 * says what the host was told of another key. All can ask for a certificate about themselves. Safe
 * for use by many threads.
 */
public final class TokenKey implements SealingKey {
  /** What a key is for. */
  public enum Role {
    ROOT,
    SEALING,
    ATTESTATION
  }

  private final Role role;
  private final VerifyingKey publicKey;
  private final DigestSigner signer;

  TokenKey(Role role, VerifyingKey publicKey, DigestSigner signer) {
    this.role = role;
    this.publicKey = publicKey;
    this.signer = signer;
  }

  public Role role() {
    return role;
  }

  @Override
  public VerifyingKey publicKey() {
    return publicKey;
  }

  @Override
  public Bytes sign(ToBeSigned what) throws SigningException {
    checkAllowed(what);
    return signer.sign(Sha256.of(what.bytes()));
  }

  /**
   * Signs a certification request about this key and verifies it with the public half: the one
   * message that says nothing of any run, certificate or log, so that it proves only that the two
   * halves belong together. The signature is thrown away.
   */
  void verifyHalvesMatch() throws TokenException {
    var request = new ToBeSigned.CertificationRequest(requestAboutItself());
    try {
      publicKey.verify(request.bytes(), sign(request));
    } catch (SigningException e) {
      throw new TokenException(
          e.reason() == SigningException.Reason.UNAVAILABLE ? Reason.UNAVAILABLE : Reason.REFUSED,
          "test signature failed: " + e.getMessage(),
          e);
    } catch (BadSignatureException e) {
      throw new TokenException(
          Reason.NO_KEY,
          "private key does not belong to the public key beside it: " + e.getMessage(),
          e);
    }
  }

  private CertificationRequestInfo requestAboutItself() {
    // The empty set of attributes is written out: RFC 2986 has it mandatory.
    var parts = new ASN1EncodableVector(4);
    parts.add(new ASN1Integer(0));
    parts.add(new X500Name("CN=runseal self-check"));
    parts.add(SubjectPublicKeyInfo.getInstance(publicKey.spki().toArray()));
    parts.add(new DERTaggedObject(false, 0, new DERSet()));
    return CertificationRequestInfo.getInstance(new DERSequence(parts));
  }

  private void checkAllowed(ToBeSigned what) {
    switch (what) {
      case ToBeSigned.Checkpoint checkpoint -> {
        checkRole(Role.SEALING, "a checkpoint");
        if (!checkpoint.origin().isOf(publicKey)) {
          throw new AssertionError(
              "a checkpoint of %s was to be signed by another log's key, %s"
                  .formatted(checkpoint.origin(), publicKey));
        }
      }
      case ToBeSigned.DssePae statement -> checkRole(Role.SEALING, "a statement");
      case ToBeSigned.Certificate certificate -> checkRole(Role.ROOT, "a certificate");
      case ToBeSigned.KeyEvidence evidence -> checkRole(Role.ATTESTATION, "key evidence");
      case ToBeSigned.CertificationRequest request -> {
        Bytes about = Der.of(request.info().getSubjectPublicKeyInfo());
        if (!about.equals(publicKey.spki())) {
          throw new AssertionError(
              "a certification request about another key was to be signed by " + publicKey);
        }
      }
    }
  }

  private void checkRole(Role needed, String what) {
    if (role != needed) {
      throw new AssertionError(
          "%s was to be signed by a key for %s, expected one for %s".formatted(what, role, needed));
    }
  }
}
