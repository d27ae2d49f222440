package dev.runseal.pkcs11;

import dev.runseal.bytes.Bytes;

/**
 * How a Runseal key is made: P-256, on the token, to sign and for nothing else, and never to leave.
 * What the token made of it is read back as {@link KeyFacts}.
 */
record KeyTemplate(String label, Bytes id) {
  /** DER of the object identifier 1.2.840.10045.3.1.7, which is P-256. */
  static final Bytes P256 = Bytes.parseHex("06082a8648ce3d030107");

  KeyTemplate {
    if (label.isBlank()) {
      throw new IllegalArgumentException("key label is blank");
    }
    if (id.length() == 0) {
      throw new IllegalArgumentException("key id is empty");
    }
  }

  Template publicKey() {
    return Template.ofClass(Ck.CKO_PUBLIC_KEY)
        .with(Attribute.CKA_KEY_TYPE, Ck.CKK_EC)
        .with(Attribute.CKA_TOKEN, true)
        .with(Attribute.CKA_LABEL, label)
        .with(Attribute.CKA_ID, id)
        .with(Attribute.CKA_VERIFY, true)
        .with(Attribute.CKA_EC_PARAMS, P256);
  }

  Template privateKey() {
    return Template.ofClass(Ck.CKO_PRIVATE_KEY)
        .with(Attribute.CKA_KEY_TYPE, Ck.CKK_EC)
        .with(Attribute.CKA_TOKEN, true)
        .with(Attribute.CKA_PRIVATE, true)
        .with(Attribute.CKA_LABEL, label)
        .with(Attribute.CKA_ID, id)
        .with(Attribute.CKA_SENSITIVE, true)
        .with(Attribute.CKA_EXTRACTABLE, false)
        .with(Attribute.CKA_SIGN, true)
        .with(Attribute.CKA_DECRYPT, false)
        .with(Attribute.CKA_UNWRAP, false)
        .with(Attribute.CKA_DERIVE, false)
        .with(Attribute.CKA_SIGN_RECOVER, false);
  }
}
