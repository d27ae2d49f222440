package dev.runseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A session at the shell, as a test: what was typed and what came back.
 *
 * <pre>
 * # why this must be so
 * $ runseal identity declaration.json
 * a line of stdout
 * ! a line of stderr
 * ? 2                    the exit status, where it is not 0
 *
 * -- declaration.json --
 * the content of a file, laid out before the first command
 * </pre>
 *
 * Expected text may hold {@code {digest}}, {@code {hex}}, {@code {number}}, {@code {time}} and
 * {@code {any}}, and the names that the test gave values to. A line {@code ...} stands for any
 * lines.
 */
final class Transcript {
  private static final Pattern FILE = Pattern.compile("-- (\\S+) --");
  private static final Pattern NAME = Pattern.compile("\\{([a-z]+)}");
  private static final Map<String, String> PATTERNS =
      Map.of(
          "digest", "sha256:[0-9a-f]{64}",
          "hex", "[0-9a-f]+",
          "number", "[0-9]+",
          "time", "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{6})?Z",
          "any", ".*");

  private record Step(int line, String command, List<String> expected) {}

  private final String name;
  private final List<Step> steps;
  private final Map<String, String> files;

  private Transcript(String name, List<Step> steps, Map<String, String> files) {
    this.name = name;
    this.steps = steps;
    this.files = files;
  }

  static Transcript read(Path file) throws IOException {
    var steps = new ArrayList<Step>();
    var files = new LinkedHashMap<String, String>();
    String inFile = "";
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      Matcher header = FILE.matcher(line);
      if (header.matches()) {
        inFile = header.group(1);
        files.put(inFile, "");
      } else if (!inFile.isEmpty()) {
        files.merge(inFile, line + "\n", String::concat);
      } else if (line.startsWith("$ ")) {
        steps.add(new Step(number, line.substring(2), new ArrayList<>()));
      } else if (!line.startsWith("# ") && !steps.isEmpty()) {
        steps.getLast().expected().add(line);
      }
    }
    assertThat(steps).as("commands in %s", file).isNotEmpty();
    return new Transcript(file.getFileName().toString(), steps, files);
  }

  /** Plays it in the shell's directory. */
  void play(TranscriptShell shell) throws Exception {
    for (var file : files.entrySet()) {
      Path path = shell.directory().resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, replaced(file.getValue(), shell.names()), StandardCharsets.UTF_8);
    }
    for (Step step : steps) {
      String actual = shell.run(replaced(step.command(), shell.names()));
      String expected = String.join("\n", step.expected()).stripTrailing();
      if (!expected(expected, shell.names()).matcher(actual + "\n").matches()) {
        assertThat("$ " + step.command() + "\n" + actual)
            .as("%s, line %d", name, step.line())
            .isEqualTo("$ " + step.command() + "\n" + expected);
      }
    }
  }

  private static String replaced(String text, Map<String, String> names) {
    return NAME.matcher(text)
        .replaceAll(
            match -> Matcher.quoteReplacement(names.getOrDefault(match.group(1), match.group())));
  }

  private static Pattern expected(String text, Map<String, String> names) {
    var pattern = new StringBuilder();
    for (String line : text.split("\n", -1)) {
      if (line.equals("...")) {
        pattern.append("(.*\n)*?");
      } else {
        pattern.append(line(line, names)).append('\n');
      }
    }
    return Pattern.compile(pattern.toString());
  }

  private static String line(String text, Map<String, String> names) {
    var pattern = new StringBuilder();
    Matcher name = NAME.matcher(text);
    int end = 0;
    while (name.find()) {
      pattern.append(Pattern.quote(text.substring(end, name.start())));
      String value = names.get(name.group(1));
      String known = PATTERNS.get(name.group(1));
      if (value == null && known == null) {
        pattern.append(Pattern.quote(name.group()));
      } else {
        pattern.append(value != null ? Pattern.quote(value) : known);
      }
      end = name.end();
    }
    return pattern.append(Pattern.quote(text.substring(end))).toString();
  }
}
