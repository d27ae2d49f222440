package dev.runseal.pkcs11;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a PKCS#11 function returned, under the names of the specification, and what is to be done
 * about it.
 */
// spec: PKCS #11 3.1 §5.1.1-§5.1.8 and pkcs11t.h
enum CkResult {
  CKR_OK(0x0L, Meaning.OK),
  CKR_CANCEL(0x1L, Meaning.RETRY),
  CKR_HOST_MEMORY(0x2L, Meaning.REBUILD),
  CKR_SLOT_ID_INVALID(0x3L, Meaning.TOKEN_GONE),
  CKR_GENERAL_ERROR(0x5L, Meaning.REBUILD),
  CKR_FUNCTION_FAILED(0x6L, Meaning.REBUILD),
  CKR_ARGUMENTS_BAD(0x7L, Meaning.OUR_BUG),
  CKR_NO_EVENT(0x8L, Meaning.OUR_BUG),
  CKR_NEED_TO_CREATE_THREADS(0x9L, Meaning.REFUSED),
  CKR_CANT_LOCK(0xAL, Meaning.REFUSED),
  CKR_ATTRIBUTE_READ_ONLY(0x10L, Meaning.REFUSED),
  CKR_ATTRIBUTE_SENSITIVE(0x11L, Meaning.REFUSED),
  CKR_ATTRIBUTE_TYPE_INVALID(0x12L, Meaning.REFUSED),
  CKR_ATTRIBUTE_VALUE_INVALID(0x13L, Meaning.REFUSED),
  CKR_ACTION_PROHIBITED(0x1BL, Meaning.REFUSED),
  CKR_DATA_INVALID(0x20L, Meaning.OUR_BUG),
  CKR_DATA_LEN_RANGE(0x21L, Meaning.OUR_BUG),
  CKR_DEVICE_ERROR(0x30L, Meaning.REBUILD),
  CKR_DEVICE_MEMORY(0x31L, Meaning.REBUILD),
  CKR_DEVICE_REMOVED(0x32L, Meaning.TOKEN_GONE),
  CKR_ENCRYPTED_DATA_INVALID(0x40L, Meaning.OUR_BUG),
  CKR_ENCRYPTED_DATA_LEN_RANGE(0x41L, Meaning.OUR_BUG),
  CKR_AEAD_DECRYPT_FAILED(0x42L, Meaning.OUR_BUG),
  CKR_FUNCTION_CANCELED(0x50L, Meaning.RETRY),
  CKR_FUNCTION_NOT_PARALLEL(0x51L, Meaning.OUR_BUG),
  CKR_FUNCTION_NOT_SUPPORTED(0x54L, Meaning.REFUSED),
  CKR_KEY_HANDLE_INVALID(0x60L, Meaning.REBUILD),
  CKR_KEY_SIZE_RANGE(0x62L, Meaning.REFUSED),
  CKR_KEY_TYPE_INCONSISTENT(0x63L, Meaning.REFUSED),
  CKR_KEY_NOT_NEEDED(0x64L, Meaning.OUR_BUG),
  CKR_KEY_CHANGED(0x65L, Meaning.REBUILD),
  CKR_KEY_NEEDED(0x66L, Meaning.OUR_BUG),
  CKR_KEY_INDIGESTIBLE(0x67L, Meaning.REFUSED),
  CKR_KEY_FUNCTION_NOT_PERMITTED(0x68L, Meaning.REFUSED),
  CKR_KEY_NOT_WRAPPABLE(0x69L, Meaning.REFUSED),
  CKR_KEY_UNEXTRACTABLE(0x6AL, Meaning.REFUSED),
  CKR_MECHANISM_INVALID(0x70L, Meaning.REFUSED),
  CKR_MECHANISM_PARAM_INVALID(0x71L, Meaning.REFUSED),
  CKR_OBJECT_HANDLE_INVALID(0x82L, Meaning.REBUILD),
  CKR_OPERATION_ACTIVE(0x90L, Meaning.RETRY),
  CKR_OPERATION_NOT_INITIALIZED(0x91L, Meaning.RETRY),
  CKR_PIN_INCORRECT(0xA0L, Meaning.PIN),
  CKR_PIN_INVALID(0xA1L, Meaning.PIN),
  CKR_PIN_LEN_RANGE(0xA2L, Meaning.PIN),
  CKR_PIN_EXPIRED(0xA3L, Meaning.PIN),
  CKR_PIN_LOCKED(0xA4L, Meaning.PIN),
  CKR_SESSION_CLOSED(0xB0L, Meaning.RETRY),
  CKR_SESSION_COUNT(0xB1L, Meaning.RETRY),
  CKR_SESSION_HANDLE_INVALID(0xB3L, Meaning.RETRY),
  CKR_SESSION_PARALLEL_NOT_SUPPORTED(0xB4L, Meaning.OUR_BUG),
  CKR_SESSION_READ_ONLY(0xB5L, Meaning.OUR_BUG),
  CKR_SESSION_EXISTS(0xB6L, Meaning.REFUSED),
  CKR_SESSION_READ_ONLY_EXISTS(0xB7L, Meaning.REFUSED),
  CKR_SESSION_READ_WRITE_SO_EXISTS(0xB8L, Meaning.REFUSED),
  CKR_SIGNATURE_INVALID(0xC0L, Meaning.OUR_BUG),
  CKR_SIGNATURE_LEN_RANGE(0xC1L, Meaning.OUR_BUG),
  CKR_TEMPLATE_INCOMPLETE(0xD0L, Meaning.REFUSED),
  CKR_TEMPLATE_INCONSISTENT(0xD1L, Meaning.REFUSED),
  CKR_TOKEN_NOT_PRESENT(0xE0L, Meaning.TOKEN_GONE),
  CKR_TOKEN_NOT_RECOGNIZED(0xE1L, Meaning.TOKEN_GONE),
  CKR_TOKEN_WRITE_PROTECTED(0xE2L, Meaning.REFUSED),
  CKR_UNWRAPPING_KEY_HANDLE_INVALID(0xF0L, Meaning.OUR_BUG),
  CKR_UNWRAPPING_KEY_SIZE_RANGE(0xF1L, Meaning.OUR_BUG),
  CKR_UNWRAPPING_KEY_TYPE_INCONSISTENT(0xF2L, Meaning.OUR_BUG),
  CKR_USER_ALREADY_LOGGED_IN(0x100L, Meaning.REFUSED),
  CKR_USER_NOT_LOGGED_IN(0x101L, Meaning.REBUILD),
  CKR_USER_PIN_NOT_INITIALIZED(0x102L, Meaning.PIN),
  CKR_USER_TYPE_INVALID(0x103L, Meaning.OUR_BUG),
  CKR_USER_ANOTHER_ALREADY_LOGGED_IN(0x104L, Meaning.REFUSED),
  CKR_USER_TOO_MANY_TYPES(0x105L, Meaning.REFUSED),
  CKR_WRAPPED_KEY_INVALID(0x110L, Meaning.OUR_BUG),
  CKR_WRAPPED_KEY_LEN_RANGE(0x112L, Meaning.OUR_BUG),
  CKR_WRAPPING_KEY_HANDLE_INVALID(0x113L, Meaning.OUR_BUG),
  CKR_WRAPPING_KEY_SIZE_RANGE(0x114L, Meaning.OUR_BUG),
  CKR_WRAPPING_KEY_TYPE_INCONSISTENT(0x115L, Meaning.OUR_BUG),
  CKR_RANDOM_SEED_NOT_SUPPORTED(0x120L, Meaning.REFUSED),
  CKR_RANDOM_NO_RNG(0x121L, Meaning.REFUSED),
  CKR_DOMAIN_PARAMS_INVALID(0x130L, Meaning.REFUSED),
  CKR_CURVE_NOT_SUPPORTED(0x140L, Meaning.REFUSED),
  CKR_BUFFER_TOO_SMALL(0x150L, Meaning.OUR_BUG),
  CKR_SAVED_STATE_INVALID(0x160L, Meaning.OUR_BUG),
  CKR_INFORMATION_SENSITIVE(0x170L, Meaning.REFUSED),
  CKR_STATE_UNSAVEABLE(0x180L, Meaning.OUR_BUG),
  CKR_CRYPTOKI_NOT_INITIALIZED(0x190L, Meaning.REBUILD),
  CKR_CRYPTOKI_ALREADY_INITIALIZED(0x191L, Meaning.OUR_BUG),
  CKR_MUTEX_BAD(0x1A0L, Meaning.REBUILD),
  CKR_MUTEX_NOT_LOCKED(0x1A1L, Meaning.REBUILD),
  CKR_NEW_PIN_MODE(0x1B0L, Meaning.PIN),
  CKR_NEXT_OTP(0x1B1L, Meaning.PIN),
  CKR_EXCEEDED_MAX_ITERATIONS(0x1B5L, Meaning.REFUSED),
  CKR_FIPS_SELF_TEST_FAILED(0x1B6L, Meaning.REFUSED),
  CKR_LIBRARY_LOAD_FAILED(0x1B7L, Meaning.REBUILD),
  CKR_PIN_TOO_WEAK(0x1B8L, Meaning.PIN),
  CKR_PUBLIC_KEY_INVALID(0x1B9L, Meaning.REFUSED),
  CKR_FUNCTION_REJECTED(0x200L, Meaning.REFUSED),
  CKR_TOKEN_RESOURCE_EXCEEDED(0x201L, Meaning.REBUILD),
  CKR_OPERATION_CANCEL_FAILED(0x202L, Meaning.RETRY),
  /** A code that only the token's vendor knows, or none that the specification has. */
  CKR_VENDOR_DEFINED(0x80000000L, Meaning.REBUILD);

  /** What a result asks of us. */
  enum Meaning {
    OK,
    /** The session is spoilt: the same call on a fresh session may work. */
    RETRY,
    /** The module, its login or its handles are spoilt: finalize, initialise and log in anew. */
    REBUILD,
    /** The token is away. It may come back; nothing we call brings it back. */
    TOKEN_GONE,
    /** The PIN was not taken. Never try it again: the token counts. */
    PIN,
    /** The token is there, understood, and says no. */
    REFUSED,
    /** We called the module wrongly. */
    OUR_BUG
  }

  private static final Map<Long, CkResult> BY_CODE =
      Arrays.stream(values()).collect(Collectors.toMap(result -> result.code, result -> result));
  private static final Pattern NAME = Pattern.compile("\\bCKR_[A-Z0-9_]+");

  private final long code;
  private final Meaning meaning;

  CkResult(long code, Meaning meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  static CkResult of(long code) {
    return BY_CODE.getOrDefault(code, CKR_VENDOR_DEFINED);
  }

  Meaning meaning() {
    return meaning;
  }

  /** The name, and for a vendor's code the number too. */
  static String describe(long code) {
    CkResult result = of(code);
    return result == CKR_VENDOR_DEFINED ? "%s (0x%08x)".formatted(result, code) : result.name();
  }

  /**
   * The result behind an exception of SunPKCS11. Its PKCS11Exception stands in a package that the
   * JDK does not export, so its message is read, which is the specification's name of the code.
   */
  static Optional<CkResult> findIn(Throwable thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at.getClass().getName().equals("sun.security.pkcs11.wrapper.PKCS11Exception")) {
        return Optional.of(named(String.valueOf(at.getMessage())));
      }
    }
    return Optional.empty();
  }

  private static CkResult named(String message) {
    Matcher name = NAME.matcher(message);
    if (name.find()) {
      for (CkResult result : values()) {
        if (result.name().equals(name.group())) {
          return result;
        }
      }
    }
    return CKR_VENDOR_DEFINED;
  }
}
