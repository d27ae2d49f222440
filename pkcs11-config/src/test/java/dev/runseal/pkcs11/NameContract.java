package dev.runseal.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.testhsm.TokenBackend.Ability;
import dev.runseal.testhsm.TokenFixture;
import org.junit.jupiter.api.Test;

/** How a token of every kind is found, opened and checked. */
interface NameContract {
  TokenScene scene();

  TokenQuirks quirks();

  @Test
  default void theTokenIsKnownForWhatItIs() throws Exception {
    try (Token daemon = scene().openDaemon()) {
      assertThat(daemon.quirks()).isEqualTo(quirks());
    }
  }

  @Test
  default void aTokenIsFoundBySerialWhereThatNamesOne() throws Exception {
    TokenFixture token = scene().daemonToken();
    var pin = new PinSource.OwnerOnlyFile(token.userPinFile());
    if (quirks().deviations().contains(new Deviation.NoSerial())) {
      try (Token found = scene().openDaemon()) {
        assertThat(found.info().serial()).isEmpty();
      }
      assertThatThrownBy(() -> TokenConfig.bySerial(token.module(), "", pin))
          .hasMessage("PKCS#11 URI has an empty serial");
      return;
    }
    var bySerial = TokenConfig.bySerial(token.module(), token.serial(), pin);
    if (!quirks().serialNamesOneToken()) {
      assertThatThrownBy(() -> Token.open(bySerial))
          .isInstanceOf(TokenException.class)
          .hasMessageStartingWith("2 tokens are named pkcs11:serial=" + token.serial())
          .hasMessageEndingWith(
              "; the serial number is the chip's, and the same for all of its tokens: name the token by its label");
      return;
    }
    try (Token found = Token.open(bySerial)) {
      assertThat(found.info().label()).isEqualTo("daemon");
    }
  }

  @Test
  default void aTokenIsFoundByUriWithAllThatItHas() throws Exception {
    TokenFixture token = scene().daemonToken();
    var pin = new PinSource.OwnerOnlyFile(token.userPinFile());
    String serial = token.serial().isEmpty() ? "" : ";serial=" + token.serial();
    var uri = Pkcs11Uri.parse("pkcs11:token=daemon" + serial);
    try (Token byUri = Token.open(new TokenConfig(token.module(), uri, pin))) {
      assertThat(byUri.info().label()).isEqualTo("daemon");
      assertThat(byUri.info().serial()).isEqualTo(token.serial());
    }
  }

  @Test
  default void aTokenThatIsNotThereIsRefusedWithWhatIs() {
    var pin = new PinSource.OwnerOnlyFile(scene().daemonToken().userPinFile());
    assertThatThrownBy(
            () -> Token.open(TokenConfig.byLabel(scene().daemonToken().module(), "absent", pin)))
        .isInstanceOf(TokenException.class)
        .hasMessageStartingWith("no token is named pkcs11:token=absent, found ")
        .hasMessageContaining("\"daemon\"")
        .hasMessageContaining("\"ceremony\"");
  }

  @Test
  default void twoTokensOfOneLabelAreRefusedWithTheirSerials() throws Exception {
    if (!scene().backend().abilities().contains(Ability.REPEAT_LABELS)) {
      assertThatThrownBy(() -> scene().backend().newToken("daemon"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("label");
      try (Cryptoki cryptoki = Cryptoki.load(scene().backend().module())) {
        assertThat(cryptoki.tokens())
            .extracting(TokenInfo::label)
            .containsExactlyInAnyOrder("ceremony", "daemon");
      }
      return;
    }
    TokenFixture twin = scene().backend().newToken("daemon");
    assertThatThrownBy(() -> scene().openDaemon())
        .isInstanceOf(TokenException.class)
        .hasMessageStartingWith("2 tokens are named pkcs11:token=daemon, expected one: ")
        .hasMessageContaining("serial %s)", twin.serial())
        .hasMessageContaining("serial %s)", scene().daemonToken().serial())
        .hasMessageEndingWith(
            quirks()
                .findAboutSerial()
                .map(known -> "; %s: %s".formatted(known.sentence(), known.remedy()))
                .orElse(" in " + scene().backend().module().toRealPath()));
  }
}
