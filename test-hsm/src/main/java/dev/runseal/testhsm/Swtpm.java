package dev.runseal.testhsm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A software TPM 2.0, with the resource manager that tpm2-pkcs11 needs (a TPM holds three objects
 * at a time) and the message bus that this needs in turn. The three talk over sockets in a
 * directory of their own, so any number of them run side by side; all end on close. The module's
 * connection to the bus outlives C_Finalize, so one process uses one Swtpm, and each test takes a
 * {@link #newBackend} of it.
 */
public final class Swtpm implements AutoCloseable {
  private static final List<Path> MODULES =
      Stream.of(
              "/usr/lib/x86_64-linux-gnu/pkcs11/libtpm2_pkcs11.so",
              "/usr/lib/aarch64-linux-gnu/pkcs11/libtpm2_pkcs11.so",
              "/usr/lib64/pkcs11/libtpm2_pkcs11.so")
          .map(Path::of)
          .toList();
  private static final List<Path> BROKERS =
      Stream.of("/usr/sbin/tpm2-abrmd", "/usr/bin/tpm2-abrmd").map(Path::of).toList();
  private static final String BROKER_ADDRESS = "tabrmd:bus_type=session";
  private static final int MOST_LOOKS = 200;
  private static final int PATIENCE_SECONDS = 200;

  private final FixtureDirectory directory;
  private final Path module;
  private final List<ProcessHandle> processes = new ArrayList<>();
  private int backends;
  private Map<String, String> environment = Map.of();

  private Swtpm(FixtureDirectory directory, Path module) {
    this.directory = directory;
    this.module = module;
  }

  /** Skips or fails the running test where a part is not installed. */
  public static Swtpm start() {
    Path module = Component.present("libtpm2-pkcs11-1", findModule());
    Path broker =
        Component.present("tpm2-abrmd", BROKERS.stream().filter(Files::isExecutable).findFirst());
    Path bus = Component.program("dbus-daemon");
    Path swtpm = Component.program("swtpm");
    Component.program("swtpm_setup");
    Component.program("swtpm_localca");
    Component.program("tpm2_ptool");
    Component.program("tpm2_getcap");
    var tpm = new Swtpm(FixtureDirectory.create("runseal-swtpm"), module);
    try {
      tpm.makeChip();
      tpm.startBus(bus);
      tpm.startBroker(broker, tpm.startTpm(swtpm));
      return tpm;
    } catch (IOException e) {
      tpm.close();
      throw new UncheckedIOException("no software TPM could be started", e);
    } catch (RuntimeException | Error e) {
      tpm.close();
      throw e;
    }
  }

  public static Optional<Path> findModule() {
    return MODULES.stream().filter(Files::isRegularFile).findFirst();
  }

  /**
   * Fresh tokens in a store of their own, over a chip that has forgotten all keys and all wrong
   * PINs.
   */
  public TokenBackend newBackend() {
    tool("tpm2_clear").run();
    backends++;
    return SwtpmTokens.create(this, directory.inside("store-" + backends));
  }

  /** The root of the maker that this TPM's endorsement certificates lead to, in PEM. */
  public Path makersRoot() {
    return directory.path().resolve("swtpm-localca-rootca-cert.pem");
  }

  /** The certificate between that root and the TPM's, in PEM. */
  public Path makersIssuer() {
    return directory.path().resolve("issuercert.pem");
  }

  /** Where the TPM is, as TCG's software stack spells it. */
  public String address() {
    return BROKER_ADDRESS;
  }

  /** Sets the variables of the message bus for this very process. */
  public void enterEnvironment() {
    environment.forEach(NativeEnvironment::set);
  }

  /** The TPM, its broker and the bus: what it costs the machine is theirs. */
  public List<Long> pids() {
    return processes.stream().map(ProcessHandle::pid).toList();
  }

  Path module() {
    return module;
  }

  Map<String, String> environment() {
    return environment;
  }

  Tool tool(String program) {
    return new Tool(Component.program(program), environment);
  }

  /** The bus prints its address when it listens. */
  private void startBus(Path program) throws IOException {
    Process bus =
        start("bus", new Tool(program, Map.of()), "--session", "--nofork", "--print-address=1");
    BufferedReader output = bus.inputReader(StandardCharsets.UTF_8);
    String address =
        Optional.ofNullable(output.readLine()).orElseThrow(() -> new IOException(log("bus")));
    var all = new HashMap<String, String>();
    all.put("DBUS_SESSION_BUS_ADDRESS", address);
    all.put("TPM2TOOLS_TCTI", BROKER_ADDRESS);
    all.put("TPM2_PKCS11_TCTI", BROKER_ADDRESS);
    all.put("TSS2_LOG", "all+none");
    environment = Map.copyOf(all);
  }

  /** As a maker does: a seed, and certificates for the endorsement keys, by a CA of its own. */
  private void makeChip() throws IOException {
    Path home = directory.path();
    Path authority = home.resolve("maker.conf");
    Files.write(
        authority,
        List.of(
            "statedir = " + home,
            "signingkey = " + home.resolve("signkey.pem"),
            "issuercert = " + makersIssuer(),
            "certserial = " + home.resolve("certserial")));
    Path options = home.resolve("maker.options");
    Files.write(
        options,
        List.of(
            "--platform-manufacturer Runseal", "--platform-version 1", "--platform-model test"));
    Path setup = home.resolve("setup.conf");
    Files.write(
        setup,
        List.of(
            "create_certs_tool=" + Component.program("swtpm_localca"),
            "create_certs_tool_config=" + authority,
            "create_certs_tool_options=" + options,
            "active_pcr_banks = sha256"));
    new Tool(Component.program("swtpm_setup"), Map.of())
        .run(
            "--tpm2",
            "--tpmstate=" + directory.inside("state").path(),
            "--create-ek-cert",
            "--ecc",
            "--config=" + setup);
  }

  /** It leaves its foreground process when it listens, and its number in a file. */
  private Path startTpm(Path program) throws IOException {
    Path socket = directory.path().resolve("tpm");
    Path pid = directory.path().resolve("tpm.pid");
    new Tool(program, Map.of())
        .run(
            "socket",
            "--tpm2",
            "--tpmstate=dir=" + directory.path().resolve("state"),
            "--server=type=unixio,path=" + socket,
            "--ctrl=type=unixio,path=" + socket + ".ctrl",
            "--flags=not-need-init,startup-clear",
            "--daemon",
            "--pid=file=" + pid,
            "--log=file=" + directory.path().resolve("tpm.log"));
    ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(processes::add);
    return socket;
  }

  private void startBroker(Path program, Path socket) throws IOException {
    Process broker =
        start(
            "broker",
            new Tool(program, environment),
            "--session",
            "--allow-root",
            "--tcti=swtpm:path=" + socket);
    // It says nothing when it is on the bus, so ask: a broker that is not there answers at once.
    Tool asked = tool("tpm2_getcap");
    for (int looks = 0; looks < MOST_LOOKS && broker.isAlive(); looks++) {
      if (answers(asked)) {
        return;
      }
    }
    throw new IOException(log("broker"));
  }

  private static boolean answers(Tool asked) throws IOException {
    try {
      return asked
              .builder("properties-fixed")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while the broker started", e);
    }
  }

  private Process start(String name, Tool program, String... arguments) throws IOException {
    Process process =
        program
            .builder(arguments)
            .redirectError(directory.path().resolve(name + ".log").toFile())
            .start();
    processes.add(process.toHandle());
    return process;
  }

  private String log(String name) {
    try {
      return "the %s did not start: %s"
          .formatted(name, Files.readString(directory.path().resolve(name + ".log")));
    } catch (IOException e) {
      throw new UncheckedIOException("the %s did not start and left no log".formatted(name), e);
    }
  }

  /** The broker first, the bus last. */
  @Override
  public void close() {
    for (ProcessHandle process : processes.reversed()) {
      CompletableFuture<ProcessHandle> ended = process.onExit();
      process.destroy();
      try {
        ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        process.destroyForcibly();
        ended.join();
      } catch (InterruptedException | ExecutionException e) {
        process.destroyForcibly();
        throw new AssertionError("a process of the software TPM may be left", e);
      }
    }
    directory.close();
  }
}
