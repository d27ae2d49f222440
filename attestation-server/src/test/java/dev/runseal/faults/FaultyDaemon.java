package dev.runseal.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bundle.Bundle;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.client.ClientException;
import dev.runseal.client.Reply;
import dev.runseal.client.UnixSocketClient;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A daemon process on SoftHSM, whose token hangs in C_Sign while {@link #hang} says so, and whose
 * journal can't be fsynced while {@link #failFsync} says so. It is started as often as a test
 * likes, over one log. Closing ends the process.
 */
final class FaultyDaemon implements AutoCloseable {
  private static final String DIGEST = Sha256.of(Bytes.utf8("a declaration")).toString();
  private static final Duration START = Duration.ofSeconds(60);

  private final Installation installation;
  private final Path hang;
  private final Path failure;
  private final Path preload;
  private @Nullable DaemonProcess process;

  private FaultyDaemon(Installation installation, Path hang, Path failure, Path preload) {
    this.installation = installation;
    this.hang = hang;
    this.failure = failure;
    this.preload = preload;
  }

  /** A fresh log; its tokens go with {@code hsm}. */
  static FaultyDaemon create(SoftHsm hsm, Path directory) throws Exception {
    Path hang = directory.resolve("hang");
    Path module = compiled("hanging-module.c", directory.resolve("hanging-module.so"));
    Path preload = compiled("failing-fsync.c", directory.resolve("failing-fsync.so"));
    var installation =
        Installation.create(
            Program.ofClassPath("dev.runseal.cli.Main"),
            new HangingTokens(hsm, module, hang),
            Files.createDirectory(directory.resolve("log")));
    return new FaultyDaemon(installation, hang, directory.resolve("failure"), preload);
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
                "LD_PRELOAD=" + preload,
                "FAILING_FSYNC_ON=/state/journal/",
                "FAILING_FSYNC_WHEN=" + failure));
    command.addAll(
        installation
            .program()
            .with(List.of("serve", "--config", installation.config().toString())));
    var started = DaemonProcess.start(installation, command);
    process = started;
    started.awaitReady(START);
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
    Files.createFile(failure);
  }

  void syncAgain() throws IOException {
    Files.delete(failure);
  }

  Reply seal(String execution) throws ClientException {
    String request = "{\"declaration\":\"%s\",\"execution\":\"%s\"}".formatted(DIGEST, execution);
    // Longer than any request lasts: what does not answer must not look like a refusal.
    try (var client = UnixSocketClient.connect(installation.socket(), START)) {
      return client.post("/v1/seals", Bytes.utf8(request));
    }
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
