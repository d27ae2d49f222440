package dev.runseal.pkcs11;

import static dev.runseal.pkcs11.TokenScene.PLAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.testhsm.SharedObject;
import dev.runseal.testhsm.SoftHsm;
import dev.runseal.testhsm.TokenFixture;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ceremony's token that has room for a root key and nothing more. */
class FullTokenTest {
  @TempDir Path directory;

  @Test
  void aCeremonyThatFindsNoRoomForTheAttestationKeySaysSoAndLeavesNothing() throws Exception {
    try (TokenScene scene = new TokenScene(SoftHsm.create(), directory)) {
      Path full = full(scene.backend().module());
      Ceremony ceremony = TokenScene.newCeremony(PLAN, step -> {});
      assertThatThrownBy(() ->
              ceremony.hold(
                  through(full, scene.ceremonyToken()), through(full, scene.daemonToken())))
          .isInstanceOf(TokenException.class)
          .hasMessageStartingWith("token \"ceremony\" (SoftHSM project SoftHSM v2, serial ")
          .hasMessageContaining(
              " holds key \"root\" and makes no key \"attestation\" beside it: C_GenerateKeyPair returned CKR_DEVICE_MEMORY")
          .hasMessageEndingWith(": take a token with room for two key pairs")
          .hasNoSuppressedExceptions();
      assertThat(scene.objectsOn(scene.ceremonyToken())).isZero();
      assertThat(scene.objectsOn(scene.daemonToken())).isZero();
    }
  }

  private static TokenConfig through(Path module, TokenFixture token) {
    return TokenConfig.byLabel(
        module, token.label(), new PinSource.OwnerOnlyFile(token.userPinFile()));
  }

  private Path full(Path over) throws Exception {
    try (InputStream source = FullTokenTest.class.getResourceAsStream("full-module.c")) {
      return SharedObject.compile(
          Objects.requireNonNull(source).readAllBytes(),
          directory.resolve("full-module.so"),
          List.of("-DOVER=\"%s\"".formatted(over)));
    }
  }
}
