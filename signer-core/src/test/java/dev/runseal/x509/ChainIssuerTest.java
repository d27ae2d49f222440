package dev.runseal.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.SoftwareKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChainIssuerTest {
  private static final TestChain CHAIN = TestChain.named("a");
  private static final String EXTENSIONS =
      "basicConstraints,keyUsage,extendedKeyUsage,subjectAltName";

  @TempDir private Path directory;

  @Test
  void opensslAcceptsTheChainStrictly() throws Exception {
    requireOpenssl();
    String answer =
        openssl("verify", "-x509_strict", "-CAfile", root(), "-attime", within(), leaf());
    assertThat(answer).endsWith(": OK\n");
  }

  @Test
  void opensslRefusesTheChainUnderAnotherRoot() throws Exception {
    requireOpenssl();
    Path other = write("other.pem", TestChain.named("b").root());
    String answer =
        openssl("verify", "-x509_strict", "-CAfile", other.toString(), "-attime", within(), leaf());
    assertThat(answer).contains("verification failed");
  }

  @Test
  void opensslReadsTheProfileThatWeMeant() throws Exception {
    requireOpenssl();
    String answer = openssl("x509", "-noout", "-subject", "-ext", EXTENSIONS, "-in", leaf());
    assertThat(answer.replaceAll("(?m)^ +| +$", ""))
        .contains("subject=CN = Runseal sealing key " + CHAIN.origin().keyHash())
        .contains("X509v3 Basic Constraints: critical\nCA:FALSE")
        .contains("X509v3 Key Usage: critical\nDigital Signature\n")
        .contains(
            """
            X509v3 Extended Key Usage: critical
            2.25.93658940685040288525731412847918711516, Code Signing
            """)
        .contains("X509v3 Subject Alternative Name:\nURI:runseal:log:" + CHAIN.origin() + "\n");
    assertThat(
            openssl("x509", "-noout", "-ext", EXTENSIONS, "-in", root())
                .replaceAll("(?m)^ +| +$", ""))
        .contains("X509v3 Basic Constraints: critical\nCA:TRUE, pathlen:0")
        .contains("X509v3 Key Usage: critical\nCertificate Sign, CRL Sign\n");
  }

  @Test
  void anAttestationKeysCertificateHoldsAndDoesNotSeal() throws Exception {
    requireOpenssl();
    Bytes certificate =
        new ChainIssuer(new SecureRandom())
            .attestationCertificate(
                CHAIN.root(),
                CHAIN.rootKey(),
                SoftwareKey.named("attestation").publicKey(),
                "1.2.3.4",
                TestChain.VALIDITY);
    String path = write("attestation.pem", certificate).toString();
    assertThat(openssl("verify", "-x509_strict", "-CAfile", root(), "-attime", within(), path))
        .endsWith(": OK\n");
    assertThat(
            openssl("x509", "-noout", "-subject", "-ext", EXTENSIONS, "-in", path)
                .replaceAll("(?m)^ +| +$", ""))
        .contains("subject=CN = Runseal attestation key ")
        .contains("X509v3 Basic Constraints: critical\nCA:FALSE")
        .contains("X509v3 Key Usage: critical\nDigital Signature\n")
        .contains("X509v3 Extended Key Usage: critical\n1.2.3.4\n")
        .doesNotContain("Alternative Name");
    assertThatThrownBy(() ->
            SealingChain.validate(List.of(certificate), Set.of(CHAIN.root()), TestChain.WITHIN))
        .isInstanceOf(ChainException.class)
        .hasMessage(
            "sealing certificate's extended key usage is without"
                + " 2.25.93658940685040288525731412847918711516, Runseal's own");
  }

  @Test
  void aValidityPast2049IsEncodedAsItsStandardHasIt() throws Exception {
    var validity = Validity.of(Instant.parse("2026-01-01T00:00:00.9Z"), Duration.ofDays(36_500));
    var key = SoftwareKey.named("long");
    var issuer = new ChainIssuer(new SecureRandom());
    Bytes root = issuer.root(key, "long", validity);
    Bytes leaf =
        issuer.sealingCertificate(
            root, key, CHAIN.origin(), CHAIN.sealingKey().publicKey(), validity);
    SealingChain.validate(List.of(leaf), Set.of(root), Instant.parse("2125-01-01T00:00:00Z"));
    assertThat(new String(root.toArray(), StandardCharsets.ISO_8859_1))
        .contains("\u0017\r260101000000Z\u0018\u000f21251208000000Z");
  }

  @Test
  void serialNumbersArePositiveAndNeverTheSame() throws Exception {
    var key = SoftwareKey.named("serials");
    var issuer = new ChainIssuer(new SecureRandom());
    var serials = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      Bytes root = issuer.root(key, "serials", TestChain.VALIDITY);
      var serial = DerCertificate.parse(root, "root").platform().getSerialNumber();
      assertThat(serial.signum()).isPositive();
      assertThat(serial.bitLength()).isLessThanOrEqualTo(128);
      assertThat(serials.add(serial)).isTrue();
    }
  }

  @Test
  void oneNameIsOneTestChain() throws Exception {
    assertThat(TestChain.named("a"))
        .extracting(TestChain::certificates)
        .isEqualTo(CHAIN.certificates());
    KeyAttestation attestation = CHAIN.keyAttestation();
    assertThat(KeyAttestation.parse(attestation.encode())).isEqualTo(attestation);
  }

  @Test
  void theOriginMustBeTheKeysOwn() {
    Origin other = TestChain.named("b").origin();
    assertThatThrownBy(() -> issue(CHAIN.root(), CHAIN.rootKey(), other, TestChain.VALIDITY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "origin is %s, expected one that ends in the hash of the sealing key, %s"
                .formatted(other, CHAIN.origin().keyHash()));
  }

  @Test
  void theRootMustBeTheIssuingKeysOwn() {
    SoftwareKey other = SoftwareKey.named("other");
    assertThatThrownBy(() -> issue(CHAIN.root(), other, CHAIN.origin(), TestChain.VALIDITY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("root certificate is of another key, expected that of " + other.publicKey());
    assertThatThrownBy(
            () -> issue(Bytes.EMPTY, CHAIN.rootKey(), CHAIN.origin(), TestChain.VALIDITY))
        .hasMessage("root is empty, expected a DER certificate");
  }

  @Test
  void aSealingCertificateThatWouldOutliveItsRootIsRefused() {
    var longer =
        new Validity(TestChain.VALIDITY.notBefore(), TestChain.VALIDITY.notAfter().plusSeconds(1));
    assertThatThrownBy(() -> issue(CHAIN.root(), CHAIN.rootKey(), CHAIN.origin(), longer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "sealing certificate would be valid until 2036-01-01T00:00:01Z, expected no longer"
                + " than its root, 2036-01-01T00:00:00Z");
  }

  @Test
  void namesAndValiditiesThatAreNoneAreRefused() {
    var issuer = new ChainIssuer(new SecureRandom());
    assertThatThrownBy(() -> issuer.root(CHAIN.rootKey(), "x".repeat(65), TestChain.VALIDITY))
        .hasMessage("common name has 65 characters, expected 1 to 64, not all blank");
    assertThatThrownBy(() -> issuer.root(CHAIN.rootKey(), " ", TestChain.VALIDITY))
        .hasMessage("common name has 1 characters, expected 1 to 64, not all blank");
    assertThatThrownBy(() -> Validity.of(Instant.EPOCH, Duration.ZERO))
        .hasMessage(
            "validity ends at 1970-01-01T00:00:00Z, expected after its beginning at"
                + " 1970-01-01T00:00:00Z");
  }

  private static void issue(Bytes root, SoftwareKey rootKey, Origin origin, Validity validity)
      throws Exception {
    new ChainIssuer(new SecureRandom())
        .sealingCertificate(root, rootKey, origin, CHAIN.sealingKey().publicKey(), validity);
  }

  private String root() throws IOException {
    return write("root.pem", CHAIN.root()).toString();
  }

  private String leaf() throws IOException {
    return write("leaf.pem", CHAIN.sealingCertificate()).toString();
  }

  private static String within() {
    return Long.toString(TestChain.WITHIN.getEpochSecond());
  }

  private Path write(String name, Bytes certificate) throws IOException {
    return Files.writeString(directory.resolve(name), PemCertificates.encode(List.of(certificate)));
  }

  private static void requireOpenssl() throws InterruptedException {
    boolean present;
    try {
      openssl("version");
      present = true;
    } catch (IOException e) {
      present = false;
    }
    if ("1".equals(System.getenv("RUNSEAL_REQUIRE_ALL"))) {
      assertThat(present).as("openssl is on the path").isTrue();
    }
    assumeTrue(present, "openssl is absent: the chain is not checked with it");
  }

  private static String openssl(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return answer;
  }
}
