package dev.runseal.cli;

import dev.runseal.bundle.Bundle;
import dev.runseal.trust.Policy;
import dev.runseal.trust.TrustException;
import dev.runseal.trust.TrustRoots;
import dev.runseal.verify.Report;
import dev.runseal.verify.Verifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Judges a bundle, offline. */
@Command(
    name = "verify",
    description =
        "Judge a bundle, offline: one verdict for each claim. The status is 0 when all that the"
            + " policy requires is met, 1 when it is not.",
    footerHeading = "%nExample:%n",
    footer = "  runseal verify --root root.pem completion.json")
@SuppressWarnings("NullAway.Init") // picocli sets what it requires
final class VerifyCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  private Trust trust;

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description =
          "What must be shown: default, development (what a demo on one machine can show), or a"
              + " policy file.")
  private String policy = "default";

  @Option(
      names = "--key-attestation",
      paramLabel = "FILE",
      description = "The key attestation, for a bundle that came without.")
  private @Nullable Path keyAttestation;

  @Option(
      names = "--declaration",
      paramLabel = "FILE",
      description = "The declaration, for a bundle that came without.")
  private @Nullable Path declaration;

  @Mixin private final MomentOption moment = new MomentOption();

  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "BUNDLE", description = "The bundle; - reads it from stdin.")
  private Path file;

  private final Terminal terminal;

  VerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** What the verifier brings; exactly one form of it. */
  static final class Trust {
    @Option(
        names = "--root",
        paramLabel = "PEM",
        description = "The root certificate that you trust, got beforehand.")
    private @Nullable Path root;

    @Option(
        names = "--trust",
        paramLabel = "FILE",
        description = "Or a trust file: several roots, pinned logs, distrusted keys.")
    private @Nullable Path file;
  }

  @Override
  public Integer call() throws CommandException {
    var verifier = new Verifier(roots(), policy(), moment.clock());
    Report report = verifier.verify(bundle());
    if (json.requested) {
      terminal.out().println(new String(report.json().toArray(), StandardCharsets.UTF_8));
    } else {
      terminal.out().print(report.text());
    }
    return (report.accepted() ? ExitStatus.SUCCESS : ExitStatus.NOT_MET).code();
  }

  private TrustRoots roots() throws CommandException {
    if (trust.root != null) {
      return PemFile.read(terminal, trust.root).sealingRoot();
    }
    if (trust.file == null) {
      throw new AssertionError("picocli lets exactly one of --root and --trust through");
    }
    return TrustFileEdit.read(terminal, trust.file);
  }

  private Policy policy() throws CommandException {
    switch (policy) {
      case "default" -> {
        return Policy.DEFAULT;
      }
      case "development" -> {
        return Policy.DEVELOPMENT;
      }
      default -> {
        var input = new InputFile(terminal, Path.of(policy));
        try {
          return Policy.parse(input.read(Policy.MAX_LENGTH));
        } catch (TrustException e) {
          throw input.wrong(e);
        }
      }
    }
  }

  private Bundle bundle() throws CommandException {
    Bundle bundle = BundleFile.read(terminal, file).bundle();
    if (keyAttestation != null) {
      var input = new InputFile(terminal, keyAttestation);
      try {
        bundle = bundle.withKeyAttestation(input.read(Bundle.MAX_LENGTH));
      } catch (IllegalArgumentException e) {
        throw input.wrong(e);
      }
    }
    if (declaration != null) {
      var input = new InputFile(terminal, declaration);
      try {
        bundle = bundle.withDeclaration(DeclarationFile.read(terminal, declaration).canonical());
      } catch (IllegalArgumentException e) {
        throw input.wrong(e);
      }
    }
    return bundle;
  }
}
