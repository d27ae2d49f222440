package dev.runseal.pkcs11;

import dev.runseal.testhsm.SoftHsm;
import dev.runseal.testhsm.TokenBackend;

class SoftHsmTokenTest extends TokenContract {
  @Override
  protected TokenBackend newBackend() {
    return SoftHsm.create();
  }

  @Override
  public TokenQuirks quirks() {
    return TokenQuirks.SOFTHSM;
  }
}
