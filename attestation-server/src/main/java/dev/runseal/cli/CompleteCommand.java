package dev.runseal.cli;

import dev.runseal.bundle.Bundle;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.statement.Completion;
import dev.runseal.statement.Outcome;
import dev.runseal.statement.Output;
import dev.runseal.statement.Position;
import dev.runseal.statement.SealRef;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Completes a seal: binds what came out to what was declared. */
@Command(
    name = "complete",
    description =
        "Complete a seal: bind the run's outputs to it, by digest, and write the bundle. Only the"
            + " user that sealed can, once; the same again gives the same bundle.",
    footerHeading = "%nExample:%n",
    footer = {
      "  runseal complete --seal bundle.json --output answer=answer.txt \\",
      "    --out completion.json"
    })
@SuppressWarnings("NullAway.Init") // picocli sets what it requires
final class CompleteCommand implements Callable<Integer> {
  private static final int BUFFER = 1 << 16;

  @Mixin private final DaemonOption daemon = new DaemonOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Option(
      names = "--seal",
      paramLabel = "BUNDLE",
      required = true,
      description = "The bundle that runseal seal wrote.")
  private Path sealFile;

  @Option(
      names = "--output",
      paramLabel = "NAME=FILE",
      description = "An output of the run; may be given several times. Only its digest is sent.")
  private List<String> outputs = List.of();

  @Option(
      names = "--outcome",
      paramLabel = "WORD",
      description = "completed (the default), failed or abandoned.")
  private String outcome = "completed";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the bundle to this new file (default: stdout).")
  private @Nullable Path out;

  private final Terminal terminal;

  CompleteCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandException {
    BundleFile sealed = BundleFile.read(terminal, sealFile);
    var expected = new Expected(sealed.bundle(), sealed.seal(), hashed(), outcome());
    if (out == null) {
      terminal.out().println(Answer.text(completed(expected).bundle()));
      return ExitStatus.SUCCESS.code();
    }
    try (OutputFile target = OutputFile.claim(terminal, out)) {
      Completed completed = completed(expected);
      target.write(Bytes.utf8(Answer.text(completed.bundle()) + "\n"));
      target.keep();
      report(completed.completion(), target.name());
    }
    return ExitStatus.SUCCESS.code();
  }

  /** What the completion must say. */
  private record Expected(Bundle sealed, SealRef seal, List<Output> outputs, Outcome outcome) {
    Json.Obj request() {
      var seal = Json.object().put("log", this.seal.log().text()).put("index", this.seal.index());
      return Json.object()
          .put("seal", seal)
          .put("outputs", CompleteCommand.outputs(outputs))
          .put("outcome", outcome.text())
          .build();
    }
  }

  /** A completion that was checked to be the one asked for, in its bundle. */
  private record Completed(Completion completion, Bundle bundle) {}

  private Completed completed(Expected expected) throws CommandException {
    String again = "it may be completed all the same, ask again";
    Answer answer =
        Answer.parse(daemon.post(terminal, "/v1/completions", expected.request(), again));
    if (!(answer.statement() instanceof Completion completion)) {
      throw Answer.wrong("it is not about a completion");
    }
    if (!completion.seal().equals(expected.seal())) {
      throw Answer.wrong("completion is of another seal than that of " + sealFile);
    }
    if (!completion.outputs().equals(expected.outputs())) {
      throw Answer.wrong("completion names other outputs than those given");
    }
    if (completion.outcome() != expected.outcome()) {
      throw Answer.wrong(
          "completion says %s, expected %s"
              .formatted(completion.outcome().text(), expected.outcome().text()));
    }
    answer.verifyHolds(expected.sealed().statement());
    Bundle bundle = answer.bundle();
    if (expected.sealed().declaration().isPresent()) {
      bundle = bundle.withDeclaration(expected.sealed().declaration().get());
    }
    return new Completed(completion, bundle);
  }

  private Outcome outcome() throws CommandException {
    try {
      return Outcome.parse(outcome);
    } catch (IllegalArgumentException e) {
      throw CommandException.failed("--outcome: " + e.getMessage(), e);
    }
  }

  private List<Output> hashed() throws CommandException {
    List<Output> hashed = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String output : outputs) {
      int equals = output.indexOf('=');
      if (equals < 1) {
        throw CommandException.failed(
            "--output: found \"%s\", expected NAME=FILE".formatted(output));
      }
      String name = output.substring(0, equals);
      if (!names.add(name)) {
        throw CommandException.failed("--output: the name \"%s\" is given twice".formatted(name));
      }
      Path file = Path.of(output.substring(equals + 1));
      Sha256 digest = digest(new InputFile(terminal, file));
      try {
        hashed.add(new Output(name, digest));
      } catch (IllegalArgumentException e) {
        throw CommandException.failed("--output: " + e.getMessage(), e);
      }
    }
    return hashed;
  }

  /** Streams: an output may be larger than memory. */
  private static Sha256 digest(InputFile file) throws CommandException {
    MessageDigest digest = Sha256.newDigest();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = file.open()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    } catch (IOException e) {
      throw file.unreadable(e);
    }
    return new Sha256(Bytes.takingOwnership(digest.digest()));
  }

  private void report(Completion completion, Path written) {
    Position position = completion.position();
    PrintStream print = terminal.out();
    if (json.requested) {
      Json.Obj result =
          Json.object()
              .put("seal", Answer.json(completion.seal()))
              .put("log", position.log().text())
              .put("index", position.index())
              .put("outcome", completion.outcome().text())
              .put("outputs", outputs(completion.outputs()))
              .put("bundle", written.toString())
              .build();
      print.println(CanonicalJson.text(result));
      return;
    }
    print.println("run  sealed at index %d".formatted(completion.seal().index()));
    print.println("is   " + completion.outcome().text());
    for (Output output : completion.outputs()) {
      print.println("out  " + output.name());
      print.println("     " + output.digest());
    }
    print.println("at   index %d of %s".formatted(position.index(), position.log()));
    print.println("in   " + written);
  }

  private static Json.Arr outputs(List<Output> outputs) {
    return Json.array(
        outputs.stream()
            .map(output ->
                Json.object()
                    .put("name", output.name())
                    .put("digest", output.digest().toString())
                    .build())
            .toList());
  }
}
