package dev.runseal.pkcs11;

import static dev.runseal.pkcs11.TokenScene.ATTESTATION;
import static dev.runseal.pkcs11.TokenScene.ONE_YEAR;
import static dev.runseal.pkcs11.TokenScene.ROOT;
import static dev.runseal.pkcs11.TokenScene.SEALING;
import static dev.runseal.pkcs11.TokenScene.checkpoint;
import static dev.runseal.pkcs11.TokenScene.signAndVerify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.SigningException;
import dev.runseal.key.ToBeSigned;
import dev.runseal.pkixevidence.ClaimType;
import dev.runseal.pkixevidence.ElementType;
import dev.runseal.pkixevidence.EvidenceElement;
import dev.runseal.pkixevidence.EvidenceStatement;
import dev.runseal.pkixevidence.OidArc;
import dev.runseal.x509.ChainIssuer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** How keys on tokens of every kind sign, and what they sign. */
interface SigningContract {
  ToBeSigned.KeyEvidence KEY_EVIDENCE =
      new EvidenceStatement(
              OidArc.RUNSEAL,
              List.of(
                  new EvidenceElement(
                      ElementType.PLATFORM,
                      List.of(EvidenceElement.Claim.text(ClaimType.VENDOR, "x")))))
          .toBeSigned();

  TokenScene scene();

  @Test
  default void whatTheTokenSignsVerifies() throws Exception {
    CeremonyResult result = scene().holdCeremony();
    try (Token daemon = scene().openDaemon()) {
      TokenKey key = daemon.key(TokenKey.Role.SEALING, SEALING);
      assertThat(key.publicKey()).isEqualTo(result.sealing().publicKey());
      signAndVerify(key, result.log(), 1);
      var statement = new ToBeSigned.DssePae(Bytes.utf8("{}"));
      key.publicKey().verify(statement.bytes(), key.sign(statement));
    }
  }

  @Test
  default void manyThreadsSignAtOnce() throws Exception {
    CeremonyResult result = scene().holdCeremony();
    try (Token daemon = scene().openDaemon();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      TokenKey key = daemon.key(TokenKey.Role.SEALING, SEALING);
      var signing = new ArrayList<Future<?>>();
      for (int thread = 0; thread < 64; thread++) {
        int first = thread * 10;
        signing.add(
            threads.submit(() -> {
              for (int size = first; size < first + 10; size++) {
                signAndVerify(key, result.log(), size);
              }
              return null;
            }));
      }
      for (Future<?> each : signing) {
        each.get();
      }
    }
  }

  @Test
  default void aRoleSignsOnlyWhatItIsFor() throws Exception {
    CeremonyResult result = scene().holdCeremony();
    try (Token ceremony = scene().openCeremony()) {
      TokenKey root = ceremony.key(TokenKey.Role.ROOT, ROOT);
      assertThatThrownBy(() -> root.sign(checkpoint(Origin.of("test.log", root.publicKey()), 1)))
          .isInstanceOf(AssertionError.class)
          .hasMessage("a checkpoint was to be signed by a key for ROOT, expected one for SEALING");
      assertThatThrownBy(() -> root.sign(new ToBeSigned.DssePae(Bytes.EMPTY)))
          .isInstanceOf(AssertionError.class)
          .hasMessage("a statement was to be signed by a key for ROOT, expected one for SEALING");
      TokenKey attestation = ceremony.key(TokenKey.Role.ATTESTATION, ATTESTATION);
      attestation.publicKey().verify(KEY_EVIDENCE.bytes(), attestation.sign(KEY_EVIDENCE));
      assertThatThrownBy(() -> root.sign(KEY_EVIDENCE))
          .isInstanceOf(AssertionError.class)
          .hasMessage(
              "key evidence was to be signed by a key for ROOT, expected one for ATTESTATION");
      assertThatThrownBy(() -> attestation.sign(checkpoint(result.log(), 1)))
          .isInstanceOf(AssertionError.class)
          .hasMessage(
              "a checkpoint was to be signed by a key for ATTESTATION, expected one for SEALING");
      assertThatThrownBy(() -> new ChainIssuer(new SecureRandom()).root(attestation, "x", ONE_YEAR))
          .isInstanceOf(AssertionError.class)
          .hasMessage(
              "a certificate was to be signed by a key for ATTESTATION, expected one for ROOT");
    }
    try (Token daemon = scene().openDaemon()) {
      TokenKey sealing = daemon.key(TokenKey.Role.SEALING, SEALING);
      assertThatThrownBy(() -> new ChainIssuer(new SecureRandom()).root(sealing, "x", ONE_YEAR))
          .isInstanceOf(AssertionError.class)
          .hasMessage("a certificate was to be signed by a key for SEALING, expected one for ROOT");
      assertThatThrownBy(() -> sealing.sign(KEY_EVIDENCE))
          .isInstanceOf(AssertionError.class)
          .hasMessage(
              "key evidence was to be signed by a key for SEALING, expected one for ATTESTATION");
      Origin other = Origin.of("other.log", result.root().publicKey());
      assertThatThrownBy(() -> sealing.sign(checkpoint(other, 1)))
          .isInstanceOf(AssertionError.class)
          .hasMessageStartingWith("a checkpoint of " + other + " was to be signed by another");
    }
  }

  @Test
  default void aReopenedTokenSignsWithTheSameKey() throws Exception {
    CeremonyResult result = scene().holdCeremony();
    try (Token daemon = scene().openDaemon()) {
      TokenKey key = daemon.key(TokenKey.Role.SEALING, SEALING);
      for (int size = 0; size < 5; size++) {
        daemon.reopen();
        signAndVerify(key, result.log(), size);
      }
    }
  }

  @Test
  default void aFreshProcessSignsWithTheSameKey() throws Exception {
    CeremonyResult result = scene().holdCeremony();
    scene().assertSignsElsewhere(scene().daemonToken().userPinFile(), result);
  }

  @Test
  default void sessionsThatDiedAreReplacedWithoutTheCallerNoticing() throws Exception {
    CeremonyResult result = scene().holdCeremony();
    try (Token daemon = scene().openDaemon();
        Cryptoki saboteur = Cryptoki.load(scene().backend().module())) {
      TokenKey key = daemon.key(TokenKey.Role.SEALING, SEALING);
      saboteur.closeAllSessions(Slot.named(scene().daemonConfig().token(), saboteur));
      signAndVerify(key, result.log(), 1);
      saboteur.closeAllSessions(Slot.named(scene().daemonConfig().token(), saboteur));
      assertThat(daemon.facts(SEALING)).isEqualTo(result.sealing());
    }
  }

  @Test
  default void aModuleThatWasFinalizedIsInitialisedAnew() throws Exception {
    CeremonyResult result = scene().holdCeremony();
    try (Token daemon = scene().openDaemon()) {
      TokenKey key = daemon.key(TokenKey.Role.SEALING, SEALING);
      Cryptoki.load(scene().backend().module()).close();
      signAndVerify(key, result.log(), 1);
      Cryptoki.load(scene().backend().module()).close();
      assertThat(daemon.facts(SEALING)).isEqualTo(result.sealing());
    }
  }

  @Test
  default void aClosedTokenRefuses() throws Exception {
    CeremonyResult result = scene().holdCeremony();
    Token daemon = scene().openDaemon();
    TokenKey key = daemon.key(TokenKey.Role.SEALING, SEALING);
    daemon.close();
    assertThatThrownBy(() -> signAndVerify(key, result.log(), 1))
        .isInstanceOf(SigningException.class)
        .hasMessage("token %s is closed", scene().daemonConfig().token());
  }
}
