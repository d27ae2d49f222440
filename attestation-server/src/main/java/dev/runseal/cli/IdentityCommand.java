package dev.runseal.cli;

import dev.runseal.declaration.Declaration;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints the identity of a declaration. */
@Command(
    name = "identity",
    description = {
      "Print the identity of a declaration: the SHA-256 of its canonical form. The"
          + " same run has the same identity everywhere."
    },
    footerHeading = "%nExample:%n",
    footer = "  runseal identity declaration.json")
@SuppressWarnings("NullAway.Init") // picocli sets what it requires
final class IdentityCommand implements Callable<Integer> {
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "FILE", description = "The declaration; - reads it from stdin.")
  private Path file;

  private final Terminal terminal;

  IdentityCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandException {
    Declaration declaration = DeclarationFile.read(terminal, file);
    if (json.requested) {
      Json.Arr opaque =
          Json.array(
              declaration.opaque().stream().map(section -> Json.string(section.text())).toList());
      terminal
          .out()
          .println(
              CanonicalJson.text(
                  Json.object()
                      .put("identity", declaration.identity().toString())
                      .put("opaque", opaque)
                      .build()));
    } else {
      terminal.out().println(declaration.identity());
    }
    return ExitStatus.SUCCESS.code();
  }
}
