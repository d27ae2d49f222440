package dev.runseal.attestation;

import dev.runseal.attestation.AttestationException.Reason;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.cvc.CvCertificate;
import dev.runseal.cvc.CvcException;
import dev.runseal.cvc.SmartCardHsmChain;
import dev.runseal.x509.ChainException;
import dev.runseal.x509.PemCertificates;
import dev.runseal.x509.SealingChain;
import java.nio.charset.CharacterCodingException;
import java.util.List;

/**
 * A root that a reader trusts for devices of one family: an X.509 certificate in DER, or the CVC of
 * CardContact's scheme for a SmartCard-HSM.
 */
public record DeviceRoot(EvidenceType family, Bytes certificate) {
  private static final Bytes CVC_TAG = Bytes.parseHex("7f21");

  public DeviceRoot {
    try {
      if (family != EvidenceType.SMARTCARD_HSM) {
        SealingChain.verifyCertificate(certificate);
      } else {
        SmartCardHsmChain.verifyRoot(CvCertificate.parse(certificate));
      }
    } catch (ChainException | CvcException e) {
      throw new IllegalArgumentException("%s root: %s".formatted(family, e.getMessage()), e);
    }
  }

  /** The certificates of a file as the family's vendor publishes them: PEM, or CVC. */
  public static List<DeviceRoot> parse(EvidenceType family, Bytes file)
      throws AttestationException {
    try {
      List<Bytes> certificates =
          family == EvidenceType.SMARTCARD_HSM
              ? CvCertificate.parseAll(file).stream().map(CvCertificate::encoding).toList()
              : PemCertificates.parse(file.toUtf8());
      return certificates.stream().map(each -> new DeviceRoot(family, each)).toList();
    } catch (ChainException | CvcException | CharacterCodingException e) {
      throw new AttestationException(
          Reason.MALFORMED, "%s root: %s".formatted(family, e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new AttestationException(Reason.MALFORMED, String.valueOf(e.getMessage()), e);
    }
  }

  static boolean isCardVerifiable(Bytes certificate) {
    return certificate.startsWith(CVC_TAG);
  }

  public Sha256 fingerprint() {
    return Sha256.of(certificate);
  }
}
