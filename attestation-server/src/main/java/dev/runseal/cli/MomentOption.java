package dev.runseal.cli;

import dev.runseal.statement.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --at}, for commands that judge certificates. */
final class MomentOption {
  @Option(
      names = "--at",
      paramLabel = "TIME",
      // In two lines, or the time is broken at its last colon.
      description = {
        "Judge certificates at this time (default: now), such as",
        "2026-11-21T01:02:03Z."
      })
  private @Nullable String at;

  InstantSource clock() throws CommandException {
    if (at == null) {
      return InstantSource.system();
    }
    try {
      return InstantSource.fixed(Timestamp.of(Instant.parse(at)).instant());
    } catch (DateTimeParseException | IllegalArgumentException e) {
      throw CommandException.failed(
          "--at: found \"%s\", expected a time such as 2026-11-21T01:02:03Z".formatted(at), e);
    }
  }
}
