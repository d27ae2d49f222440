package dev.runseal.cli;

import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.ledger.LedgerException;
import dev.runseal.ledger.LogRepair;
import dev.runseal.ledger.StateLock;
import dev.runseal.tree.TilePath;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes again what a state directory's entries give. */
@Command(
    name = "repair",
    description = {
      "Make again, from the entries of a log, the partial tiles of its published head and the"
          + " daemon's index, where they are missing or wrong; and nothing else. Everything is read"
          + " and compared first: if an entry, a full tile, the journal or the checkpoint is not as"
          + " the others say, it is named and nothing is changed.",
      "",
      "The daemon must be stopped. The status is 0 when all of it stands, 1 when something is"
          + " wrong that only a backup brings back, or that --dry-run left as it is."
    },
    footerHeading = "%nExample:%n",
    footer = "  runseal log repair --dry-run /var/lib/runseal")
@SuppressWarnings("NullAway.Init") // picocli sets what it requires
final class LogRepairCommand implements Callable<Integer> {
  @Option(names = "--dry-run", description = "Say what would be done, and change nothing.")
  private boolean dryRun;

  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "DIR", description = "The state directory.")
  private Path directory;

  private final Terminal terminal;

  LogRepairCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandException {
    Path state = terminal.file(directory);
    // Before the lock, whose file would be made in any directory.
    if (!Files.exists(state.resolve("journal"))) {
      throw CommandException.failed(
          "%s has no folder \"journal\": is it a daemon's state directory?".formatted(directory));
    }
    try (var lock = StateLock.acquire(state);
        var repair = LogRepair.find(lock)) {
      if (!dryRun) {
        repair.apply();
      }
      if (json.requested) {
        terminal.out().println(CanonicalJson.text(json(repair)));
      } else {
        print(repair);
      }
      boolean left = dryRun && somethingToDo(repair);
      return (left ? ExitStatus.NOT_MET : ExitStatus.SUCCESS).code();
    } catch (LedgerException e) {
      String message = String.valueOf(e.getMessage());
      throw e.reason() == LedgerException.Reason.READ_FAILED
          ? CommandException.notMet(message, e)
          : CommandException.failed(message, e);
    } catch (IOException e) {
      throw CommandException.failed("%s can't be let go: %s".formatted(directory, e), e);
    }
  }

  private static boolean somethingToDo(LogRepair repair) {
    return !repair.tiles().isEmpty() || repair.indexProblem().isPresent();
  }

  private void print(LogRepair repair) {
    PrintStream print = terminal.out();
    print.printf("%s, %d entries%n", repair.origin(), repair.size());
    String done = dryRun ? "to do  " : "done   ";
    for (TilePath tile : repair.tiles()) {
      print.println("  " + done + tile);
    }
    repair.indexProblem().ifPresent(problem -> print.println("  " + done + "index: " + problem));
    if (!somethingToDo(repair)) {
      print.println("  nothing to repair");
    }
  }

  private Json.Obj json(LogRepair repair) {
    return Json.object()
        .put("log", repair.origin().text())
        .put("entries", repair.size())
        .put("dryRun", Json.bool(dryRun))
        .put(
            "tiles",
            Json.array(repair.tiles().stream().map(tile -> Json.string(tile.encode())).toList()))
        .put("index", repair.indexProblem().map(Json::string))
        .build();
  }
}
