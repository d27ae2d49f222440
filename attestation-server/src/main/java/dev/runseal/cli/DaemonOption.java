package dev.runseal.cli;

import dev.runseal.bytes.Bytes;
import dev.runseal.client.ClientException;
import dev.runseal.client.Reply;
import dev.runseal.client.UnixSocketClient;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.StrictJson;
import dev.runseal.server.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --socket}, and one question to the daemon behind it. */
final class DaemonOption {
  private static final String DEFAULT = "/run/runseal/seal.sock";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_PROBLEM = 1 << 16;

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description = "The daemon's socket (default: $RUNSEAL_SOCKET, or " + DEFAULT + ").")
  private @Nullable Path named;

  /**
   * The body of a 200 or 201; anything else is a complaint in the daemon's own words. Where the
   * daemon may have done it all the same, the complaint ends with how to ask again.
   */
  Bytes post(Terminal terminal, String path, Json body, String again) throws CommandException {
    Reply reply;
    try (var client = UnixSocketClient.connect(socket(terminal), TIMEOUT)) {
      reply = client.post(path, CanonicalJson.encode(body));
    } catch (ClientException e) {
      throw switch (e.reason()) {
        case UNREACHABLE -> CommandException.failed(String.valueOf(e.getMessage()), e);
        case NO_ANSWER, BAD_ANSWER ->
            CommandException.failed("%s: %s".formatted(e.getMessage(), again), e);
      };
    }
    return switch (reply.status()) {
      case 200, 201 -> reply.body();
      default -> throw refused(reply, again);
    };
  }

  private Path socket(Terminal terminal) {
    String name = terminal.environment().getOrDefault("RUNSEAL_SOCKET", DEFAULT);
    return terminal.file(named != null ? named : Path.of(name));
  }

  // spec: RFC 9457 §3.1
  private static CommandException refused(Reply reply, String again) {
    var problem = new StringBuilder();
    boolean mayBeDone = reply.status() >= 500;
    try {
      if (StrictJson.parse(reply.body(), MAX_PROBLEM) instanceof Json.Obj members) {
        text(members, "title").ifPresent(problem::append);
        text(members, "detail").ifPresent(detail -> problem.append(": ").append(detail));
        mayBeDone &= !text(members, "type").equals(Optional.of(Problem.QUEUE_FULL.type()));
      }
    } catch (JsonException e) {
      return CommandException.failed(
          "the daemon answered %d without saying why: read its log%s"
              .formatted(reply.status(), mayBeDone ? "; " + again : ""),
          e);
    }
    reply
        .findHeader("retry-after")
        .ifPresent(seconds -> problem.append(": try again in %s s".formatted(seconds)));
    if (mayBeDone) {
      problem.append(": ").append(again);
    }
    return CommandException.failed(problem.toString());
  }

  private static Optional<String> text(Json.Obj object, String name) {
    return object
        .find(name)
        .flatMap(
            value -> value instanceof Json.Str(String text) ? Optional.of(text) : Optional.empty());
  }
}
