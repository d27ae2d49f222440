package dev.runseal.cvc;

import dev.runseal.bytes.Bytes;

/**
 * What a SmartCard-HSM answers when it has generated a key pair (67): a request for a certificate,
 * signed with the new key, and then all of it signed with the device's own key. No other command of
 * the device makes one, so the pair was generated in a device of this kind and not brought in.
 *
 * @param request all octets of the inner request (7F21)
 * @param device whose key the outer signature is said to be by
 */
public record AuthenticatedRequest(
    Bytes encoding,
    Bytes request,
    CvBody body,
    Bytes innerSignature,
    KeyReference device,
    Bytes signature) {
  static final int TAG = 0x67;
  static final int MAX_LENGTH = 4096;

  public static AuthenticatedRequest parse(Bytes octets) throws CvcException {
    var in = new TlvReader(octets, "request");
    AuthenticatedRequest request = of(in.next(TAG, "an authenticated request"));
    in.end();
    return request;
  }

  static AuthenticatedRequest of(Tlv object) throws CvcException {
    if (object.encoding().length() > MAX_LENGTH) {
      throw CvcException.malformed(
          "request has %d bytes, expected at most %d"
              .formatted(object.encoding().length(), MAX_LENGTH));
    }
    TlvReader in = TlvReader.in(object, "request");
    Tlv inner = in.next(CvCertificate.TAG, "an inner request");
    KeyReference device =
        KeyReference.parse(in.next(0x42, "a device's reference"), "request: device");
    Bytes signature = in.next(0x5f37, "a device's signature").value();
    in.end();
    TlvReader innerIn = TlvReader.in(inner, "inner request");
    CvBody body = CvBody.parse(innerIn.next(0x7f4e, "a body"), "inner request");
    Bytes innerSignature = innerIn.next(0x5f37, "a signature").value();
    innerIn.end();
    if (body.role().isPresent()) {
      throw CvcException.malformed(
          "inner request has a role and dates: it is a certificate and not a request");
    }
    return new AuthenticatedRequest(
        object.encoding(), inner.encoding(), body, innerSignature, device, signature);
  }

  /** How whoever had the key made named it; nobody vouches for the name. */
  public KeyReference keyName() {
    return body.holder();
  }

  /** The new key, once it has shown that it can sign. */
  public VerificationKey verifyKey() throws CvcException {
    body.requireNoExtension("the request");
    VerificationKey key = VerificationKey.of(body.key(), "the request");
    // SHA-1 does here: the device signs over all of it again, so nobody gains from a collision.
    key.verify(body.encoding(), innerSignature, "the request's signature with the new key");
    return key;
  }

  /** Throws unless the device with this key made the request. */
  void verifyDevice(VerificationKey deviceKey) throws CvcException {
    Bytes reference =
        Bytes.concat(Bytes.of((byte) 0x42, (byte) device.text().length()), device.octets());
    deviceKey.verify(
        Bytes.concat(request, reference),
        signature,
        "the request's signature by device \"%s\"".formatted(device));
  }
}
