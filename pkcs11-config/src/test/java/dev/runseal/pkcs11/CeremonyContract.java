package dev.runseal.pkcs11;

import static dev.runseal.pkcs11.TokenScene.NOW;
import static dev.runseal.pkcs11.TokenScene.PLAN;
import static dev.runseal.pkcs11.TokenScene.ROOT;
import static dev.runseal.pkcs11.TokenScene.SEALING;
import static dev.runseal.pkcs11.TokenScene.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.key.Origin;
import dev.runseal.x509.SealingChain;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a ceremony makes on tokens of every kind, and what it refuses. */
interface CeremonyContract {
  TokenScene scene();

  @Test
  default void aCeremonyMakesTwoKeysThatTheirTokensKeep() throws Exception {
    CeremonyResult result = scene().holdCeremony();
    assertThat(result.log()).isEqualTo(Origin.of("test.log", result.sealing().publicKey()));
    try (Token daemon = scene().openDaemon()) {
      KeyFacts sealing = daemon.facts(SEALING);
      assertThat(sealing).isEqualTo(result.sealing());
      assertThat(sealing.attributes())
          .containsEntry(Attribute.CKA_SENSITIVE, true)
          .containsEntry(Attribute.CKA_ALWAYS_SENSITIVE, true)
          .containsEntry(Attribute.CKA_EXTRACTABLE, false)
          .containsEntry(Attribute.CKA_NEVER_EXTRACTABLE, true)
          .containsEntry(Attribute.CKA_LOCAL, true)
          .containsEntry(Attribute.CKA_SIGN, true);
      assertThat(daemon.findCertificate(SEALING)).contains(result.sealingCertificate());
    }
    SealingChain chain =
        SealingChain.validate(
            result.attestation().certificates(), Set.of(result.rootCertificate()), NOW);
    assertThat(chain.origin()).isEqualTo(result.log()).isEqualTo(result.attestation().log());
    assertThat(chain.sealingKey()).isEqualTo(result.sealing().publicKey());
  }

  @Test
  default void theRootKeyIsNotInTheDaemonsToken() throws Exception {
    CeremonyResult result = scene().holdCeremony();
    try (Token daemon = scene().openDaemon()) {
      assertThat(daemon.keys()).extracting(KeyFacts::label).containsExactly("sealing");
      assertThatThrownBy(() -> daemon.facts(ROOT))
          .isInstanceOf(TokenException.class)
          .hasMessage(
              "no private key is named pkcs11:object=root, found \"sealing\" (id %s)",
              result.sealing().id().toHex());
    }
  }

  @Test
  default void aLabelThatIsThereIsRefusedBeforeAnythingIsMade() throws Exception {
    scene().holdCeremony();
    assertThatThrownBy(scene()::holdCeremony)
        .isInstanceOf(TokenException.class)
        .hasMessageContaining("token \"ceremony\"")
        .hasMessageEndingWith("label \"root\" is already there, expected it unused");
    var halfNew = plan("root-2", "sealing");
    assertThatThrownBy(() -> scene().ceremony(halfNew, step -> {}))
        .isInstanceOf(TokenException.class)
        .hasMessageContaining("token \"daemon\"")
        .hasMessageEndingWith("label \"sealing\" is already there, expected it unused");
    try (Token ceremony = scene().openCeremony()) {
      assertThat(ceremony.keys()).extracting(KeyFacts::label).containsExactly("root");
    }
  }

  @Test
  default void aCeremonyThatFailsLeavesNothingBehind() throws Exception {
    for (Ceremony.Step failing : Ceremony.Step.values()) {
      assertThatThrownBy(() ->
              scene()
                  .ceremony(
                      PLAN,
                      step -> {
                        if (step == failing) {
                          throw new IllegalStateException("stopped at " + step);
                        }
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("stopped at " + failing)
          .hasNoSuppressedExceptions();
      assertThat(scene().objectsOn(scene().ceremonyToken())).as("after %s", failing).isZero();
      assertThat(scene().objectsOn(scene().daemonToken())).as("after %s", failing).isZero();
    }
    scene().holdCeremony();
  }

  @Test
  default void aCeremonyInOneTokenIsRefused() {
    var ceremony = TokenScene.newCeremony(PLAN, step -> {});
    assertThatThrownBy(() -> ceremony.hold(scene().daemonConfig(), scene().daemonConfig()))
        .isInstanceOf(TokenException.class)
        .hasMessageContaining("expected two tokens: the daemon must never hold the root key");
  }
}
