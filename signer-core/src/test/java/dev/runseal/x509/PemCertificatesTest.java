package dev.runseal.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PemCertificatesTest {
  private static final TestChain CHAIN = TestChain.named("a");

  private final String pem = PemCertificates.encode(CHAIN.certificates());

  @Test
  void whatIsEncodedParsesBack() throws Exception {
    assertThat(PemCertificates.parse(pem)).isEqualTo(CHAIN.certificates());
    assertThat(pem).startsWith("-----BEGIN CERTIFICATE-----\nMII");
    assertThat(pem.lines()).allMatch(line -> line.length() <= 64);
  }

  @Test
  void commentsBlankLinesAndCrLfAreLetIn() throws Exception {
    assertThat(PemCertificates.parse("# ours\n\n" + pem)).isEqualTo(CHAIN.certificates());
    assertThat(PemCertificates.parse(pem.replace("\n", "\r\n"))).isEqualTo(CHAIN.certificates());
  }

  @Test
  void aFileWithoutCertificatesIsRefused() {
    assertRefused("", "pem holds no certificate, expected at least one");
    assertRefused("# nothing\n", "pem holds no certificate, expected at least one");
  }

  @Test
  void aPrivateKeyIsRefused() {
    assertRefused(
        pem + "-----BEGIN PRIVATE KEY-----\n",
        "pem line %d is \"-----BEGIN PRIVATE KEY-----\", expected -----BEGIN CERTIFICATE-----"
            .formatted(pem.lines().count() + 1));
  }

  @Test
  void textBetweenCertificatesIsRefused() {
    assertRefused(
        "Certificate:\n" + pem,
        "pem line 1 is \"Certificate:\", expected -----BEGIN CERTIFICATE-----");
  }

  @Test
  void aBlockWithoutItsEndIsRefused() {
    assertRefused(
        "-----BEGIN CERTIFICATE-----\nAAAA\n",
        "pem block of line 1 ends at line 3 without -----END CERTIFICATE-----");
    assertRefused(
        "-----BEGIN CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\n",
        "pem block of line 1 ends at line 2 without -----END CERTIFICATE-----");
  }

  @Test
  void aBlockThatIsNoBase64OrNoCertificateIsRefused() {
    assertRefused(
        "-----BEGIN CERTIFICATE-----\nA A\n-----END CERTIFICATE-----\n",
        "pem block of line 1: not base64");
    assertRefused(
        "-----BEGIN CERTIFICATE-----\nBQA=\n-----END CERTIFICATE-----\n",
        "pem block of line 1 is no DER certificate");
    assertRefused(
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        "pem block of line 1 is empty, expected a DER certificate");
  }

  @Test
  void everyTruncationIsRefused() {
    String one = PemCertificates.encode(List.of(CHAIN.root())).stripTrailing();
    for (int length = 0; length < one.length(); length++) {
      String cut = one.substring(0, length);
      assertThatThrownBy(() -> PemCertificates.parse(cut)).isInstanceOf(ChainException.class);
    }
  }

  private static void assertRefused(String pem, String message) {
    assertThatThrownBy(() -> PemCertificates.parse(pem))
        .isInstanceOf(ChainException.class)
        .hasMessageStartingWith(message);
  }
}
