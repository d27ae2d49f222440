package dev.runseal.pkcs11;

import dev.runseal.testhsm.OpenCryptoki;
import dev.runseal.testhsm.TokenBackend;

/** The software token of opencryptoki. */
class OpenCryptokiTokenTest extends TokenContract {
  @Override
  protected TokenBackend newBackend() {
    return OpenCryptoki.create();
  }

  @Override
  public TokenQuirks quirks() {
    return TokenQuirks.OPENCRYPTOKI;
  }
}
