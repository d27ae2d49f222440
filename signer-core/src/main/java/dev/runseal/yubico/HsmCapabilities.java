package dev.runseal.yubico;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a YubiHSM 2 lets be done with an object, a bit each; bit 0 is the lowest of the last octet.
 * Yubico: "Capabilities".
 */
public record HsmCapabilities(BigInteger bits) {
  private static final int EXPORTABLE_UNDER_WRAP = 16;

  private static final List<String> NAMES =
      List.of(
          "get-opaque",
          "put-opaque",
          "put-authentication-key",
          "put-asymmetric-key",
          "generate-asymmetric-key",
          "sign-pkcs",
          "sign-pss",
          "sign-ecdsa",
          "sign-eddsa",
          "decrypt-pkcs",
          "decrypt-oaep",
          "derive-ecdh",
          "export-wrapped",
          "import-wrapped",
          "put-wrap-key",
          "generate-wrap-key",
          "exportable-under-wrap",
          "set-option",
          "get-option",
          "get-pseudo-random",
          "put-hmac-key",
          "generate-hmac-key",
          "sign-hmac",
          "verify-hmac",
          "get-log-entries",
          "sign-ssh-certificate",
          "get-template",
          "put-template",
          "reset-device",
          "decrypt-otp",
          "create-otp-aead",
          "randomize-otp-aead",
          "rewrap-from-otp-aead-key",
          "rewrap-to-otp-aead-key",
          "sign-attestation-certificate");

  /** Whether a wrap key of the device may take the key out, encrypted. */
  public boolean isExportableUnderWrap() {
    return bits.testBit(EXPORTABLE_UNDER_WRAP);
  }

  /** By name; those that concern no asymmetric key by number. */
  @Override
  public String toString() {
    return IntStream.range(0, bits.bitLength())
        .filter(bits::testBit)
        .mapToObj(bit -> bit < NAMES.size() ? NAMES.get(bit) : "bit " + bit)
        .collect(Collectors.joining(", "));
  }
}
