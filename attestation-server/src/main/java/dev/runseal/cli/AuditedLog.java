package dev.runseal.cli;

import dev.runseal.audit.AuditException;
import dev.runseal.audit.DirectoryLogReader;
import dev.runseal.audit.LogReader;
import dev.runseal.client.HttpConnection;
import dev.runseal.client.Reply;
import dev.runseal.client.SocketConnections;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import dev.runseal.json.StrictJson;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The log that a command reads: a directory, an address, or a log of the daemon at a socket. */
final class AuditedLog {
  private static final int MAX_LOGS = 1 << 20;

  /** How many questions are under way at once, where each takes a while and no processor. */
  private static final int REMOTE_THREADS = 16;

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description =
          "Read the log from the daemon at this socket, where you may read entries; LOG is then its"
              + " key hash (default: its current log).")
  private @Nullable Path socket;

  @Parameters(
      paramLabel = "LOG",
      arity = "0..1",
      description = "A state directory, a copy of one, or the http(s) address of a tiled log.")
  private @Nullable String log;

  /** A reader, and what to close after it. */
  record Opened(LogReader reader, int threads, Runnable end) implements AutoCloseable {
    @Override
    public void close() {
      end.run();
    }
  }

  Opened open(Terminal terminal) throws CommandException, AuditException {
    int processors = Runtime.getRuntime().availableProcessors();
    if (socket != null) {
      var connections = new SocketConnections(terminal.file(socket));
      String hash = log == null ? currentLog(connections) : log;
      return new Opened(connections.log("/v1/logs/" + hash), 2 * processors, connections::close);
    }
    if (log == null) {
      throw CommandException.failed(
          "no log is named: give a directory, an address, or --socket: see runseal audit --help");
    }
    if (log.startsWith("http://") || log.startsWith("https://")) {
      var connection = new HttpConnection();
      return new Opened(connection.log(address(log)), REMOTE_THREADS, connection::close);
    }
    Path directory = terminal.file(Path.of(log));
    if (!Files.isDirectory(directory)) {
      throw CommandException.failed(
          "%s: is no directory, expected a log's directory or its http(s) address".formatted(log));
    }
    return new Opened(new DirectoryLogReader(directory), processors, () -> {});
  }

  /** What was typed. */
  String name() {
    return String.valueOf(log);
  }

  /** The state directory that was named, and nothing else. */
  Path directory(Terminal terminal) throws CommandException {
    if (log == null || socket != null || log.matches("https?://.*")) {
      throw CommandException.failed(
          "--indexes is for a state directory, found %s"
              .formatted(socket != null ? "--socket" : log));
    }
    return terminal.file(Path.of(log));
  }

  private static URI address(String text) throws CommandException {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw CommandException.failed("%s: is no address: %s".formatted(text, e.getMessage()), e);
    }
  }

  /** The daemon lists its logs oldest first. */
  private static String currentLog(SocketConnections connections)
      throws AuditException, CommandException {
    Reply reply = connections.get("/v1/logs");
    try {
      List<String> hashes =
          ObjectReader.of(StrictJson.parse(reply.body(), MAX_LOGS))
              .array("logs", (value, pointer) -> ObjectReader.of(value, pointer).string("keyHash"));
      if (hashes.isEmpty()) {
        throw CommandException.failed("the daemon has no log");
      }
      return hashes.getLast();
    } catch (JsonException e) {
      throw CommandException.failed(
          "the daemon answered %d to /v1/logs: %s".formatted(reply.status(), e.getMessage()), e);
    }
  }
}
