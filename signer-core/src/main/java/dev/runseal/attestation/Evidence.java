package dev.runseal.attestation;

import dev.runseal.bytes.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What a device, or the host beside it, says of a key: read, and not believed until {@link #verify}
 * has held it against the key in use and the reader's own roots. One class per family of devices.
 */
public sealed interface Evidence
    permits PkixEvidence,
        YubiKeyPivEvidence,
        YubiHsmEvidence,
        SmartCardHsmEvidence,
        TpmCertifyEvidence {

  EvidenceType type();

  /** Its bytes in a key attestation. */
  Bytes encode();

  /**
   * What it shows of the subject's key. Refused if anything in it does not hold: the chain to one
   * of the roots at that moment, the key, the nonce, or a rule of its family.
   */
  Custody verify(EvidenceSubject subject, DeviceRoots roots, Instant at)
      throws AttestationException;

  static Evidence decode(EvidenceType type, Bytes value) throws AttestationException {
    return switch (type) {
      case PKIX -> PkixEvidence.decode(value);
      case YUBIKEY_PIV -> YubiKeyPivEvidence.decode(value);
      case YUBIHSM2 -> YubiHsmEvidence.decode(value);
      case SMARTCARD_HSM -> SmartCardHsmEvidence.decode(value);
      case TPM2_CERTIFY -> TpmCertifyEvidence.decode(value);
    };
  }

  /**
   * Puts together what a vendor's tools wrote in several files, in whatever order they came. Says
   * which part is missing or too many; whether it holds is for {@link #verify}.
   *
   * @param parts DER each, or CVC where the family has that
   * @param subject tells which of several certificates is the one about the key
   */
  static Evidence gather(EvidenceType type, Set<Bytes> parts, EvidenceSubject subject)
      throws AttestationException {
    return switch (type) {
      case PKIX -> PkixEvidence.gather(parts);
      case YUBIKEY_PIV -> YubiKeyPivEvidence.gather(parts, subject);
      case YUBIHSM2 -> YubiHsmEvidence.gather(parts, subject);
      case SMARTCARD_HSM -> SmartCardHsmEvidence.gather(parts);
      case TPM2_CERTIFY -> TpmCertifyEvidence.gather(parts);
    };
  }

  /** The vendor's own files again, the one about the key first. */
  List<VendorPart> parts();

  default EncodedEvidence encoded() {
    return new EncodedEvidence(type().mediaType(), encode());
  }
}
