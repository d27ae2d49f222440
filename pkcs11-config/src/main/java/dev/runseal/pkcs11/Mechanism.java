package dev.runseal.pkcs11;

/** The mechanisms that matter here: two that a token must have, and two that are good to know. */
// spec: PKCS #11 3.1, pkcs11t.h
enum Mechanism {
  CKM_EC_KEY_PAIR_GEN(0x1040, "make elliptic-curve keys", true),
  CKM_ECDSA(0x1041, "sign with elliptic-curve keys", true),
  CKM_EC_EDWARDS_KEY_PAIR_GEN(0x1055, "make Ed25519 keys", false),
  CKM_EDDSA(0x1057, "sign with Ed25519 keys", false);

  private static final long P256_BITS = 256;

  private final long code;
  private final String purpose;
  private final boolean needed;

  Mechanism(long code, String purpose, boolean needed) {
    this.code = code;
    this.purpose = purpose;
    this.needed = needed;
  }

  /**
   * What a token says of one of its mechanisms; numbers are unsigned, as the token has them.
   *
   * @param hardware whether the device does it, and not the module's own software
   */
  record Range(long minBits, long maxBits, boolean hardware) {
    /** Some tokens list a mechanism and say nothing more of it. */
    static final Range UNTOLD = new Range(0, 0, false);

    boolean coversP256() {
      return maxBits == 0
          || maxBits == Ck.CK_UNAVAILABLE_INFORMATION
          || (Long.compareUnsigned(minBits, P256_BITS) <= 0
              && Long.compareUnsigned(P256_BITS, maxBits) <= 0);
    }
  }

  long code() {
    return code;
  }

  boolean needed() {
    return needed;
  }

  /** For messages: the name, and the number that a manual may list instead. */
  String described() {
    return "%s (0x%x)".formatted(name(), code);
  }

  /** Its purpose, to be read after "expected it to". */
  String purpose() {
    return purpose;
  }
}
