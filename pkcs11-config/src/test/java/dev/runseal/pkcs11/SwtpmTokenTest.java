package dev.runseal.pkcs11;

import dev.runseal.testhsm.Swtpm;
import dev.runseal.testhsm.TokenBackend;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A TPM 2.0 through tpm2-pkcs11. */
class SwtpmTokenTest extends TokenContract {
  private static @Nullable Swtpm tpm;

  @BeforeAll
  static void startTheTpm() {
    tpm = Swtpm.start();
  }

  @AfterAll
  static void endTheTpm() {
    if (tpm != null) {
      tpm.close();
    }
  }

  @Override
  protected TokenBackend newBackend() {
    if (tpm == null) {
      throw new AssertionError("JUnit starts the TPM before it asks for tokens");
    }
    return tpm.newBackend();
  }

  @Override
  public TokenQuirks quirks() {
    return TokenQuirks.TPM2;
  }
}
