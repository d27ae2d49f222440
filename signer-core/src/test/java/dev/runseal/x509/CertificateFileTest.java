package dev.runseal.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CertificateFileTest {
  private static final TestChain OURS = TestChain.named("a");
  private static final String PEM = PemCertificates.encode(OURS.certificates());

  @Test
  void oneInDerIsRead() throws Exception {
    assertThat(CertificateFile.parse(OURS.root(), "root.der"))
        .extracting(DeviceCertificate::der)
        .containsExactly(OURS.root());
  }

  @Test
  void pemIsReadWithTheTextAroundIt() throws Exception {
    String file = "Certificate:\n    Data:\r\n" + PEM.replace("\n", "\r\n") + "\nthat was all";

    List<DeviceCertificate> found = CertificateFile.parse(Bytes.utf8(file), "chain.pem");

    assertThat(found)
        .extracting(DeviceCertificate::der)
        .containsExactlyElementsOf(OURS.certificates());
  }

  @Test
  void aFileWithoutACertificateIsRefused() {
    for (String text : List.of("", "hello", "-----BEGIN CERTIFICATE-----\nMII")) {
      assertRefused(
          Bytes.utf8(text), "f holds no certificate, expected one in DER, or one or more in PEM");
    }
  }

  @Test
  void aKeyInTheFileIsRefused() {
    assertRefused(
        Bytes.utf8(PEM + "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
        "f, certificate 2 is a block that begins with \"PRIVATE KEY\" and ends with \"PRIVATE KEY\","
            + " expected CERTIFICATE");
  }

  @Test
  void whatIsNoCertificateInsideIsRefused() {
    assertRefused(
        Bytes.utf8("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"),
        "f, certificate 0 is no DER certificate: ");
    assertRefused(
        Bytes.utf8("-----BEGIN CERTIFICATE-----\nMIIA=A\n-----END CERTIFICATE-----\n"),
        "f, certificate 0 is not base64: ");
    assertRefused(Bytes.concat(OURS.root(), Bytes.of((byte) 0)), "f is no DER certificate: ");
    assertRefused(
        Bytes.takingOwnership(new byte[CertificateFile.MAX_LENGTH + 1]),
        "f has 1048577 bytes, expected at most 1048576");
  }

  private static void assertRefused(Bytes file, String message) {
    assertThatThrownBy(() -> CertificateFile.parse(file, "f"))
        .isInstanceOf(ChainException.class)
        .hasMessageStartingWith(message);
  }
}
