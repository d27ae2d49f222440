package dev.runseal.pkcs11;

import java.nio.file.Path;

/** Which token, through which module, opened by which PIN. */
public record TokenConfig(Path module, Pkcs11Uri token, PinSource pin) {
  public TokenConfig {
    if (!token.hasToken()) {
      throw new IllegalArgumentException(
          "%s names no token, expected a label or a serial".formatted(token));
    }
  }

  public static TokenConfig byLabel(Path module, String label, PinSource pin) {
    return new TokenConfig(module, Pkcs11Uri.ofTokenLabel(label), pin);
  }

  public static TokenConfig bySerial(Path module, String serial, PinSource pin) {
    return new TokenConfig(module, Pkcs11Uri.ofTokenSerial(serial), pin);
  }
}
