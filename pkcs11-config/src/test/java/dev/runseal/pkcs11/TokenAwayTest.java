package dev.runseal.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.SigningException;
import dev.runseal.key.ToBeSigned;
import dev.runseal.testhsm.SoftHsm;
import dev.runseal.testhsm.TokenFixture;
import dev.runseal.x509.ChainIssuer;
import dev.runseal.x509.Validity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token that goes away while it is open, in each way that SoftHSM has, and comes back. */
class TokenAwayTest {
  private static final Pkcs11Uri SEALING = Pkcs11Uri.ofKeyLabel("sealing");
  private static final Validity ONE_YEAR =
      Validity.of(Instant.parse("2026-11-21T00:00:00Z"), Duration.ofDays(365));
  private static final ToBeSigned SIGNED = new ToBeSigned.DssePae(Bytes.utf8("statement"));

  @TempDir Path elsewhere;
  private SoftHsm backend;
  private TokenFixture fixture;
  private Path tokens;

  @BeforeEach
  void holdTheCeremony() throws Exception {
    backend = SoftHsm.create();
    TokenFixture ceremony = backend.newToken("ceremony");
    fixture = backend.newToken("daemon");
    backend.enterProcess();
    tokens = Path.of(backend.environment().get("SOFTHSM2_CONF")).resolveSibling("tokens");
    var random = new SecureRandom();
    var plan =
        new Ceremony.Plan(
            "test.log", "root", "attestation", "sealing", "test root", ONE_YEAR, ONE_YEAR);
    new Ceremony(plan, new ChainIssuer(random), random, step -> {})
        .hold(TokenScene.config(ceremony), TokenScene.config(fixture));
  }

  @AfterEach
  void removeTokens() {
    if (backend != null) {
      backend.close();
    }
  }

  @Test
  void aModuleThatCannotBeInitialisedAnewIsAskedAgain() throws Exception {
    Path away = elsewhere.resolve("tokens");
    try (Token token = Token.open(TokenScene.config(fixture))) {
      TokenKey key = token.key(TokenKey.Role.SEALING, SEALING);
      Files.move(tokens, away);
      assertAway(key, "can't be initialised");
      assertAway(key, "can't be initialised");
      Files.move(away, tokens);
      assertThat(key.sign(SIGNED)).isNotNull();
    }
  }

  @Test
  void aModuleThatNoLongerShowsTheTokenIsAskedAgain() throws Exception {
    Path away = elsewhere.resolve("tokens");
    try (Token token = Token.open(TokenScene.config(fixture))) {
      TokenKey key = token.key(TokenKey.Role.SEALING, SEALING);
      Files.move(tokens, away);
      Files.createDirectory(tokens);
      assertAway(key, "no token is named");
      assertAway(key, "no token is named");
      Files.delete(tokens);
      Files.move(away, tokens);
      assertThat(key.sign(SIGNED)).isNotNull();
    }
  }

  private static void assertAway(TokenKey key, String why) {
    assertThatThrownBy(() -> key.sign(SIGNED))
        .isInstanceOfSatisfying(
            SigningException.class,
            refused -> assertThat(refused.reason()).isEqualTo(SigningException.Reason.UNAVAILABLE))
        .hasMessageStartingWith("token pkcs11:token=daemon is away: ")
        .hasMessageContaining(why);
  }
}
