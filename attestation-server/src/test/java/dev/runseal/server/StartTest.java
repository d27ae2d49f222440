package dev.runseal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.attestation.EncodedEvidence;
import dev.runseal.attestation.KeyAttestation;
import dev.runseal.key.SealingKey;
import dev.runseal.key.SoftwareKey;
import dev.runseal.ledger.StateLock;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a daemon refuses to start with: whatever a verifier would refuse later, and unsafe places.
 */
class StartTest {
  private static final SealingKey KEY = SoftwareKey.named("sealing");

  @TempDir Path dir;

  private ServerConfig config;

  @BeforeEach
  void configure() {
    config = DaemonFixture.config(dir, false);
  }

  @Test
  void aMissingKeyAttestationIsRefused() {
    assertRefused(
        Instant.now(),
        "keyAttestation: there is no file %s: hold the ceremony with runseal init"
            .formatted(config.keyAttestation()));
  }

  @Test
  void aDamagedKeyAttestationIsRefused() throws Exception {
    Files.writeString(config.keyAttestation(), "{}");
    assertThatThrownBy(() -> LogIdentity.read(config, Instant.now()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(
            "keyAttestation: %s: key attestation: ".formatted(config.keyAttestation()))
        .hasMessageEndingWith(": put back the ceremony's own file");
  }

  @Test
  void anExpiredChainIsRefused() throws Exception {
    write(DaemonFixture.attestation(KEY));
    assertThatThrownBy(() -> LogIdentity.read(config, Instant.now().plus(Duration.ofDays(9))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("expired at ")
        .hasMessageEndingWith(": hold a ceremony for a valid chain");
  }

  @Test
  void aChainForAnotherLogIsRefused() throws Exception {
    KeyAttestation ours = DaemonFixture.attestation(KEY);
    KeyAttestation other = DaemonFixture.attestation(SoftwareKey.named("other"));
    write(new KeyAttestation(other.log(), ours.certificates(), Optional.empty(), List.of()));
    assertRefused(
        Instant.now(),
        "keyAttestation: %s is of log %s, its certificate of %s: put back the ceremony's own file"
            .formatted(config.keyAttestation(), other.log(), ours.log()));
  }

  @Test
  void anotherLogNameIsRefused() throws Exception {
    write(DaemonFixture.attestation(KEY));
    config =
        ServerConfig.of(
            "example.com/others",
            config.state(),
            config.listen().socket(),
            config.token(),
            config.keyAttestation());
    assertRefused(
        Instant.now(),
        "log.name: found example.com/others, the key attestation is of example.com/tests: write example.com/tests, or name the right keyAttestation");
  }

  @Test
  void aTokenWithAnotherKeyIsRefused() throws Exception {
    write(DaemonFixture.attestation(KEY));
    LogIdentity identity = LogIdentity.read(config, Instant.now());
    SealingKey other = SoftwareKey.named("other");
    assertThatThrownBy(() -> identity.verifyIsOf(other.publicKey()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "keyAttestation: it is about %s, the token holds %s: name the file that the ceremony of this token made"
                .formatted(KEY.publicKey(), other.publicKey()));
  }

  @Test
  void aStateDirectoryThatOthersCanEnterIsRefused() throws Exception {
    write(DaemonFixture.attestation(KEY));
    Files.createDirectory(config.state());
    Files.setPosixFilePermissions(config.state(), PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThatThrownBy(() -> Daemon.start(config, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "state: state directory %s is rwxr-xr-x, expected rwx------: run chmod 700 %s"
                .formatted(config.state(), config.state()));
  }

  @Test
  void aMissingModuleIsRefusedAndNamed() throws Exception {
    write(DaemonFixture.attestation(KEY));
    DaemonFixture.lock(config).close();
    assertThatThrownBy(() -> Daemon.start(config, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("token.module: ")
        .hasMessageContaining("/none.so");
    // What was locked for the attempt is free again.
    DaemonFixture.lock(config).close();
  }

  @Test
  void aSocketThatADeadDaemonLeftIsReplaced() throws Exception {
    Path socket = config.listen().socket();
    try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();
    try (var daemon = DaemonFixture.start(dir)) {
      assertThat(daemon.get("/healthz").status()).isEqualTo(200);
    }
  }

  @Test
  void aSocketThatAnswersIsNotTakenAway() throws Exception {
    Path socket = config.listen().socket();
    try (var live = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      live.bind(UnixDomainSocketAddress.of(socket));
      assertThatThrownBy(() -> DaemonFixture.start(dir))
          .isInstanceOf(ConfigException.class)
          .hasMessage(
              "listen.socket: another process listens at %s: stop it, or choose another path"
                  .formatted(socket));
      assertThat(socket).exists();
    }
    try (StateLock free = DaemonFixture.lock(config)) {
      assertThat(free.directory()).isEqualTo(config.state());
    }
  }

  @Test
  void anOrdinaryFileInTheSocketsPlaceIsLeftAlone() throws Exception {
    Path socket = config.listen().socket();
    Files.writeString(socket, "precious");
    assertThatThrownBy(() -> ListeningPath.clear(socket))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "listen.socket: %s is there and is no socket: choose another path, or remove it"
                .formatted(socket));
    assertThat(socket).hasContent("precious");
  }

  @Test
  void aDirectoryThatOthersCanWriteToIsRefused() throws Exception {
    Path open = Files.createDirectory(dir.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> ListeningPath.clear(open.resolve("seal.sock")))
        .hasMessage(
            "listen.socket: directory %s is writable by others: run chmod go-w %s"
                .formatted(open, open));
  }

  @Test
  void aMissingDirectoryIsNamed() {
    Path none = dir.resolve("none");
    assertThatThrownBy(() -> ListeningPath.clear(none.resolve("seal.sock")))
        .hasMessage(
            "listen.socket: there is no directory %s: make it with mkdir -m 755 %s"
                .formatted(none, none));
  }

  @Test
  void earlierVersionsOfTheKeyAttestationStayAvailable() throws Exception {
    KeyAttestation first;
    try (var daemon = DaemonFixture.start(dir)) {
      first = daemon.attestation;
    }
    var evidence = new EncodedEvidence("application/vnd.example", first.certificates().getFirst());
    var later =
        new KeyAttestation(first.log(), first.certificates(), Optional.empty(), List.of(evidence));
    KeyAttestations kept = KeyAttestations.keep(config.state(), later.encode());
    assertThat(kept.current()).isEqualTo(later.encode());
    assertThat(kept.find(later.digest())).contains(later.encode());
    assertThat(kept.find(first.digest())).contains(first.encode());
  }

  private void assertRefused(Instant at, String message) {
    assertThatThrownBy(() -> LogIdentity.read(config, at))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  private void write(KeyAttestation attestation) throws Exception {
    Files.write(config.keyAttestation(), attestation.encode().toArray());
  }
}
