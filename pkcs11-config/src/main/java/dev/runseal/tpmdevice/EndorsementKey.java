package dev.runseal.tpmdevice;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import dev.runseal.tpm.ObjectAttributes;
import dev.runseal.tpm.TpmCurve;
import dev.runseal.tpm.TpmHash;
import dev.runseal.tpm.TpmKey;
import dev.runseal.tpm.TpmPublic;
import dev.runseal.tpm.TpmScheme;
import dev.runseal.tpm.TpmSymmetric;
import dev.runseal.tpmdevice.TpmDeviceException.Reason;
import java.io.IOException;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.x509.Certificate;

/**
 * The key that a TPM's maker certified: the one thing that tells a real TPM from a program. Only
 * decrypts; it is made anew from its template whenever it is needed.
 *
 * @param certificate the maker's, in DER, from the TPM's memory
 */
public record EndorsementKey(Tpm.Loaded key, Bytes certificate) {

  /** A template of TCG's "EK Credential Profile", and where the certificate of its key stands. */
  // spec: EK Credential Profile for TPM 2.0, 2.2.1.4, B.3 and B.4; newer keys first
  private enum Profile {
    H3_P384(0x01c00016, TpmHash.SHA384, Policy.NEW_SHA384),
    H2_P256(0x01c00014, TpmHash.SHA256, Policy.NEW_SHA256),
    H1_RSA2048(0x01c00012, TpmHash.SHA256, Policy.NEW_SHA256),
    L2_P256(0x01c0000a, TpmHash.SHA256, Policy.OLD_SHA256),
    L1_RSA2048(0x01c00002, TpmHash.SHA256, Policy.OLD_SHA256);

    private final int certificateIndex;
    private final TpmHash nameAlg;
    private final Policy policy;

    Profile(int certificateIndex, TpmHash nameAlg, Policy policy) {
      this.certificateIndex = certificateIndex;
      this.nameAlg = nameAlg;
      this.policy = policy;
    }

    TpmPublic template() {
      return new TpmPublic(
          nameAlg, new ObjectAttributes(policy.bits), Bytes.parseHex(policy.digest), key());
    }

    private TpmKey key() {
      // The older templates ask for a key filled with zeros, the newer ones for an empty one.
      boolean old = policy == Policy.OLD_SHA256;
      return switch (this) {
        case H1_RSA2048, L1_RSA2048 ->
            new TpmKey.Rsa(aes(128), TpmScheme.NONE, 2048, 0, zeros(old ? 256 : 0));
        case H2_P256, L2_P256 -> ecc(TpmCurve.P256, aes(128), zeros(old ? 32 : 0));
        case H3_P384 -> ecc(TpmCurve.P384, aes(256), Bytes.EMPTY);
      };
    }

    private static TpmKey ecc(TpmCurve curve, TpmSymmetric symmetric, Bytes coordinate) {
      return new TpmKey.Ecc(
          symmetric, TpmScheme.NONE, curve, TpmScheme.NONE, coordinate, coordinate);
    }

    private static TpmSymmetric aes(int bits) {
      return new TpmSymmetric(TpmSymmetric.AES, bits, TpmSymmetric.CFB);
    }

    private static Bytes zeros(int length) {
      return Bytes.takingOwnership(new byte[length]);
    }
  }

  /** What such a key asks of whoever uses it. */
  private enum Policy {
    /** The endorsement hierarchy's password alone. */
    OLD_SHA256(0x000300b2, "837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa"),
    /** The key's own password, which is empty, or a policy. */
    NEW_SHA256(0x000300f2, "ca3d0a99a2b93906f7a3342414efcfb3a385d44cd1fd459089d19b5071c0b7a0"),
    NEW_SHA384(
        0x000300f2,
        "b26e7d28d11a50bc53d882bcf5fd3a1a074148bb35d3b4e4cb1c0ad9bde419cacb47ba09699646150f9fc000f3f80e12");

    private final int bits;
    private final String digest;

    Policy(int bits, String digest) {
      this.bits = bits;
      this.digest = digest;
    }
  }

  /** The first that has a certificate. */
  public static EndorsementKey of(Tpm tpm) throws TpmDeviceException {
    var memory = new TpmMemory(tpm);
    for (Profile profile : Profile.values()) {
      Optional<Bytes> stored = memory.find(profile.certificateIndex);
      if (stored.isPresent()) {
        return of(tpm, profile, stored.get());
      }
    }
    throw new TpmDeviceException(
        Reason.NOT_FOUND,
        "TPM %s has no endorsement certificate in its memory".formatted(tpm.address()));
  }

  private static EndorsementKey of(Tpm tpm, Profile profile, Bytes stored)
      throws TpmDeviceException {
    Certificate certificate;
    Bytes der;
    try {
      // Makers leave an index longer than what they write to it.
      var parsed = new ASN1InputStream(stored.toArray()).readObject();
      certificate = Certificate.getInstance(parsed);
      der = Bytes.takingOwnership(certificate.getEncoded());
    } catch (IOException | IllegalArgumentException e) {
      throw new TpmDeviceException(
          Reason.REFUSED,
          "TPM %s has something else than a certificate at index 0x%08x: %s"
              .formatted(tpm.address(), profile.certificateIndex, Excerpt.message(e)),
          e);
    }
    Tpm.Loaded key = tpm.createPrimary(Tpm.Hierarchy.ENDORSEMENT, profile.template());
    if (!key.area().key().publicKeyInfo().equals(certificate.getSubjectPublicKeyInfo())) {
      throw new TpmDeviceException(
          Reason.REFUSED,
          "TPM %s made another endorsement key than its certificate at index 0x%08x is about"
              .formatted(tpm.address(), profile.certificateIndex));
    }
    return new EndorsementKey(key, der);
  }
}
