package dev.runseal.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The command line as a person has it: each command a process. A PKCS#11 module remembers, within a
 * process, tokens and logins that the next command must not profit from. A command that ends in
 * {@code &} stays, once it said that it is ready, until it is stopped. Used by one thread.
 */
final class RunsealProcesses implements AutoCloseable {
  private final Map<String, String> environment;
  private @Nullable Process background;
  private @Nullable BufferedReader backgroundOut;

  RunsealProcesses(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  int run(List<String> arguments, Terminal terminal) throws IOException, InterruptedException {
    boolean stays = arguments.getLast().equals("&");
    Path err = Files.createTempFile("runseal", ".err");
    Process process =
        start(stays ? arguments.subList(0, arguments.size() - 1) : arguments, terminal, err);
    try (OutputStream in = process.getOutputStream()) {
      terminal.in().transferTo(in);
    }
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    while (line != null) {
      terminal.out().println(line);
      if (stays && line.contains("ready")) {
        background = process;
        backgroundOut = out;
        return 0;
      }
      line = out.readLine();
    }
    int status = process.waitFor();
    terminal.err().print(Files.readString(err));
    Files.delete(err);
    return status;
  }

  /** Asks the one that stayed to end, and waits until it has. */
  int stop(Terminal terminal) throws IOException, InterruptedException {
    if (background == null || backgroundOut == null) {
      throw new AssertionError("nothing runs that could be stopped");
    }
    // Not Process.destroy(), which would close the streams as well.
    background.toHandle().destroy();
    backgroundOut.lines().forEach(terminal.out()::println);
    int status = background.waitFor();
    background = null;
    return status;
  }

  @Override
  public void close() {
    if (background != null) {
      background.destroyForcibly();
    }
  }

  Process start(List<String> arguments, Terminal terminal, Path err) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).directory(terminal.directory().toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("RUNSEAL_"));
    builder.environment().putAll(environment);
    builder.environment().putAll(terminal.environment());
    return builder.redirectError(err.toFile()).start();
  }
}
