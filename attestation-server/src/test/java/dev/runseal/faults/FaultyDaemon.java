package dev.runseal.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bundle.Bundle;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.client.ClientException;
import dev.runseal.client.Reply;
import dev.runseal.client.UnixSocketClient;
import dev.runseal.json.ObjectReader;
import dev.runseal.json.StrictJson;
import dev.runseal.rig.DaemonProcess;
import dev.runseal.rig.Installation;
import dev.runseal.rig.Program;
import dev.runseal.testhsm.SharedObject;
import dev.runseal.testhsm.SoftHsm;
import dev.runseal.testhsm.TokenBackend;
import dev.runseal.testhsm.TokenFixture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A daemon process on SoftHSM, whose token hangs in C_Sign, whose journal can't be fsynced, whose
 * state directory is read-only, and whose wall clock shows what a test likes, each while a file
 * says so. It is started as often as a test likes, over one log. Closing ends the process.
 */
final class FaultyDaemon implements AutoCloseable {
  private static final String DIGEST = Sha256.of(Bytes.utf8("a declaration")).toString();
  private static final Duration START = Duration.ofMinutes(10);
  private static final String HANG = "hang";
  private static final String FSYNC = "fsync";
  private static final String READ_ONLY = "read-only";
  private static final String KEPT = "kept";

  private final Installation installation;
  private final Path hang;
  private final Path disk;
  private final Path clock;
  private final List<Path> preload;
  private @Nullable DaemonProcess process;

  private FaultyDaemon(Installation installation, Path faults, List<Path> preload) {
    this.installation = installation;
    this.hang = faults.resolve(HANG);
    this.disk = faults;
    this.clock = faults.resolve("clock");
    this.preload = preload;
  }

  /** A fresh log; its tokens go with {@code hsm}. */
  static FaultyDaemon create(SoftHsm hsm, Path directory) throws Exception {
    return create(hsm, directory, Files.createDirectory(directory.resolve("log")));
  }

  /** The same, with configuration, socket and state in {@code log}, which is there and empty. */
  static FaultyDaemon create(SoftHsm hsm, Path directory, Path log) throws Exception {
    Path faults = Files.createDirectory(directory.resolve("faults"));
    Path module = compiled("hanging-module.c", directory.resolve("hanging-module.so"));
    List<Path> preload =
        List.of(
            compiled("failing-disk.c", directory.resolve("failing-disk.so")),
            compiled("set-clock.c", directory.resolve("set-clock.so")));
    var installation =
        Installation.create(
            Program.ofClassPath("dev.runseal.cli.Main"),
            new HangingTokens(hsm, module, faults.resolve(HANG)),
            log);
    return new FaultyDaemon(installation, faults, preload);
  }

  private static Path compiled(String source, Path target) throws Exception {
    try (InputStream from = FaultyDaemon.class.getResourceAsStream(source)) {
      return SharedObject.compile(
          Objects.requireNonNull(from).readAllBytes(), target, List.of("-Wall", "-Werror"));
    }
  }

  /** SoftHSM's tokens, seen through a module that hangs. */
  private record HangingTokens(SoftHsm tokens, Path module, Path hang) implements TokenBackend {
    @Override
    public Set<Ability> abilities() {
      return tokens.abilities();
    }

    @Override
    public TokenFixture newToken(String label) {
      return tokens.newToken(label);
    }

    @Override
    public Map<String, String> environment() {
      Map<String, String> environment = new HashMap<>(tokens.environment());
      environment.put("HANGING_MODULE_OVER", tokens.module().toString());
      environment.put("HANGING_MODULE_WHEN", hang.toString());
      return environment;
    }

    @Override
    public void close() {
      tokens.close();
    }
  }

  Installation installation() {
    return installation;
  }

  void start() throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "/usr/bin/env",
                "LD_PRELOAD=%s:%s".formatted(preload.getFirst(), preload.getLast()),
                "FAILING_DISK=" + disk,
                "SET_CLOCK=" + clock));
    command.addAll(
        installation
            .program()
            .with(List.of("serve", "--config", installation.config().toString())));
    var started = DaemonProcess.start(installation, command);
    process = started;
    started.awaitReady(START);
  }

  /** Starts it, and returns what it says where it does not get ready. */
  String startInVain() throws IOException, InterruptedException {
    try {
      start();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
    throw new AssertionError("the daemon got ready");
  }

  /** Changes a line of the configuration, for the next start. */
  void configure(String from, String to) throws IOException {
    String text = Files.readString(installation.config());
    assertThat(text).contains(from);
    Files.writeString(installation.config(), text.replace(from, to));
  }

  DaemonProcess process() {
    return Objects.requireNonNull(process);
  }

  /** From now on no signature comes back. */
  void hang() throws IOException {
    Files.createFile(hang);
  }

  void unhang() throws IOException {
    Files.delete(hang);
  }

  /** From now on no fsync of the journal succeeds. */
  void failFsync() throws IOException {
    Files.writeString(disk.resolve(FSYNC), "/state/journal/");
  }

  void syncAgain() throws IOException {
    Files.delete(disk.resolve(FSYNC));
  }

  /** From now on nothing in the state directory can be changed, open or not. */
  void turnReadOnly() throws IOException {
    Files.writeString(disk.resolve(READ_ONLY), "/state/");
  }

  void turnWritable() throws IOException {
    Files.delete(disk.resolve(READ_ONLY));
  }

  /** From now on the wall clock shows this time and stands still. */
  void setClock(Instant time) throws IOException {
    Path fresh = clock.resolveSibling("clock.new");
    Files.writeString(fresh, Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, time)));
    Files.move(fresh, clock, StandardCopyOption.ATOMIC_MOVE);
  }

  Reply seal(String execution) throws ClientException {
    String request = "{\"declaration\":\"%s\",\"execution\":\"%s\"}".formatted(DIGEST, execution);
    // Longer than any request lasts: what does not answer must not look like a refusal.
    try (var client = UnixSocketClient.connect(installation.socket(), START)) {
      return client.post("/v1/seals", Bytes.utf8(request));
    }
  }

  /** Sealing is stopped for this reason, says who is asked. */
  void verifyStopped(String why) throws Exception {
    assertThat(reasons()).as("reasons on /readyz").containsExactly(why);
    Reply refused = seal("refused");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.body().toUtf8()).contains("sealing-stopped").contains(why);
  }

  /** What {@code /readyz} says against sealing now; nothing when it is ready. */
  List<String> reasons() throws Exception {
    Reply reply = process().get("/readyz");
    List<String> reasons =
        ObjectReader.of(StrictJson.parse(reply.body(), 1 << 16))
            .array("reasons", ObjectReader::asString);
    assertThat(reply.status()).isEqualTo(reasons.isEmpty() ? 200 : 503);
    return reasons;
  }

  void awaitReady() throws Exception {
    while (!reasons().isEmpty()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Keeps the head of this bundle, for {@link #audit}. */
  void keepHead(Reply sealed) throws Exception {
    Files.writeString(
        installation.directory().resolve(KEPT),
        Bundle.parse(sealed.body()).receipt().head().encode());
  }

  /** The verdict on the whole log, which must go on from the head that was kept. */
  String audit() throws IOException, InterruptedException {
    return installation.run(
        List.of(
            "audit",
            installation.state().toString(),
            "--root",
            installation.directory().resolve("conf/root.pem").toString(),
            "--key-attestation",
            installation.directory().resolve("conf/key-attestation.json").toString(),
            "--from",
            installation.directory().resolve(KEPT).toString()));
  }

  /** The seal that was acknowledged is the one that is read now. */
  void verifyThere(Reply acknowledged) throws Exception {
    Bundle sealed = Bundle.parse(acknowledged.body());
    Reply read = process().get("/v1/seals/" + sealed.receipt().index());
    assertThat(read.status()).isEqualTo(200);
    assertThat(Bundle.parse(read.body()).statement()).isEqualTo(sealed.statement());
  }

  boolean connects() {
    try {
      process().connect().close();
      return true;
    } catch (ClientException e) {
      return false;
    }
  }

  /** What the process wrote to stderr, over all its starts. */
  String messages() throws IOException {
    return Files.readString(installation.directory().resolve("daemon.log"));
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(hang);
    if (process != null) {
      process.close();
    }
  }
}
