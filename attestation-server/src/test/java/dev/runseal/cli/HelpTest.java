package dev.runseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What holds for the help of every command. */
class HelpTest {
  static Stream<List<String>> commands() {
    var all = new ArrayList<List<String>>();
    collect(List.of(), Main.commands(terminal(new ByteArrayOutputStream())), all);
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasAnExampleThatBeginsAsItIsTyped(List<String> command) {
    String typed = ("runseal " + String.join(" ", command)).strip();
    assertThat(help(command)).contains("\nExample:\n  " + typed + " ");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyHelpFitsEightyColumns(List<String> command) {
    assertThat(help(command).lines()).allMatch(line -> line.length() <= 80);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionSaysWhatItIs(List<String> command) {
    CommandLine line = Main.commands(terminal(new ByteArrayOutputStream()));
    for (String name : command) {
      line = Objects.requireNonNull(line.getSubcommands().get(name));
    }
    assertThat(line.getCommandSpec().args())
        .allSatisfy(argument -> assertThat(argument.description()).isNotEmpty());
  }

  private static void collect(List<String> name, CommandLine line, List<List<String>> all) {
    all.add(name);
    line.getSubcommands()
        .forEach((word, command) ->
            collect(Stream.concat(name.stream(), Stream.of(word)).toList(), command, all));
  }

  private static String help(List<String> command) {
    var out = new ByteArrayOutputStream();
    var arguments = Stream.concat(command.stream(), Stream.of("--help"));
    int status = Main.run(terminal(out), arguments.toArray(String[]::new));
    assertThat(status).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  private static Terminal terminal(ByteArrayOutputStream out) {
    var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new Terminal(
        InputStream.nullInputStream(), stream, stream, false, Map.of(), Path.of(""));
  }
}
