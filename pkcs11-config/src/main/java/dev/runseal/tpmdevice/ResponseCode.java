package dev.runseal.tpmdevice;

import java.util.Map;

/** What a TPM answered with: TPM_RC, of which only zero is success. */
record ResponseCode(int code) {
  private static final int FORMAT_ONE = 0x080;
  private static final int FORMAT_ONE_BITS = 0x0bf;
  private static final int HANDLE = 0x08b;

  /** Above it stands which layer of the software stack answered. */
  private static final int NUMBER_BITS = 0xfff;

  // spec: part 2, TPM_RC_REFERENCE_H0 to TPM_RC_REFERENCE_S6: nothing is loaded at a handle
  private static final int FIRST_REFERENCE = 0x910;
  private static final int LAST_REFERENCE = 0x91e;

  // spec: part 2, table "TPM_RC": those that an operator can meet
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(0x100, "TPM_RC_INITIALIZE"),
          Map.entry(0x101, "TPM_RC_FAILURE"),
          Map.entry(0x12f, "TPM_RC_AUTH_UNAVAILABLE"),
          Map.entry(0x143, "TPM_RC_COMMAND_CODE"),
          Map.entry(0x146, "TPM_RC_NV_RANGE"),
          Map.entry(0x149, "TPM_RC_NV_AUTHORIZATION"),
          Map.entry(0x14a, "TPM_RC_NV_UNINITIALIZED"),
          Map.entry(0x14b, "TPM_RC_NV_SPACE"),
          Map.entry(0x14c, "TPM_RC_NV_DEFINED"),
          Map.entry(0x902, "TPM_RC_OBJECT_MEMORY"),
          Map.entry(0x903, "TPM_RC_SESSION_MEMORY"),
          Map.entry(0x908, "TPM_RC_YIELDED"),
          Map.entry(0x90a, "TPM_RC_TESTING"),
          Map.entry(0x920, "TPM_RC_NV_RATE"),
          Map.entry(0x921, "TPM_RC_LOCKOUT"),
          Map.entry(0x922, "TPM_RC_RETRY"),
          Map.entry(0x923, "TPM_RC_NV_UNAVAILABLE"),
          Map.entry(0x082, "TPM_RC_ATTRIBUTES"),
          Map.entry(0x084, "TPM_RC_VALUE"),
          Map.entry(0x085, "TPM_RC_HIERARCHY"),
          Map.entry(0x08a, "TPM_RC_TYPE"),
          Map.entry(0x08b, "TPM_RC_HANDLE"),
          Map.entry(0x08e, "TPM_RC_AUTH_FAIL"),
          Map.entry(0x092, "TPM_RC_SCHEME"),
          Map.entry(0x095, "TPM_RC_SIZE"),
          Map.entry(0x096, "TPM_RC_SYMMETRIC"),
          Map.entry(0x099, "TPM_RC_INSUFFICIENT"),
          Map.entry(0x09d, "TPM_RC_POLICY_FAIL"),
          Map.entry(0x09f, "TPM_RC_INTEGRITY"),
          Map.entry(0x0a2, "TPM_RC_BAD_AUTH"),
          Map.entry(0x0a6, "TPM_RC_CURVE"));

  boolean isSuccess() {
    return code == 0;
  }

  /** The TPM did nothing, and would now. */
  boolean isTryAgain() {
    return code == 0x908 || code == 0x90a || code == 0x922;
  }

  boolean isNoSuchHandle() {
    int number = code & NUMBER_BITS;
    return isFormatOne() ? bare() == HANDLE : number >= FIRST_REFERENCE && number <= LAST_REFERENCE;
  }

  private boolean isFormatOne() {
    return (code & FORMAT_ONE) != 0;
  }

  /** Without the number of the handle, session or parameter that it is about. */
  private int bare() {
    return code & (isFormatOne() ? FORMAT_ONE_BITS : NUMBER_BITS);
  }

  @Override
  public String toString() {
    String name = NAMES.get(bare());
    String hex = "0x%03x".formatted(code);
    return name == null ? hex : "%s (%s)".formatted(name, hex);
  }
}
