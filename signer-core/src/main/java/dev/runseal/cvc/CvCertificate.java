package dev.runseal.cvc;

import dev.runseal.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate of CardContact's PKI (7F21), read strictly to the last byte: each has one spelling.
 * What it says is not believed before {@link SmartCardHsmChain} has judged it.
 */
public record CvCertificate(
    Bytes encoding,
    KeyReference issuer,
    KeyReference holder,
    CvRole role,
    CvDates dates,
    CvBody body,
    Bytes signature) {
  static final int TAG = 0x7f21;
  static final int MAX_LENGTH = 4096;

  public static CvCertificate parse(Bytes octets) throws CvcException {
    List<CvCertificate> certificates = parseAll(octets);
    if (certificates.size() != 1) {
      throw CvcException.malformed(
          "found %d certificates, expected one".formatted(certificates.size()));
    }
    return certificates.getFirst();
  }

  /** As many as stand there behind each other, as in a device's file C_DevAut. */
  public static List<CvCertificate> parseAll(Bytes octets) throws CvcException {
    List<CvCertificate> certificates = new ArrayList<>();
    var in = new TlvReader(octets, "certificates");
    while (in.hasMore()) {
      certificates.add(of(in.next(TAG, "a certificate"), certificates.size()));
    }
    return List.copyOf(certificates);
  }

  static CvCertificate of(Tlv object, int number) throws CvcException {
    String where = "certificate " + number;
    if (object.encoding().length() > MAX_LENGTH) {
      throw CvcException.malformed(
          "%s has %d bytes, expected at most %d"
              .formatted(where, object.encoding().length(), MAX_LENGTH));
    }
    TlvReader in = TlvReader.in(object, where);
    CvBody body = CvBody.parse(in.next(0x7f4e, "a body"), where);
    Bytes signature = in.next(0x5f37, "a signature").value();
    in.end();
    if (body.issuer().isEmpty() || body.role().isEmpty() || body.dates().isEmpty()) {
      throw CvcException.malformed(
          "%s names no issuer, role or dates: it is a request and not a certificate"
              .formatted(where));
    }
    return new CvCertificate(
        object.encoding(),
        body.issuer().get(),
        body.holder(),
        body.role().get(),
        body.dates().get(),
        body,
        signature);
  }

  public boolean isSelfIssued() {
    return issuer.equals(holder);
  }

  /** For a message: whoever made the certificate chose the name, within 16 characters. */
  String name() {
    return "certificate \"%s\"".formatted(holder);
  }

  void verifySignature(VerificationKey issuerKey) throws CvcException {
    issuerKey.verify(
        body.encoding(), signature, "the signature of %s by \"%s\"".formatted(name(), issuer));
  }
}
