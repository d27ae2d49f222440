package dev.runseal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bundle.Bundle;
import dev.runseal.bytes.Bytes;
import dev.runseal.client.Reply;
import dev.runseal.client.UnixSocketClient;
import dev.runseal.declaration.Declaration;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.pkcs11.Ceremony;
import dev.runseal.pkcs11.CeremonyResult;
import dev.runseal.pkcs11.PinSource;
import dev.runseal.pkcs11.TokenConfig;
import dev.runseal.server.ServerConfig.Listen;
import dev.runseal.server.ServerConfig.Rollback;
import dev.runseal.testhsm.SoftHsm;
import dev.runseal.testhsm.SoftHsmExtension;
import dev.runseal.testhsm.TokenFixture;
import dev.runseal.trust.Claim;
import dev.runseal.trust.Policy;
import dev.runseal.trust.TrustRoots;
import dev.runseal.verify.Report;
import dev.runseal.verify.Verdict;
import dev.runseal.verify.Verifier;
import dev.runseal.x509.ChainIssuer;
import dev.runseal.x509.Validity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The whole way, on a real PKCS#11 token: ceremony, daemon, seal, completion, offline verifier. */
@ExtendWith(SoftHsmExtension.class)
class TokenDaemonTest {
  private static final String NAME = "example.com/agents";

  private Path dir;
  private TokenFixture token;
  private CeremonyResult ceremony;
  private ServerConfig config;

  @BeforeEach
  void holdTheCeremony(SoftHsm hsm, @TempDir Path dir) throws Exception {
    this.dir = dir;
    TokenFixture rootToken = hsm.newToken("ceremony");
    token = hsm.newToken("daemon");
    hsm.enterProcess();
    Instant from = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(3_600);
    var validity = Validity.of(from, Duration.ofDays(2));
    var random = new SecureRandom();
    var plan =
        new Ceremony.Plan(
            NAME, "root", "attestation", "runseal-sealing", "Test root", validity, validity);
    ceremony =
        new Ceremony(plan, new ChainIssuer(random), random, step -> {})
            .hold(config(rootToken), config(token));
    // The daemon must do without the ceremony's token.
    Files.delete(rootToken.userPinFile());
    Files.write(dir.resolve("key-attestation.json"), ceremony.attestation().encode().toArray());
    Files.createDirectory(
        dir.resolve("state"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    config = config(Rollback.UNPROTECTED);
  }

  @Test
  void aRunIsSealedCompletedReadAndVerifiedOffline() throws Exception {
    Declaration declaration = Declaration.parse(example());
    Bundle sealed;
    Bundle completed;
    Bundle read;
    try (Daemon daemon = Daemon.start(config, Map.of());
        var client = UnixSocketClient.connect(config.listen().socket(), DaemonFixture.LONG)) {
      Reply first =
          client.post(
              "/v1/seals",
              request(
                  Json.object()
                      .put("declaration", declaration.identity().toString())
                      .put("execution", "run-1")));
      assertThat(first.status()).as(first.body().toUtf8()).isEqualTo(201);
      sealed = Bundle.parse(first.body());
      Reply second =
          client.post(
              "/v1/completions",
              request(
                  Json.object()
                      .put("seal", Json.object().put("log", daemon.log().text()).put("index", 0))
                      .put("outputs", Json.array(List.of()))
                      .put("outcome", "failed")));
      assertThat(second.status()).as(second.body().toUtf8()).isEqualTo(201);
      completed = Bundle.parse(second.body());
      read = Bundle.parse(client.get("/v1/seals/0").body());
    }
    assertThat(read.statement()).isEqualTo(sealed.statement());
    var trust = TrustRoots.ofSealingRoot(ceremony.rootCertificate());
    var verifier = new Verifier(trust, Policy.DEVELOPMENT, InstantSource.system());
    for (Bundle each : List.of(sealed, read, completed)) {
      Report report = verifier.verify(each.withDeclaration(declaration.canonical()));
      assertThat(report.accepted()).as(report.text()).isTrue();
    }
    assertThat(verifier.verify(completed).verdict(Claim.ORDER)).isInstanceOf(Verdict.Pass.class);
  }

  @Test
  void aRestartGoesOnWhereTheLogEnded() throws Exception {
    for (int i = 0; i < 2; i++) {
      try (Daemon daemon = Daemon.start(config, Map.of());
          var client = UnixSocketClient.connect(config.listen().socket(), DaemonFixture.LONG)) {
        Json.Builder request =
            Json.object()
                .put("declaration", "sha256:" + "0".repeat(64))
                .put("execution", "run-" + i);
        Bundle bundle = Bundle.parse(client.post("/v1/seals", request(request)).body());
        assertThat(bundle.receipt().index()).isEqualTo(i);
        assertThat(daemon.log()).isEqualTo(ceremony.log());
      }
    }
  }

  @Test
  void aTokenThatKeepsTheHeadNoticesARestoredBackup() throws Exception {
    config = config(new Rollback(Optional.empty(), true));
    Path backup = dir.resolve("backup");
    for (int i = 0; i < 2; i++) {
      try (Daemon daemon = Daemon.start(config, Map.of());
          var client = UnixSocketClient.connect(config.listen().socket(), DaemonFixture.LONG)) {
        Json.Builder request =
            Json.object()
                .put("declaration", "sha256:" + "0".repeat(64))
                .put("execution", "run-" + i);
        assertThat(client.post("/v1/seals", request(request)).status()).isEqualTo(201);
        assertThat(client.get("/readyz").body().toUtf8())
            .contains("token object \\\"runseal head " + daemon.log().keyHash());
      }
      if (i == 0) {
        copy(config.state(), backup);
      }
    }
    copy(config.state(), dir.resolve("newer"));
    try (Stream<Path> all = Files.walk(config.state())) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
    copy(backup, config.state());
    assertThatThrownBy(() -> Daemon.start(config, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("state: rollback guard, token object \"runseal head ")
        .hasMessageContaining("a head of size 2 was signed, the log has 1 entries");
  }

  @Test
  void aStateDirectoryInUseIsRefused() throws Exception {
    try (Daemon daemon = Daemon.start(config, Map.of())) {
      assertThat(daemon.log()).isEqualTo(ceremony.log());
      assertThatThrownBy(() -> Daemon.start(config, Map.of()))
          .isInstanceOf(ConfigException.class)
          .hasMessage(
              "state: state directory %s is in use by another runseal".formatted(config.state()));
    }
  }

  @Test
  void aPinFileThatOthersCanReadIsRefusedAndTheStateIsFreeAgain() throws Exception {
    Files.setPosixFilePermissions(
        token.userPinFile(), PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> Daemon.start(config, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("token.pin: PIN file %s of token".formatted(token.userPinFile()))
        .hasMessageEndingWith("run chmod 600 " + token.userPinFile());
    Files.setPosixFilePermissions(
        token.userPinFile(), PosixFilePermissions.fromString("rw-------"));
    Daemon.start(config, Map.of()).close();
  }

  @Test
  void theKeyOfAnotherNameIsRefused() {
    var section = config.token();
    var other =
        new TokenSection(
            section.module(), section.naming(), section.name(), section.pin(), "other-key");
    assertThatThrownBy(() -> SealingToken.open(other, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("token.key: ")
        .hasMessageContaining("other-key")
        .hasMessageEndingWith("or make the keys with `runseal init`");
  }

  private ServerConfig config(Rollback rollback) {
    return new ServerConfig(
        NAME,
        dir.resolve("state"),
        new Listen(dir.resolve("seal.sock"), Listen.ANYONE, OptionalInt.empty()),
        new TokenSection(
            token.module(),
            TokenSection.Naming.LABEL,
            token.label(),
            "file:" + token.userPinFile(),
            "runseal-sealing"),
        dir.resolve("key-attestation.json"),
        true,
        Map.of(),
        Set.of(),
        rollback,
        DaemonFixture.PATIENT);
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> paths;
    try (Stream<Path> all = Files.walk(from)) {
      paths = all.toList();
    }
    for (Path each : paths) {
      Files.copy(each, to.resolve(from.relativize(each)), StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  private static TokenConfig config(TokenFixture token) {
    return TokenConfig.byLabel(
        token.module(), token.label(), new PinSource.OwnerOnlyFile(token.userPinFile()));
  }

  private static Bytes request(Json.Builder object) {
    return CanonicalJson.encode(object.build());
  }

  private static Bytes example() throws Exception {
    Path docs = Path.of("").toAbsolutePath().resolveSibling("docs");
    return Bytes.of(Files.readAllBytes(docs.resolve("examples/declaration.json")));
  }
}
