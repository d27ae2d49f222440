package dev.runseal.server;

import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.client.ClientException;
import dev.runseal.client.Reply;
import dev.runseal.client.UnixSocketClient;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import dev.runseal.json.StrictJson;
import dev.runseal.key.Origin;
import dev.runseal.key.SealingKey;
import dev.runseal.key.SigningException;
import dev.runseal.key.SoftwareKey;
import dev.runseal.ledger.LedgerException;
import dev.runseal.ledger.StateLock;
import dev.runseal.server.ServerConfig.Limits;
import dev.runseal.server.ServerConfig.Listen;
import dev.runseal.server.ServerConfig.Rollback;
import dev.runseal.statement.Signer;
import dev.runseal.x509.ChainIssuer;
import dev.runseal.x509.Validity;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/**
 * A daemon over a key in memory, on a socket in a directory of its own. The caller is this process,
 * so separation depends on which uid the signer is said to have.
 */
final class DaemonFixture implements AutoCloseable {
  static final String NAME = "example.com/tests";
  static final Signer OTHER = new Signer(424_242);
  static final Signer SAME = new Signer(PeerCredentials.ownUid());

  /** So long that no machine is too slow: what does not answer at all is what fails. */
  static final Duration LONG = Duration.ofMinutes(10);

  /** As by default, but nobody is told to ask again, or cut off, because the machine is slow. */
  static final Limits PATIENT = limits(Limits.DEFAULT.queue(), LONG);

  static final String DIGEST = Sha256.of(Bytes.utf8("a declaration")).toString();

  final ServerConfig config;
  final KeyAttestation attestation;
  private final Daemon daemon;

  private DaemonFixture(ServerConfig config, KeyAttestation attestation, Daemon daemon) {
    this.config = config;
    this.attestation = attestation;
    this.daemon = daemon;
  }

  static DaemonFixture start(Path dir) throws Exception {
    return start(config(dir, false), SoftwareKey.named("sealing"), OTHER);
  }

  static DaemonFixture start(ServerConfig config, SealingKey key, Signer signer) throws Exception {
    KeyAttestation attestation = attestation(key);
    Files.write(config.keyAttestation(), attestation.encode().toArray());
    LogIdentity identity = LogIdentity.read(config, Instant.now());
    StateLock lock = lock(config);
    var token =
        new SealingToken(
            key,
            log -> {
              throw new AssertionError("this token has no objects");
            },
            () -> {});
    return new DaemonFixture(
        config, attestation, Daemon.start(config, identity, lock, token, signer));
  }

  static StateLock lock(ServerConfig config) throws LedgerException, IOException {
    if (!Files.exists(config.state())) {
      Files.createDirectory(
          config.state(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    return StateLock.acquire(config.state());
  }

  static ServerConfig config(Path dir, boolean development) {
    return config(dir, development, OptionalInt.empty(), PATIENT);
  }

  static ServerConfig config(Path dir, boolean development, OptionalInt tcp, Limits limits) {
    return new ServerConfig(
        NAME,
        dir.resolve("state"),
        new Listen(dir.resolve("seal.sock"), Listen.ANYONE, tcp),
        new TokenSection(
            Path.of("/none.so"), TokenSection.Naming.LABEL, "none", "prompt", "runseal-sealing"),
        dir.resolve("key-attestation.json"),
        development,
        Map.of(PeerCredentials.ownUid(), "tests"),
        Set.of(),
        Rollback.UNPROTECTED,
        limits);
  }

  /** A queue of this length, in which a request waits for so long. */
  static Limits limits(int queue, Duration request) {
    Limits defaults = Limits.DEFAULT;
    return new Limits(queue, defaults.bodyBytes(), defaults.dsseInFlight(), request, LONG, LONG);
  }

  static KeyAttestation attestation(SealingKey key) throws SigningException {
    Origin log = Origin.of(NAME, key.publicKey());
    SealingKey rootKey = SoftwareKey.named("root");
    Instant since = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(3_600);
    var issuer = new ChainIssuer(new Random(1));
    var validity = Validity.of(since, Duration.ofDays(2));
    Bytes root = issuer.root(rootKey, "test root", validity);
    Bytes sealing = issuer.sealingCertificate(root, rootKey, log, key.publicKey(), validity);
    return new KeyAttestation(log, List.of(sealing, root), Optional.empty(), List.of());
  }

  /** Method and path of each. */
  List<String> routes() {
    return daemon.routes().stream()
        .map(route -> route.method() + " " + route.path().replace('<', '{').replace('>', '}'))
        .toList();
  }

  Origin log() {
    return daemon.log();
  }

  Bytes root() {
    return attestation.certificates().getLast();
  }

  UnixSocketClient connect() throws ClientException {
    return UnixSocketClient.connect(config.listen().socket(), LONG);
  }

  Reply get(String path) throws ClientException {
    try (var client = connect()) {
      return client.get(path);
    }
  }

  Reply post(String path, String json) throws ClientException {
    try (var client = connect()) {
      return client.post(path, Bytes.utf8(json));
    }
  }

  Reply seal(String execution) throws ClientException {
    return post("/v1/seals", sealRequest(execution));
  }

  /** What comes back for these very characters, until the server hangs up. */
  String raw(String request) throws IOException {
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(config.listen().socket()))) {
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      channel.shutdownOutput();
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static String sealRequest(String execution) {
    return "{\"declaration\":\"%s\",\"execution\":\"%s\"}".formatted(DIGEST, execution);
  }

  String completion(long index, String outcome) {
    return CanonicalJson.text(
        Json.object()
            .put("seal", Json.object().put("log", log().text()).put("index", index))
            .put(
                "outputs",
                Json.array(
                    List.of(Json.object().put("name", "answer").put("digest", DIGEST).build())))
            .put("outcome", outcome)
            .build());
  }

  static ObjectReader json(Reply reply) throws JsonException {
    return ObjectReader.of(StrictJson.parse(reply.body(), 1 << 20));
  }

  @Override
  public void close() {
    daemon.close();
  }
}
