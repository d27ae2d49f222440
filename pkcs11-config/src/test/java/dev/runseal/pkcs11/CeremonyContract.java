package dev.runseal.pkcs11;

import static dev.runseal.pkcs11.TokenScene.ATTESTATION;
import static dev.runseal.pkcs11.TokenScene.NOW;
import static dev.runseal.pkcs11.TokenScene.PLAN;
import static dev.runseal.pkcs11.TokenScene.ROOT;
import static dev.runseal.pkcs11.TokenScene.SEALING;
import static dev.runseal.pkcs11.TokenScene.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.attestation.Custody;
import dev.runseal.attestation.CustodyFact;
import dev.runseal.attestation.CustodyLevel;
import dev.runseal.attestation.DeviceRoots;
import dev.runseal.attestation.EncodedEvidence;
import dev.runseal.attestation.EvidenceSubject;
import dev.runseal.attestation.EvidenceType;
import dev.runseal.attestation.PkixEvidence;
import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.x509.ChainException;
import dev.runseal.x509.SealingChain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a ceremony makes on tokens of every kind, and what it refuses. */
interface CeremonyContract {
  TokenScene scene();

  @Test
  default void aCeremonyMakesKeysThatTheirTokensKeep() throws Exception {
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

  /** Every kind under contract is a program, and says so of itself. */
  @Test
  default void theHostSaysThatTheSealingKeyLiesInSoftware() throws Exception {
    CeremonyResult result = scene().holdCeremony();
    EncodedEvidence evidence = result.attestation().evidence().getFirst();
    assertThat(result.attestation().evidence()).hasSize(1);
    assertThat(evidence.mediaType()).isEqualTo("application/vnd.runseal.pkix-evidence");
    PkixEvidence read = PkixEvidence.decode(evidence.value());
    Custody custody =
        read.verify(
            new EvidenceSubject(result.sealing().publicKey().spki(), Optional.of(result.log())),
            DeviceRoots.NONE.with(EvidenceType.PKIX, Set.of(result.rootCertificate())),
            NOW);
    assertThat(custody).isEqualTo(result.custody());
    assertThat(custody.level()).isEqualTo(CustodyLevel.SOFTWARE);
    TokenInfo token = daemonsTokenInfo();
    assertThat(custody.find(CustodyFact.Name.MAKER)).contains(token.manufacturer());
    assertThat(custody.find(CustodyFact.Name.MODEL)).contains(token.model());
    assertThat(custody.find(CustodyFact.Name.FIRMWARE)).contains(token.firmware());
    assertThat(custody.find(CustodyFact.Name.KEY_LABEL))
        .contains("sealing, id " + result.sealing().id().toHex());
    assertThat(custody.find(CustodyFact.Name.CAPABILITIES).orElseThrow()).contains("sign");
    assertThat(custody.find(CustodyFact.Name.BOUND_TO_LOG)).contains("yes");
    assertThat(read.signed().statement().keys()).hasSize(1);
  }

  private TokenInfo daemonsTokenInfo() throws TokenException {
    var found = new ArrayList<TokenInfo>();
    scene().onDaemonToken(opened -> found.add(opened.slot().token()));
    return found.getFirst();
  }

  @Test
  default void theAttestationKeyStandsBesideTheRootWithItsCertificate() throws Exception {
    CeremonyResult result = scene().holdCeremony();
    try (Token ceremony = scene().openCeremony()) {
      assertThat(ceremony.facts(ATTESTATION)).isEqualTo(result.attestationKey());
      Bytes certificate = ceremony.findCertificate(ATTESTATION).orElseThrow();
      assertThatThrownBy(() ->
              SealingChain.validate(List.of(certificate), Set.of(result.rootCertificate()), NOW))
          .isInstanceOf(ChainException.class)
          .hasMessageContaining("extended key usage is without");
    }
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
    var halfNew = plan("root-2", "attestation-2", "sealing");
    assertThatThrownBy(() -> scene().ceremony(halfNew, step -> {}))
        .isInstanceOf(TokenException.class)
        .hasMessageContaining("token \"daemon\"")
        .hasMessageEndingWith("label \"sealing\" is already there, expected it unused");
    try (Token ceremony = scene().openCeremony()) {
      assertThat(ceremony.keys())
          .extracting(KeyFacts::label)
          .containsExactlyInAnyOrder("root", "attestation");
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
