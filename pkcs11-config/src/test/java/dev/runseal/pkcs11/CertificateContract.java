package dev.runseal.pkcs11;

import static dev.runseal.pkcs11.TokenScene.SEALING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import org.junit.jupiter.api.Test;

/** The certificates that stand beside keys, on tokens of every kind. */
interface CertificateContract {
  TokenScene scene();

  @Test
  default void aCertificateIsReadBackByItsIdAsItWasStored() throws Exception {
    CeremonyResult result = scene().holdCeremony();
    try (Token daemon = scene().openDaemon()) {
      assertThat(daemon.findCertificate(SEALING)).contains(result.sealingCertificate());
    }
    assertThat(scene().readByPkcs11Tool(scene().daemonToken(), "cert", result.sealing().id()))
        .isEqualTo(result.sealingCertificate());
    assertThat(scene().readByPkcs11Tool(scene().ceremonyToken(), "cert", result.root().id()))
        .isEqualTo(result.rootCertificate());
    scene()
        .onDaemonToken(
            opened -> assertThat(opened.objects().findCertificate(Bytes.of((byte) 7))).isEmpty());
  }

  @Test
  default void aSecondCertificateOfOneIdIsNotStored() throws Exception {
    CeremonyResult result = scene().holdCeremony();
    int before = scene().objectsOn(scene().daemonToken());
    assertThatThrownBy(() ->
            scene()
                .onDaemonToken(opened ->
                    opened.objects().storeCertificate(result.sealing(), result.rootCertificate())))
        .isInstanceOf(TokenException.class)
        .hasMessage(
            "a certificate of id %s is already there, expected none",
            result.sealing().id().toHex());
    assertThat(scene().objectsOn(scene().daemonToken())).isEqualTo(before);
  }

  @Test
  default void twoCertificatesOfOneIdAreRefused() throws Exception {
    CeremonyResult result = scene().holdCeremony();
    scene()
        .onDaemonToken(opened ->
            opened
                .session()
                .create(
                    TokenCertificates.template(
                        result.sealing().label(),
                        result.sealing().id(),
                        result.rootCertificate())));
    try (Token daemon = scene().openDaemon()) {
      assertThatThrownBy(() -> daemon.key(TokenKey.Role.SEALING, SEALING))
          .isInstanceOf(TokenException.class)
          .hasMessage("2 certificates have the id %s, expected one", result.sealing().id().toHex());
    }
  }

  @Test
  default void aKeyWithoutItsCertificateIsRefused() throws Exception {
    scene()
        .onDaemonToken(
            opened -> opened.objects().generate(new KeyTemplate("sealing", Bytes.of((byte) 7))));
    try (Token daemon = scene().openDaemon()) {
      assertThatThrownBy(() -> daemon.key(TokenKey.Role.SEALING, SEALING))
          .isInstanceOf(TokenException.class)
          .hasMessage("private key \"sealing\" has no certificate of its id beside it");
    }
  }

  @Test
  default void aCertificateOfAnotherKeyIsRefused() throws Exception {
    CeremonyResult result = scene().holdCeremony();
    scene()
        .onDaemonToken(opened -> {
          TokenObjects objects = opened.objects();
          Session.KeyPair pair = objects.generate(new KeyTemplate("odd", Bytes.of((byte) 7)));
          KeyFacts facts = objects.facts(pair.privateKey());
          objects.storeCertificate(facts, result.sealingCertificate());
        });
    try (Token daemon = scene().openDaemon()) {
      assertThatThrownBy(() -> daemon.key(TokenKey.Role.SEALING, Pkcs11Uri.ofKeyLabel("odd")))
          .isInstanceOf(TokenException.class)
          .hasMessageStartingWith(
              "certificate beside \"odd\" is about %s, expected P-256 sha256:",
              result.sealing().publicKey());
    }
  }
}
