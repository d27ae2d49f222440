package dev.runseal.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.key.BadSignatureException;
import dev.runseal.key.Origin;
import dev.runseal.key.SigningException;
import dev.runseal.key.ToBeSigned;
import dev.runseal.testhsm.Component;
import dev.runseal.testhsm.TokenBackend;
import dev.runseal.testhsm.TokenFixture;
import dev.runseal.x509.ChainIssuer;
import dev.runseal.x509.Validity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A ceremony's token and a daemon's, fresh for one test, and what tests do with them. */
final class TokenScene implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");
  static final Validity FIVE_YEARS = Validity.of(NOW, Duration.ofDays(5 * 365));
  static final Validity ONE_YEAR = Validity.of(NOW, Duration.ofDays(365));
  static final Ceremony.Plan PLAN = plan("root", "attestation", "sealing");
  static final Pkcs11Uri ROOT = Pkcs11Uri.ofKeyLabel("root");
  static final Pkcs11Uri ATTESTATION = Pkcs11Uri.ofKeyLabel("attestation");
  static final Pkcs11Uri SEALING = Pkcs11Uri.ofKeyLabel("sealing");

  /** What is done to a token past Runseal's own rules. */
  interface Deed {
    void with(OpenedToken opened) throws TokenException;
  }

  private final TokenBackend backend;
  private final TokenFixture ceremonyToken;
  private final TokenFixture daemonToken;
  private final Path directory;

  TokenScene(TokenBackend backend, Path directory) {
    this.backend = backend;
    this.directory = directory;
    this.ceremonyToken = backend.newToken("ceremony");
    this.daemonToken = backend.newToken("daemon");
    backend.enterProcess();
  }

  TokenBackend backend() {
    return backend;
  }

  TokenFixture daemonToken() {
    return daemonToken;
  }

  TokenFixture ceremonyToken() {
    return ceremonyToken;
  }

  TokenConfig daemonConfig() {
    return config(daemonToken);
  }

  TokenConfig ceremonyConfig() {
    return config(ceremonyToken);
  }

  Token openDaemon() throws TokenException {
    return Token.open(daemonConfig());
  }

  Token openCeremony() throws TokenException {
    return Token.open(ceremonyConfig());
  }

  CeremonyResult holdCeremony() throws TokenException {
    return ceremony(PLAN, step -> {});
  }

  CeremonyResult ceremony(Ceremony.Plan plan, Consumer<Ceremony.Step> progress)
      throws TokenException {
    return newCeremony(plan, progress).hold(ceremonyConfig(), daemonConfig());
  }

  void onDaemonToken(Deed deed) throws TokenException {
    onToken(daemonToken, deed);
  }

  int objectsOn(TokenFixture token) throws TokenException {
    var objects = new ArrayList<Long>();
    onToken(token, opened -> objects.addAll(opened.session().find(Template.ANY)));
    return objects.size();
  }

  Path ownerOnlyFile(String name, String content) throws IOException {
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    return Files.writeString(Files.createFile(directory.resolve(name), ownerOnly), content);
  }

  /**
   * What a Java program of ours prints in a process of its own that sees the tokens. A login leaves
   * its mark on the whole process, so what a first login does can only be seen in a fresh one.
   */
  String inFreshJvm(Class<?> program, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    command.addAll(List.of(arguments));
    return ran(command).strip();
  }

  /** The first login of a fresh process: in ours, any PIN would do after the first right one. */
  String openedElsewhere(Path pinFile) throws Exception {
    return inFreshJvm(
        LoginMain.class, daemonToken.module().toString(), "daemon", pinFile.toString());
  }

  /** A process that has seen nothing of this one signs with the key that was made in this one. */
  void assertSignsElsewhere(Path pinFile, CeremonyResult made) throws Exception {
    long size = 41;
    String signature =
        inFreshJvm(
            SignMain.class,
            daemonToken.module().toString(),
            "daemon",
            pinFile.toString(),
            made.log().text(),
            String.valueOf(size));
    made.sealing()
        .publicKey()
        .verify(checkpoint(made.log(), size).bytes(), Bytes.parseHex(signature));
  }

  /** What pkcs11-tool prints, which has its own eyes. */
  String pkcs11Tool(TokenFixture token, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Component.program("pkcs11-tool").toString(),
                "--module",
                token.module().toString(),
                "--token-label",
                token.label(),
                "--login",
                "--pin",
                token.userPin()));
    command.addAll(List.of(arguments));
    return ran(command);
  }

  /** What pkcs11-tool reads: a public key as its SubjectPublicKeyInfo, a certificate as its DER. */
  Bytes readByPkcs11Tool(TokenFixture token, String type, Bytes id) throws Exception {
    Path file = Files.createTempFile(directory, type, ".der");
    pkcs11Tool(
        token,
        "--read-object",
        "--type",
        type,
        "--id",
        id.toHex(),
        "--output-file",
        file.toString());
    return Bytes.of(Files.readAllBytes(file));
  }

  private String ran(List<String> command) throws Exception {
    Path complaints = Files.createTempFile(directory, "stderr", "");
    var builder = new ProcessBuilder(command).redirectError(complaints.toFile());
    builder.environment().putAll(backend.environment());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output + Files.readString(complaints)).isZero();
    return output;
  }

  @Override
  public void close() {
    backend.close();
  }

  static Ceremony newCeremony(Ceremony.Plan plan, Consumer<Ceremony.Step> progress) {
    var random = new SecureRandom();
    return new Ceremony(plan, new ChainIssuer(random), random, progress);
  }

  static Ceremony.Plan plan(String rootLabel, String attestationLabel, String sealingLabel) {
    return new Ceremony.Plan(
        "test.log", rootLabel, attestationLabel, sealingLabel, "test root", FIVE_YEARS, ONE_YEAR);
  }

  static TokenConfig config(TokenFixture token) {
    return TokenConfig.byLabel(
        token.module(), token.label(), new PinSource.OwnerOnlyFile(token.userPinFile()));
  }

  static void signAndVerify(TokenKey key, Origin log, long size)
      throws SigningException, BadSignatureException {
    ToBeSigned.Checkpoint checkpoint = checkpoint(log, size);
    key.publicKey().verify(checkpoint.bytes(), key.sign(checkpoint));
  }

  static ToBeSigned.Checkpoint checkpoint(Origin log, long size) {
    return new ToBeSigned.Checkpoint(log, size, Sha256.of(Bytes.utf8("root " + size)));
  }

  private static void onToken(TokenFixture token, Deed deed) throws TokenException {
    TokenConfig config = config(token);
    try (Cryptoki cryptoki = Cryptoki.load(token.module());
        Pin pin = config.pin().read(token.label())) {
      OpenedToken opened = OpenedToken.login(cryptoki, Slot.named(config.token(), cryptoki), pin);
      try {
        deed.with(opened);
      } finally {
        opened.retire();
      }
    }
  }
}
