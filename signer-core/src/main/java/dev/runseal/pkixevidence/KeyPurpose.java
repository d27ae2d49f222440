package dev.runseal.pkixevidence;

import java.util.Locale;

/** What a key may be used for. Draft §5.2.5. */
public enum KeyPurpose {
  ENCRYPT(0),
  DECRYPT(1),
  WRAP(2),
  UNWRAP(3),
  SIGN(4),
  SIGN_RECOVER(5),
  VERIFY(6),
  VERIFY_RECOVER(7),
  DERIVE(8);

  private final int number;

  KeyPurpose(int number) {
    this.number = number;
  }

  /** Its arc below that of capabilities. */
  int number() {
    return number;
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
