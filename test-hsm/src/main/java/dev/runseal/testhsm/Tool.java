package dev.runseal.testhsm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A program that a fixture runs, and the environment that it runs in. */
record Tool(Path program, Map<String, String> environment) {
  Tool {
    environment = Map.copyOf(environment);
  }

  /** Runs to the end and returns what it printed; any failure is one of the fixture. */
  String run(String... arguments) {
    try {
      Process process = builder(arguments).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new AssertionError(
            "%s ended with %d: %s".formatted(program.getFileName(), status, output));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(program + " can't be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while %s ran".formatted(program), e);
    }
  }

  ProcessBuilder builder(String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder;
  }
}
