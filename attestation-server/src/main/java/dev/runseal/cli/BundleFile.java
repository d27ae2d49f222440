package dev.runseal.cli;

import dev.runseal.bundle.Bundle;
import dev.runseal.bundle.BundleException;
import dev.runseal.statement.Completion;
import dev.runseal.statement.Seal;
import dev.runseal.statement.SealRef;
import dev.runseal.statement.Statement;
import dev.runseal.statement.StatementException;
import dev.runseal.tree.LeafHash;
import java.nio.file.Path;

/** A bundle that was named on the command line. */
record BundleFile(InputFile file, Bundle bundle) {
  static BundleFile read(Terminal terminal, Path name) throws CommandException {
    var file = new InputFile(terminal, name);
    try {
      return new BundleFile(file, Bundle.parse(file.read(Bundle.MAX_LENGTH)));
    } catch (BundleException e) {
      throw file.wrong(e);
    }
  }

  /** Where its seal stands; a bundle of anything else is refused. */
  SealRef seal() throws CommandException {
    Statement statement;
    try {
      statement = Statement.parse(bundle.statement());
    } catch (StatementException e) {
      throw file.wrong(e);
    }
    return switch (statement) {
      case Seal seal ->
          new SealRef(
              seal.position().log(), seal.position().index(), LeafHash.of(bundle.statement()));
      case Completion completion ->
          throw CommandException.failed(
              "%s: is the bundle of a completion, expected that of a seal: name the file that runseal seal wrote"
                  .formatted(file.name()));
    };
  }
}
