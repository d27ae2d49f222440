package dev.runseal.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** A token is asked what it can do before anything is asked of it. */
class MechanismsTest {
  private static final TokenInfo TOKEN = new TokenInfo("daemon", "Maker", "Model", "7", "1.0", 0);
  private static final Mechanism.Range ANY = new Mechanism.Range(0, 0, false);

  @Test
  void aTokenThatMakesNoKeysIsRefusedWithTheMechanismThatItLacks() {
    assertThatThrownBy(() -> new Mechanisms(TOKEN, Map.of(Mechanism.CKM_ECDSA, ANY)).verifyEnough())
        .isInstanceOfSatisfying(
            TokenException.class,
            e -> assertThat(e.reason()).isEqualTo(TokenException.Reason.NO_MECHANISM))
        .hasMessage(
            "token \"daemon\" (Maker Model, serial 7) has no mechanism CKM_EC_KEY_PAIR_GEN (0x1040), expected it to make elliptic-curve keys");
  }

  @Test
  void aTokenOfOtherCurvesIsRefused() {
    var larger = new Mechanism.Range(384, 521, true);
    assertThatThrownBy(() ->
            new Mechanisms(
                    TOKEN,
                    Map.of(Mechanism.CKM_EC_KEY_PAIR_GEN, larger, Mechanism.CKM_ECDSA, larger))
                .verifyEnough())
        .hasMessage(
            "token \"daemon\" (Maker Model, serial 7) has mechanism CKM_EC_KEY_PAIR_GEN (0x1040) for 384 to 521 bits, expected 256 among them");
  }

  @Test
  void edDsaIsNoNeed() {
    var enough =
        new Mechanisms(
            TOKEN,
            Map.of(
                Mechanism.CKM_EC_KEY_PAIR_GEN,
                ANY,
                Mechanism.CKM_ECDSA,
                new Mechanism.Range(256, 256, true)));
    assertThatCode(enough::verifyEnough).doesNotThrowAnyException();
    assertThat(enough.hasEdDsa()).isFalse();
    assertThat(enough.listed()).isEqualTo("CKM_EC_KEY_PAIR_GEN, CKM_ECDSA in hardware");
  }
}
