package dev.runseal.pkcs11;

import static dev.runseal.pkcs11.TokenScene.SEALING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.testhsm.TokenBackend.Ability;
import dev.runseal.testhsm.TokenFixture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What tokens of every kind say of their keys, and what of it is believed. */
interface KeyContract {
  TokenScene scene();

  TokenQuirks quirks();

  @Test
  default void aKeyShowsNothingBesideWhatIsKnown() throws Exception {
    CeremonyResult result = scene().holdCeremony();
    assertThat(result.root().otherUses()).hasSameElementsAs(quirks().fixedUses());
    assertThat(result.sealing().otherUses()).hasSameElementsAs(quirks().fixedUses());
    try (Token daemon = scene().openDaemon()) {
      assertThat(daemon.deviations(SEALING)).isEqualTo(quirks().deviations());
    }
  }

  @Test
  default void twoKeysOfOneLabelAreRefused() throws Exception {
    scene().holdCeremony();
    scene()
        .onDaemonToken(
            opened -> opened.objects().generate(new KeyTemplate("sealing", Bytes.of((byte) 7))));
    try (Token daemon = scene().openDaemon()) {
      assertThatThrownBy(() -> daemon.key(TokenKey.Role.SEALING, SEALING))
          .isInstanceOf(TokenException.class)
          .hasMessageStartingWith("2 private keys are named pkcs11:object=sealing, expected one: ")
          .hasMessageContaining("\"sealing\" (id 07)");
      assertThat(daemon.facts(Pkcs11Uri.parse("pkcs11:id=%07")).label()).isEqualTo("sealing");
    }
  }

  @Test
  default void aKeyThatItsTokenWouldGiveAwayIsRefused() throws Exception {
    TokenScene.Deed makesLooseKey =
        opened -> {
          var template = new KeyTemplate("loose", Bytes.of((byte) 7));
          opened
              .session()
              .generateKeyPair(
                  template.publicKey(),
                  quirks()
                      .allowed(template.privateKey())
                      .with(Attribute.CKA_EXTRACTABLE, true)
                      .with(Attribute.CKA_SENSITIVE, false));
        };
    if (!scene().backend().abilities().contains(Ability.MAKE_EXTRACTABLE_KEYS)) {
      assertThatThrownBy(() -> scene().onDaemonToken(makesLooseKey))
          .isInstanceOf(TokenException.class)
          .hasMessageStartingWith("C_GenerateKeyPair returned CKR_");
      assertThat(scene().objectsOn(scene().daemonToken())).isZero();
      return;
    }
    scene().onDaemonToken(makesLooseKey);
    try (Token daemon = scene().openDaemon()) {
      assertThatThrownBy(() -> daemon.key(TokenKey.Role.SEALING, Pkcs11Uri.ofKeyLabel("loose")))
          .isInstanceOf(TokenException.class)
          .hasMessage(
              "private key \"loose\" is not kept by its token:"
                  + " CKA_SENSITIVE is false, expected true;"
                  + " CKA_EXTRACTABLE is true, expected false;"
                  + " CKA_NEVER_EXTRACTABLE is false, expected true;"
                  + " CKA_ALWAYS_SENSITIVE is false, expected true");
    }
  }

  @Test
  default void pkcs11ToolReadsTheSameFactsAsWe() throws Exception {
    CeremonyResult result = scene().holdCeremony();
    assertSameFacts(scene().ceremonyToken(), result.root(), result.attestationKey());
    assertSameFacts(scene().daemonToken(), result.sealing());
  }

  private void assertSameFacts(TokenFixture token, KeyFacts... keys) throws Exception {
    assertThat(ListedKey.parse(scene().pkcs11Tool(token, "--list-objects")))
        .containsExactlyInAnyOrder(
            Stream.of(keys)
                .map(facts ->
                    new ListedKey(
                        facts.label(),
                        facts.id().toHex(),
                        ListedKey.words(facts, ListedKey.USAGE),
                        ListedKey.words(facts, ListedKey.ACCESS)))
                .toArray(ListedKey[]::new));
    for (KeyFacts facts : keys) {
      assertThat(scene().readByPkcs11Tool(token, "pubkey", facts.id()))
          .isEqualTo(facts.publicKey().spki());
    }
  }
}
