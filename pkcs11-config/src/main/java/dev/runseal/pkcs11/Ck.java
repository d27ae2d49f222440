package dev.runseal.pkcs11;

/** The numbers of PKCS#11 that are neither results nor attributes, under their own names. */
// spec: PKCS #11 3.1, pkcs11t.h
final class Ck {
  private Ck() {}

  static final long CK_UNAVAILABLE_INFORMATION = -1;

  static final long CKO_DATA = 0;
  static final long CKO_CERTIFICATE = 1;
  static final long CKO_PUBLIC_KEY = 2;
  static final long CKO_PRIVATE_KEY = 3;
  static final long CKK_EC = 3;
  static final long CKC_X_509 = 0;
  static final long CKU_USER = 1;
  static final long CKF_HW = 0x1;
  static final long CKF_OS_LOCKING_OK = 0x2;
  static final long CKF_RW_SESSION = 0x2;
  static final long CKF_SERIAL_SESSION = 0x4;
  static final long CKF_USER_PIN_INITIALIZED = 0x8;
  static final long CKF_TOKEN_INITIALIZED = 0x400;
  static final long CKF_USER_PIN_FINAL_TRY = 0x20000;
  static final long CKF_USER_PIN_LOCKED = 0x40000;
  static final long CKF_USER_PIN_TO_BE_CHANGED = 0x80000;
}
