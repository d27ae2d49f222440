package dev.runseal.pkcs11;

import dev.runseal.bytes.Bytes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What CardContact's module shows of a SmartCard-HSM beside its keys: the device's certificates,
 * and the request that the device signed when it generated a key.
 */
final class CardObjects {
  /** What the module calls the certificates of the device and of its issuer. */
  static final List<String> CERTIFICATES = List.of("C.DevAut", "C.DICA");

  private final Session session;

  CardObjects(Session session) {
    this.session = session;
  }

  /** All parts of the evidence about a key; empty where this is no SmartCard-HSM. */
  Set<Bytes> about(Bytes keyId) throws TokenException {
    Set<Bytes> parts = new LinkedHashSet<>();
    for (String label : CERTIFICATES) {
      Template named = Template.ofClass(Ck.CKO_CERTIFICATE).with(Attribute.CKA_LABEL, label);
      parts.addAll(values(named, Attribute.CKA_VALUE));
    }
    if (parts.isEmpty()) {
      return parts; // other modules need not know the attribute that is asked for next
    }
    // A key whose file holds a certificate has no request any more: the one took the other's place.
    Template key = Template.ofClass(Ck.CKO_PUBLIC_KEY).with(Attribute.CKA_ID, keyId);
    parts.addAll(values(key, Attribute.CKA_CVC_REQUEST));
    return parts;
  }

  private Set<Bytes> values(Template wanted, Attribute attribute) throws TokenException {
    Set<Bytes> values = new LinkedHashSet<>();
    for (long handle : session.find(wanted)) {
      session.findAttribute(handle, attribute).ifPresent(values::add);
    }
    return values;
  }
}
