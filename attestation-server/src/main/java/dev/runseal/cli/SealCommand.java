package dev.runseal.cli;

import dev.runseal.bundle.Bundle;
import dev.runseal.bytes.Bytes;
import dev.runseal.declaration.Declaration;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.statement.Execution;
import dev.runseal.statement.Position;
import dev.runseal.statement.Seal;
import dev.runseal.statement.SealRef;
import dev.runseal.tree.LeafHash;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Seals a declaration: before the run executes. */
@Command(
    name = "seal",
    description =
        "Seal a declaration, before its run executes, and write the bundle. Asking again with the"
            + " same --execution gives the same seal.",
    footerHeading = "%nExample:%n",
    footer = "  runseal seal --out bundle.json declaration.json")
@SuppressWarnings("NullAway.Init") // picocli sets what it requires
final class SealCommand implements Callable<Integer> {
  @Mixin private final DaemonOption daemon = new DaemonOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Option(
      names = "--execution",
      paramLabel = "ID",
      description =
          "Your name for this execution, never used for another: 1 to 128 of A-Z a-z 0-9 . _ : / -"
              + " (default: 128 random bits).")
  private @Nullable String execution;

  @Option(
      names = "--parent",
      paramLabel = "BUNDLE",
      description = "The bundle of the seal that this run is a step of.")
  private @Nullable Path parent;

  @Option(
      names = "--traceparent",
      paramLabel = "TEXT",
      description = "A W3C trace context to note; nothing depends on it.")
  private @Nullable String traceparent;

  @Option(names = "--dsse", description = "Ask for a DSSE signature over this statement as well.")
  private boolean dsse;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the bundle to this new file (default: stdout).")
  private @Nullable Path out;

  @Parameters(paramLabel = "DECLARATION", description = "The declaration; - reads it from stdin.")
  private Path file;

  private final Terminal terminal;

  SealCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandException {
    Declaration declaration = DeclarationFile.read(terminal, file);
    Execution id = execution();
    Optional<SealRef> step =
        parent == null ? Optional.empty() : Optional.of(BundleFile.read(terminal, parent).seal());
    Json.Builder request =
        Json.object()
            .put("declaration", declaration.identity().toString())
            .put("execution", id.id())
            .put("parent", step.map(Answer::json));
    if (traceparent != null) {
      request.put("traceparent", traceparent);
    }
    if (dsse) {
      request.put("dsse", Json.bool(true));
    }
    if (out == null) {
      terminal.out().println(Answer.text(sealed(request.build(), declaration, id, step).bundle()));
      return ExitStatus.SUCCESS.code();
    }
    try (OutputFile target = OutputFile.claim(terminal, out)) {
      Sealed sealed = sealed(request.build(), declaration, id, step);
      target.write(Bytes.utf8(Answer.text(sealed.bundle()) + "\n"));
      target.keep();
      report(sealed, target.name());
    }
    return ExitStatus.SUCCESS.code();
  }

  /** A seal that was checked to be the one asked for, in its bundle. */
  private record Sealed(Seal seal, Bundle bundle) {
    SealRef ref() {
      Position position = seal.position();
      return new SealRef(position.log(), position.index(), LeafHash.of(bundle.statement()));
    }
  }

  private Sealed sealed(Json request, Declaration declaration, Execution id, Optional<SealRef> step)
      throws CommandException {
    // Without its id, which may be a random one, the seal could never be found again.
    String again = "it may be sealed all the same, ask again with --execution " + id.id();
    Answer answer = Answer.parse(daemon.post(terminal, "/v1/seals", request, again));
    if (!(answer.statement() instanceof Seal seal)) {
      throw Answer.wrong("it is not about a seal");
    }
    if (!seal.declaration().equals(declaration.identity())) {
      throw Answer.wrong(
          "seal is of declaration %s, expected %s"
              .formatted(seal.declaration(), declaration.identity()));
    }
    if (!seal.execution().equals(id)) {
      throw Answer.wrong(
          "seal is of execution %s, expected %s".formatted(seal.execution().id(), id.id()));
    }
    if (!seal.parent().equals(step)) {
      throw Answer.wrong("seal names another parent than --parent");
    }
    return new Sealed(seal, answer.bundle().withDeclaration(declaration.canonical()));
  }

  private Execution execution() throws CommandException {
    if (execution == null) {
      byte[] random = new byte[16];
      new SecureRandom().nextBytes(random);
      return new Execution(HexFormat.of().formatHex(random));
    }
    try {
      return new Execution(execution);
    } catch (IllegalArgumentException e) {
      throw CommandException.failed("--execution: " + e.getMessage(), e);
    }
  }

  private void report(Sealed sealed, Path written) {
    Seal seal = sealed.seal();
    Position position = seal.position();
    PrintStream print = terminal.out();
    if (json.requested) {
      Json.Obj result =
          Json.object()
              .put("declaration", seal.declaration().toString())
              .put("execution", seal.execution().id())
              .put("seal", Answer.json(sealed.ref()))
              .put("bundle", written.toString())
              .build();
      print.println(CanonicalJson.text(result));
      return;
    }
    print.println("run  " + seal.declaration());
    print.println("as   " + seal.execution().id());
    print.println("at   index %d of %s".formatted(position.index(), position.log()));
    print.println("in   " + written);
  }
}
