package dev.runseal.cli;

import dev.runseal.bytes.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The few things that a {@link Transcript} can type: {@code runseal} (in this process), {@code
 * cat}, {@code ls}, {@code mkdir}, {@code rm}, {@code cp}, {@code chmod}, and redirection to and
 * from files. Used by one thread.
 */
final class TranscriptShell {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  private final Path directory;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final Map<String, String> names = new LinkedHashMap<>();
  private final Map<String, Consumer<String>> added = new LinkedHashMap<>();

  private @Nullable RunsealProcesses processes;

  TranscriptShell(Path directory) {
    this.directory = directory;
    names.put("dir", directory.toString());
  }

  /** From here on every {@code runseal} is a process of its own, as for a person. */
  TranscriptShell in(RunsealProcesses own) {
    processes = own;
    return this;
  }

  Path directory() {
    return directory;
  }

  /** What {@code {name}} stands for in a transcript. */
  Map<String, String> names() {
    return names;
  }

  TranscriptShell with(String name, String value) {
    names.put(name, value);
    return this;
  }

  TranscriptShell withEnvironment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Adds a word that can be typed, with one argument. */
  TranscriptShell withCommand(String word, Consumer<String> action) {
    added.put(word, action);
    return this;
  }

  /** Returns stdout, then stderr, then the exit status, in the words of a transcript. */
  String run(String line) throws Exception {
    var words = new ArrayList<String>();
    var matcher = WORD.matcher(line);
    while (matcher.find()) {
      words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
    }
    InputStream in = InputStream.nullInputStream();
    int from = words.indexOf("<");
    if (from >= 0) {
      in = new ByteArrayInputStream(Files.readAllBytes(file(words.get(from + 1))));
      words.subList(from, from + 2).clear();
    }
    int to = words.indexOf(">");
    Path target = null;
    if (to >= 0) {
      target = file(words.get(to + 1));
      words.subList(to, to + 2).clear();
    }
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var terminal = new Terminal(in, stream(out), stream(err), false, environment, directory);
    int status = run(words, terminal);
    terminal.out().flush();
    terminal.err().flush();
    if (target != null) {
      Files.write(target, out.toByteArray());
      out.reset();
    }
    var said = new StringBuilder(out.toString(StandardCharsets.UTF_8));
    err.toString(StandardCharsets.UTF_8).lines().forEach(l -> said.append("! " + l + "\n"));
    if (status != 0) {
      said.append("? ").append(status);
    }
    return said.toString().stripTrailing();
  }

  private int run(List<String> words, Terminal terminal) throws IOException, InterruptedException {
    List<String> arguments = words.subList(1, words.size());
    switch (words.getFirst()) {
      case "runseal" -> {
        return processes == null
            ? Main.run(terminal, arguments.toArray(String[]::new))
            : processes.run(arguments, terminal);
      }
      case "stop" -> {
        return processesOrFail().stop(terminal);
      }
      case "cat" -> {
        for (String name : arguments) {
          Bytes.takingOwnership(Files.readAllBytes(file(name))).writeTo(terminal.out());
        }
      }
      case "ls" -> {
        try (var entries = Files.list(file(arguments.isEmpty() ? "." : arguments.getFirst()))) {
          entries.map(e -> e.getFileName().toString()).sorted().forEach(terminal.out()::println);
        }
      }
      case "mkdir" -> Files.createDirectories(file(arguments.getFirst()));
      case "rm" -> Files.delete(file(arguments.getFirst()));
      case "cp" -> Files.copy(file(arguments.getFirst()), file(arguments.getLast()));
      case "chmod" ->
          Files.setPosixFilePermissions(
              file(arguments.getLast()), PosixFilePermissions.fromString(arguments.getFirst()));
      default -> {
        Consumer<String> action = added.get(words.getFirst());
        if (action == null) {
          throw new AssertionError("no transcript types " + words.getFirst());
        }
        action.accept(arguments.getFirst());
      }
    }
    return 0;
  }

  private RunsealProcesses processesOrFail() {
    if (processes == null) {
      throw new AssertionError("nothing runs that could be stopped");
    }
    return processes;
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  private static PrintStream stream(ByteArrayOutputStream target) {
    return new PrintStream(target, true, StandardCharsets.UTF_8);
  }
}
