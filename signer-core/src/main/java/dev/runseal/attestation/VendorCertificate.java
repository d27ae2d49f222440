package dev.runseal.attestation;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.cvc.CvCertificate;
import dev.runseal.cvc.CvcException;
import dev.runseal.x509.ChainException;
import dev.runseal.x509.DeviceCertificate;
import java.time.Instant;

/**
 * A certificate of a device's maker: X.509 in DER, or card-verifiable (CVC) for a SmartCard-HSM.
 * One that can be read; nobody has said yet that it is good for anything.
 */
public record VendorCertificate(Bytes encoding) {
  private static final Bytes CVC_TAG = Bytes.parseHex("7f21");

  public VendorCertificate {
    Contents.of(encoding);
  }

  public boolean isCardVerifiable() {
    return isCardVerifiable(encoding);
  }

  static boolean isCardVerifiable(Bytes encoding) {
    return encoding.startsWith(CVC_TAG);
  }

  /** What its maker calls it: its subject's common name, or its holder. */
  public String name() {
    return Contents.of(encoding).name();
  }

  public Instant notBefore() {
    return Contents.of(encoding).notBefore();
  }

  /** The last moment at which it holds. */
  public Instant notAfter() {
    return Contents.of(encoding).notAfter();
  }

  public Sha256 fingerprint() {
    return Sha256.of(encoding);
  }

  private record Contents(String name, Instant notBefore, Instant notAfter) {
    static Contents of(Bytes encoding) {
      try {
        if (isCardVerifiable(encoding)) {
          var certificate = CvCertificate.parse(encoding);
          return new Contents(
              certificate.holder().text(),
              certificate.dates().notBefore(),
              certificate.dates().end().minusSeconds(1));
        }
        var certificate = DeviceCertificate.parse(encoding, "certificate");
        return new Contents(
            certificate.findCommonName().orElseGet(certificate::subject),
            certificate.notBefore(),
            certificate.notAfter());
      } catch (CvcException | ChainException e) {
        throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
      }
    }
  }
}
