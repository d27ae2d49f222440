package dev.runseal.cli;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The world as a command sees it: three streams, whether a person watches them, the environment,
 * and the directory that relative file names start from. Both output streams speak UTF-8, whatever
 * the locale says.
 */
record Terminal(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean watched,
    Map<String, String> environment,
    Path directory) {
  Terminal {
    environment = Map.copyOf(environment);
    directory = directory.toAbsolutePath();
  }

  static Terminal ofProcess() {
    return new Terminal(
        System.in,
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false),
        System.getenv(),
        Path.of(""));
  }

  /** The file that a name on the command line means. */
  Path file(Path name) {
    return directory.resolve(name).normalize();
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor)), true, StandardCharsets.UTF_8);
  }
}
