package dev.runseal.rig;

import dev.runseal.client.ClientException;
import dev.runseal.client.Reply;
import dev.runseal.client.UnixSocketClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A daemon as a process. It writes its messages to {@code daemon.log} beside its configuration.
 * Closing kills it if it still runs.
 */
public final class DaemonProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;
  private final Path socket;
  private final Path log;
  private final long startedAt;
  private final BufferedReader out;

  private DaemonProcess(Process process, Path socket, Path log, long startedAt) {
    this.process = process;
    this.socket = socket;
    this.log = log;
    this.startedAt = startedAt;
    this.out = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts the daemon of this installation, and does not wait for it. */
  public static DaemonProcess start(Installation installation) throws IOException {
    return start(
        installation,
        installation
            .program()
            .daemon(List.of("serve", "--config", installation.config().toString())));
  }

  /** Starts another program that says {@code ready} and listens on the installation's socket. */
  public static DaemonProcess start(Installation installation, List<String> command)
      throws IOException {
    Path log = installation.directory().resolve("daemon.log");
    var builder =
        installation.builder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    long start = System.nanoTime();
    return new DaemonProcess(builder.start(), installation.socket(), log, start);
  }

  /** Waits until a request is answered, and returns how long that was after the start. */
  public Duration awaitReady(Duration most) throws IOException, InterruptedException {
    // What hangs is killed, and the read below ends.
    Thread watch =
        Thread.ofVirtual()
            .start(() -> {
              try {
                Thread.sleep(most);
                process.destroyForcibly();
              } catch (InterruptedException e) {
                return;
              }
            });
    try {
      String line = out.readLine();
      while (line != null && !line.startsWith("ready")) {
        line = out.readLine();
      }
      if (line == null) {
        throw new IOException(
            "the daemon was not ready after %d ms: %s"
                .formatted((System.nanoTime() - startedAt) / 1_000_000, lastMessage()));
      }
      get("/readyz");
      return Duration.ofNanos(System.nanoTime() - startedAt);
    } finally {
      watch.interrupt();
      watch.join();
    }
  }

  public long pid() {
    return process.pid();
  }

  public UnixSocketClient connect() throws ClientException {
    return UnixSocketClient.connect(socket, PATIENCE);
  }

  public Reply get(String path) throws IOException {
    try (var client = connect()) {
      return client.get(path);
    } catch (ClientException e) {
      throw new IOException("GET %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** The counters that {@code GET /metrics} shows, by name and labels. */
  public Map<String, Double> metrics() throws IOException {
    Map<String, Double> metrics = new HashMap<>();
    for (String line : text(get("/metrics")).lines().toList()) {
      int space = line.lastIndexOf(' ');
      if (!line.startsWith("#") && space > 0) {
        metrics.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
      }
    }
    return metrics;
  }

  /** Resident memory that is no file's: heap, stacks, the JVM's own. Linux only. */
  public long residentAnonymousBytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(pid()), "status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("RssAnon:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new IOException(status + " has no RssAnon");
  }

  /** {@code kill -9}: nothing of the daemon runs when this returns. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** SIGTERM, and waits for the end that it asks for. */
  public void stop() throws IOException, InterruptedException {
    terminate();
    int status = awaitEnd();
    if (status != 0) {
      throw new IOException("the daemon ended with %d: %s".formatted(status, lastMessage()));
    }
  }

  /** SIGTERM. */
  public void terminate() {
    // Not Process.destroy(), which would close the streams as well.
    process.toHandle().destroy();
  }

  /** The status with which the daemon ends, which was asked to. */
  public int awaitEnd() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException(
          "the daemon still runs %d s after SIGTERM: %s"
              .formatted(PATIENCE.toSeconds(), lastMessage()));
    }
    return process.exitValue();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private String lastMessage() throws IOException {
    @Nullable String last = null;
    for (String line : Files.readAllLines(log)) {
      last = line;
    }
    return last == null ? "it said nothing" : last;
  }

  private static String text(Reply reply) throws IOException {
    try {
      return reply.body().toUtf8();
    } catch (CharacterCodingException e) {
      throw new IOException("the answer is not text", e);
    }
  }
}
