package dev.runseal.pkcs11;

/** The attributes of token objects that we write or read. */
// spec: PKCS #11 3.1, pkcs11t.h
public enum Attribute {
  CKA_CLASS(0x000),
  CKA_TOKEN(0x001),
  CKA_PRIVATE(0x002),
  CKA_LABEL(0x003),
  CKA_APPLICATION(0x010),
  CKA_VALUE(0x011),
  CKA_CERTIFICATE_TYPE(0x080),
  CKA_ISSUER(0x081),
  CKA_SERIAL_NUMBER(0x082),
  CKA_KEY_TYPE(0x100),
  CKA_SUBJECT(0x101),
  CKA_ID(0x102),
  CKA_SENSITIVE(0x103),
  CKA_DECRYPT(0x105),
  CKA_UNWRAP(0x107),
  CKA_SIGN(0x108),
  CKA_SIGN_RECOVER(0x109),
  CKA_VERIFY(0x10a),
  CKA_DERIVE(0x10c),
  CKA_EXTRACTABLE(0x162),
  CKA_LOCAL(0x163),
  CKA_NEVER_EXTRACTABLE(0x164),
  CKA_ALWAYS_SENSITIVE(0x165),
  CKA_EC_PARAMS(0x180),
  CKA_EC_POINT(0x181),
  /** CardContact's: a SmartCard-HSM's request for the certificate of a key that it generated. */
  CKA_CVC_REQUEST(0x80000110L);

  private final long code;

  Attribute(long code) {
    this.code = code;
  }

  long code() {
    return code;
  }
}
