package dev.runseal.pkcs11;

/** What a token must be able to do with P-256 keys, by the names of the specification. */
// spec: PKCS #11 3.1, pkcs11t.h
enum Mechanism {
  CKM_EC_KEY_PAIR_GEN(0x1040, "make elliptic-curve keys"),
  CKM_ECDSA(0x1041, "sign with elliptic-curve keys");

  private final long code;
  private final String purpose;

  Mechanism(long code, String purpose) {
    this.code = code;
    this.purpose = purpose;
  }

  long code() {
    return code;
  }

  /** Its purpose, to be read after "expected it to". */
  String purpose() {
    return purpose;
  }
}
