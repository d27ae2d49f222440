package dev.runseal.attestation;

import dev.runseal.bytes.Bytes;
import dev.runseal.cvc.CvCertificate;
import dev.runseal.cvc.CvcException;
import dev.runseal.cvc.SmartCardHsmChain;

/**
 * A certificate whose word counts for devices of one family: X.509 in DER, or for a SmartCard-HSM a
 * root of CardContact's scheme in its own form. Where evidence is the host's own word, no maker's
 * root can count.
 */
public record DeviceRoot(EvidenceType family, Bytes encoding) {
  public DeviceRoot {
    if (!isVouchedForByMaker(family)) {
      throw new IllegalArgumentException(
          "%s evidence is the host's word: no maker has a root for it".formatted(family));
    }
    var certificate = new VendorCertificate(encoding);
    boolean cardVerifiable = family == EvidenceType.SMARTCARD_HSM;
    if (certificate.isCardVerifiable() != cardVerifiable) {
      throw new IllegalArgumentException(
          cardVerifiable
              ? "root is an X.509 certificate, expected a card-verifiable one (7F21)"
              : "root is a card-verifiable certificate, expected X.509 in DER");
    }
    if (cardVerifiable) {
      requireRoot(encoding);
    }
  }

  public static boolean isVouchedForByMaker(EvidenceType family) {
    return family != EvidenceType.PKIX;
  }

  public VendorCertificate certificate() {
    return new VendorCertificate(encoding);
  }

  private static void requireRoot(Bytes encoding) {
    try {
      SmartCardHsmChain.verifyRoot(CvCertificate.parse(encoding));
    } catch (CvcException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }
}
