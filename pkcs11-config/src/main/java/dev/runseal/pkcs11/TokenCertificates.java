package dev.runseal.pkcs11;

import dev.runseal.bytes.Bytes;
import dev.runseal.pkcs11.TokenException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Certificate;

/**
 * The X.509 certificates on one token. Beside a key stands at most one of its own; a YubiKey's
 * module shows a second one of the same id, which the device issued about the key, and which is
 * told from the first by its label.
 */
final class TokenCertificates {
  /** What ykcs11 calls the certificate of a device's attestation key; a slot's adds its number. */
  static final String PIV_ATTESTATION = "X.509 Certificate for PIV Attestation";

  private final Session session;

  TokenCertificates(Session session) {
    this.session = session;
  }

  /** Stores a certificate under the label and id of its key, where SunPKCS11 looks for it. */
  long store(KeyFacts key, Bytes der) throws TokenException {
    if (find(key.id()).isPresent()) {
      throw new TokenException(
          Reason.EXISTS,
          "a certificate of id %s is already there, expected none".formatted(key.id().toHex()));
    }
    return session.create(template(key.label(), key.id(), der));
  }

  static Template template(String label, Bytes id, Bytes der) {
    Certificate certificate = Certificate.getInstance(der.toArray());
    return certificates()
        .with(Attribute.CKA_CERTIFICATE_TYPE, Ck.CKC_X_509)
        .with(Attribute.CKA_TOKEN, true)
        .with(Attribute.CKA_PRIVATE, false)
        .with(Attribute.CKA_LABEL, label)
        .with(Attribute.CKA_ID, id)
        .with(Attribute.CKA_SUBJECT, Der.of(certificate.getSubject()))
        .with(Attribute.CKA_ISSUER, Der.of(certificate.getIssuer()))
        .with(Attribute.CKA_SERIAL_NUMBER, Der.of(certificate.getSerialNumber()))
        .with(Attribute.CKA_VALUE, der);
  }

  /** The certificate that stands beside a key: two would be one too many. */
  Optional<Bytes> find(Bytes id) throws TokenException {
    List<Long> found = new ArrayList<>();
    for (long handle : session.find(certificates().with(Attribute.CKA_ID, id))) {
      if (!isAttestation(handle)) {
        found.add(handle);
      }
    }
    if (found.size() > 1) {
      throw new TokenException(
          Reason.AMBIGUOUS,
          "%d certificates have the id %s, expected one".formatted(found.size(), id.toHex()));
    }
    return found.isEmpty()
        ? Optional.empty()
        : session.findAttribute(found.getFirst(), Attribute.CKA_VALUE);
  }

  /** What the device issued about a key. */
  List<Bytes> attestations(Bytes id) throws TokenException {
    List<Bytes> attestations = new ArrayList<>();
    for (long handle : session.find(certificates().with(Attribute.CKA_ID, id))) {
      if (isAttestation(handle)) {
        session.findAttribute(handle, Attribute.CKA_VALUE).ifPresent(attestations::add);
      }
    }
    return List.copyOf(attestations);
  }

  /** The certificate of the key with which the device attests. */
  List<Bytes> ofAttestationKey() throws TokenException {
    List<Bytes> certificates = new ArrayList<>();
    for (long handle : session.find(certificates().with(Attribute.CKA_LABEL, PIV_ATTESTATION))) {
      session.findAttribute(handle, Attribute.CKA_VALUE).ifPresent(certificates::add);
    }
    return List.copyOf(certificates);
  }

  private boolean isAttestation(long certificate) throws TokenException {
    return session
        .findAttribute(certificate, Attribute.CKA_LABEL)
        .map(label -> new String(label.toArray(), StandardCharsets.UTF_8))
        .filter(label -> label.startsWith(PIV_ATTESTATION + " "))
        .isPresent();
  }

  private static Template certificates() {
    return Template.ofClass(Ck.CKO_CERTIFICATE);
  }
}
