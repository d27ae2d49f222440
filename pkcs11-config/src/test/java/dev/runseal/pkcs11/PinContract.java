package dev.runseal.pkcs11;

import static dev.runseal.pkcs11.TokenScene.SEALING;
import static dev.runseal.pkcs11.TokenScene.signAndVerify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.key.SigningException;
import dev.runseal.testhsm.TokenFixture;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** A PIN is tried once, on tokens of every kind, whatever happens then. */
interface PinContract {
  String REFUSED =
      "did not take the PIN, which will not be tried again: C_Login returned CKR_PIN_INCORRECT";

  TokenScene scene();

  @Test
  default void aWrongPinIsTriedOnce() throws Exception {
    TokenFixture token = scene().daemonToken();
    Path wrong = scene().ownerOnlyFile("wrong", "wrong-" + token.userPin());
    OptionalInt before = scene().backend().findWrongPins(token);
    assertThat(scene().openedElsewhere(wrong)).startsWith("PIN token \"daemon\"").endsWith(REFUSED);
    assertMoreWrongPins(1, before);
    assertThat(scene().openedElsewhere(token.userPinFile())).isEqualTo("opened daemon");
    assertMoreWrongPins(1, before);
  }

  @Test
  default void aPinThatIsChangedUnderARunningTokenStopsTheKeyForGood() throws Exception {
    TokenFixture token = scene().daemonToken();
    CeremonyResult result = scene().holdCeremony();
    OptionalInt before = scene().backend().findWrongPins(token);
    try (Token daemon = scene().openDaemon()) {
      TokenKey key = daemon.key(TokenKey.Role.SEALING, SEALING);
      scene().pkcs11Tool(token, "--change-pin", "--new-pin", "new-pin");
      Cryptoki.load(token.module()).close();
      for (int attempt = 0; attempt < 3; attempt++) {
        assertThatThrownBy(() -> signAndVerify(key, result.log(), 1))
            .isInstanceOfSatisfying(
                SigningException.class,
                e -> assertThat(e.reason()).isEqualTo(SigningException.Reason.REFUSED))
            .hasMessageContaining("did not take the PIN, which will not be tried again");
      }
      assertThatThrownBy(daemon::reopen).hasMessageContaining("will not be tried again");
    }
    assertMoreWrongPins(1, before);
  }

  @Test
  default void afterAChangeOfThePinTheNewOneOpensAndTheOldOneDoesNot() throws Exception {
    TokenFixture token = scene().daemonToken();
    CeremonyResult result = scene().holdCeremony();
    scene().pkcs11Tool(token, "--change-pin", "--new-pin", "new-pin");
    assertThat(scene().openedElsewhere(token.userPinFile()))
        .startsWith("PIN token \"daemon\"")
        .endsWith(REFUSED);
    Path changed = scene().ownerOnlyFile("changed", "new-pin");
    scene().assertSignsElsewhere(changed, result);
  }

  /** Where the token tells how many it counted. */
  private void assertMoreWrongPins(int more, OptionalInt before) {
    if (before.isPresent()) {
      assertThat(scene().backend().findWrongPins(scene().daemonToken()))
          .hasValue(before.getAsInt() + more);
    }
  }
}
