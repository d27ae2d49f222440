package dev.runseal.testhsm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The slot daemon of opencryptoki, with a few empty slots of its software token. Its sockets have
 * one fixed place on a machine and its configuration one in an installation, so there is one at a
 * time: a second waits for the lock until the first is closed.
 *
 * <p>A test that is killed leaves the daemon running, and shared memory and tokens behind. The next
 * one, once it has the lock, ends that daemon and removes the rest.
 */
final class Pkcsslotd implements AutoCloseable {
  static final int SLOTS = 4;

  private static final String USER = "daemon";
  private static final Path RUN = Path.of("/run/opencryptoki");
  private static final Path PID_FILE = RUN.resolve("pkcsslotd.pid");
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final int PATIENCE_SECONDS = 200;

  private final Path installation;
  private final FileChannel lock;
  private final Process process;

  private Pkcsslotd(Path installation, FileChannel lock, Process process) {
    this.installation = installation;
    this.lock = lock;
    this.process = process;
  }

  /** Returns when the daemon serves. Skips or fails the running test where it can't be started. */
  static Pkcsslotd start(Path installation) {
    Path setpriv = Component.program("setpriv");
    Component.require(
        "root".equals(System.getProperty("user.name")), "opencryptoki is started by root only");
    try {
      FileChannel lock =
          FileChannel.open(
              installation.resolveSibling("tests.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      try {
        // It goes with the channel, or with the process.
        lock.lock();
        endOneThatWasLeft(installation);
        removeTokens(installation);
        prepare(installation);
        Process process =
            new ProcessBuilder(
                    setpriv.toString(),
                    "--reuid=" + USER,
                    "--regid=" + USER,
                    "--clear-groups",
                    installation.resolve("sbin/pkcsslotd").toString(),
                    "-f")
                .redirectErrorStream(true)
                .redirectOutput(installation.resolveSibling("pkcsslotd.log").toFile())
                .start();
        awaitServing(process);
        return new Pkcsslotd(installation, lock, process);
      } catch (IOException | RuntimeException | Error e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("pkcsslotd can't be started", e);
    }
  }

  @Override
  public void close() {
    try (lock) {
      end(process.toHandle());
      removeTokens(installation);
      Files.deleteIfExists(PID_FILE);
      Files.deleteIfExists(RUN);
    } catch (IOException e) {
      throw new UncheckedIOException("what pkcsslotd left can't be removed", e);
    }
  }

  /** Only a daemon of an installation for tests is ended: with any other, the machine is taken. */
  private static void endOneThatWasLeft(Path installation) throws IOException {
    if (!Files.exists(PID_FILE)) {
      return;
    }
    long pid = Long.parseLong(Files.readString(PID_FILE).strip());
    Optional<ProcessHandle> left =
        ProcessHandle.of(pid)
            .filter(handle -> handle.info().command().orElse("").endsWith("/pkcsslotd"));
    if (left.isPresent()) {
      String program = left.orElseThrow().info().command().orElse("");
      Component.require(
          program.startsWith(installation.getParent() + "/"),
          "another opencryptoki runs on this machine, " + program);
      end(left.orElseThrow());
    }
  }

  private static void prepare(Path installation) throws IOException {
    UserPrincipalLookupService names = RUN.getFileSystem().getUserPrincipalLookupService();
    if (!Files.exists(RUN)) {
      Files.createDirectory(RUN);
      var view = Files.getFileAttributeView(RUN, PosixFileAttributeView.class);
      view.setPermissions(PosixFilePermissions.fromString("rwx--x---"));
      view.setGroup(names.lookupPrincipalByGroupName(USER));
      view.setOwner(names.lookupPrincipalByName(USER));
    }
    Component.require(
        Files.getOwner(RUN).equals(names.lookupPrincipalByName(USER)),
        "%s belongs to %s: another opencryptoki is installed".formatted(RUN, Files.getOwner(RUN)));
    Files.deleteIfExists(PID_FILE);
    Files.writeString(
        installation.resolve("etc/opencryptoki/opencryptoki.conf"), configuration(installation));
  }

  private static String configuration(Path installation) {
    String slots =
        IntStream.range(0, SLOTS)
            .mapToObj(slot ->
                """
                slot %d
                {
                stdll = %s/lib/opencryptoki/stdll/libpkcs11_sw.so
                tokname = token%d
                }
                """
                    .formatted(slot, installation, slot))
            .collect(Collectors.joining());
    return "version opencryptoki-3.23\ndisable-event-support\nstatistics (off)\n" + slots;
  }

  /** The pid file is written when the sockets listen. */
  private static void awaitServing(Process process) throws IOException {
    try {
      String pid = Long.toString(process.pid());
      for (int tenths = 0; tenths < PATIENCE_SECONDS * 10; tenths++) {
        if (Files.exists(PID_FILE) && Files.readString(PID_FILE).strip().equals(pid)) {
          return;
        }
        if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
          throw new AssertionError(
              "pkcsslotd ended with %d, expected it to serve".formatted(process.exitValue()));
        }
      }
      process.destroyForcibly();
      throw new AssertionError("pkcsslotd does not serve after %d s".formatted(PATIENCE_SECONDS));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while pkcsslotd started", e);
    }
  }

  /** Asked to, it takes its shared memory away; killed, the next daemon takes that over. */
  private static void end(ProcessHandle process) {
    process.destroy();
    try {
      process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      process.destroyForcibly();
      process.onExit().join();
    }
  }

  /** The module keeps a token in three places, and would find an old one in the third again. */
  private static void removeTokens(Path installation) throws IOException {
    Path state = installation.resolve("var/lib/opencryptoki");
    for (int slot = 0; slot < SLOTS; slot++) {
      String token = "token" + slot;
      for (Path directory :
          List.of(
              state.resolve(token), installation.resolve("var/lock/opencryptoki").resolve(token))) {
        if (Files.exists(directory)) {
          new FixtureDirectory(directory).close();
        }
      }
      String shared = state.resolve(token).toString().substring(1).replace('/', '.');
      Files.deleteIfExists(SHARED_MEMORY.resolve(shared));
    }
  }
}
