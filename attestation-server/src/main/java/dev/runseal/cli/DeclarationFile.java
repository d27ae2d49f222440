package dev.runseal.cli;

import dev.runseal.declaration.Declaration;
import dev.runseal.json.JsonException;
import java.nio.file.Path;

/** A declaration that was named on the command line. */
final class DeclarationFile {
  private DeclarationFile() {}

  static Declaration read(Terminal terminal, Path name) throws CommandException {
    var file = new InputFile(terminal, name);
    try {
      return Declaration.parse(file.read(Declaration.MAX_LENGTH));
    } catch (JsonException e) {
      throw file.wrong(e);
    }
  }
}
