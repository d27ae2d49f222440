package dev.runseal.cli;

import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.pkcs11.ModuleFinder;
import dev.runseal.pkcs11.Pkcs11Uri;
import dev.runseal.pkcs11.TokenCheckup;
import dev.runseal.pkcs11.TokenCheckup.Finding;
import dev.runseal.pkcs11.TokenCheckup.Step;
import dev.runseal.pkcs11.TokenConfig;
import dev.runseal.server.TokenSection;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Walks from the module to a test signature and names the remedy at the first failure. */
@Command(
    name = "doctor",
    description =
        "Check a token, from the module over slots, token, login and attributes to a test"
            + " signature; the first step that fails says what to do. The PIN is tried once. Without"
            + " options: list the modules that are there to check.",
    footerHeading = "%nExample:%n",
    footer = {
      "  runseal doctor --config /etc/runseal/runseal.yaml",
      "  runseal doctor --module /usr/lib/softhsm/libsofthsm2.so \\",
      "    --token daemon --pin file:/etc/runseal/pin"
    })
@SuppressWarnings("NullAway.Init") // picocli sets what it requires
final class DoctorCommand implements Callable<Integer> {
  private static final int INDENT = 20;
  private static final int WIDTH = 80;
  private static final String CHECK_ONE =
      "runseal doctor --module FILE --token LABEL --pin file:PATH";

  @ArgGroup(multiplicity = "0..1")
  private @Nullable Subject subject;

  @Option(
      names = "--make-test-key",
      description =
          "Instead of looking at the sealing key: make one as the ceremony would, with a"
              + " certificate, look at that, and destroy both.")
  private boolean makesTestKey;

  @Mixin private final JsonOption json = new JsonOption();

  private final Terminal terminal;

  DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The token to check: the configured one, or any. */
  static final class Subject {
    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "The daemon's configuration, which names its token and key.")
    private @Nullable Path config;

    @ArgGroup(exclusive = false)
    private @Nullable AnyToken token;
  }

  /** A token that no configuration names yet. */
  @SuppressWarnings("NullAway.Init") // picocli sets what it requires
  static final class AnyToken {
    @Option(
        names = "--module",
        paramLabel = "FILE",
        required = true,
        description = "Or: the PKCS#11 module,")
    private Path module;

    @Option(
        names = "--token",
        paramLabel = "TOKEN",
        required = true,
        description = "the token's label, serial or pkcs11: URI,")
    private String token;

    @Option(
        names = "--pin",
        paramLabel = "SOURCE",
        required = true,
        description = "where its PIN comes from: file:PATH, credential:NAME or prompt,")
    private String pin;

    @Option(
        names = "--key-label",
        paramLabel = "LABEL",
        description = "and the sealing key's label (default: " + TokenSection.DEFAULT_KEY + ").")
    private String key = TokenSection.DEFAULT_KEY;
  }

  @Override
  public Integer call() throws CommandException {
    if (subject == null) {
      if (makesTestKey) {
        throw CommandException.failed("--make-test-key: on which token? name it, or the --config");
      }
      return listModules();
    }
    List<Finding> findings = walk(subject);
    boolean passed = findings.stream().noneMatch(Finding.Failed.class::isInstance);
    if (json.requested) {
      Json.Arr steps = Json.array(findings.stream().map(DoctorCommand::json).toList());
      Json.Obj result = Json.object().put("passed", Json.bool(passed)).put("steps", steps).build();
      terminal.out().println(CanonicalJson.text(result));
    } else {
      findings.forEach(this::print);
    }
    return (passed ? ExitStatus.SUCCESS : ExitStatus.NOT_MET).code();
  }

  /** Nothing is named: says what there is to name. */
  private int listModules() {
    List<ModuleFinder.Found> modules = ModuleFinder.ofThisMachine().find();
    if (json.requested) {
      terminal.out().println(CanonicalJson.text(json(modules)));
    } else {
      terminal.out().println("PKCS#11 modules in the usual places of this machine:");
      modules.forEach(each -> terminal.out().printf("  %s%n    %s%n", each.kind(), each.module()));
      terminal.out().println(modules.isEmpty() ? "  none" : "");
      terminal.out().println("Check one of them, or any other:");
      terminal.out().println("  " + CHECK_ONE);
    }
    return (modules.isEmpty() ? ExitStatus.NOT_MET : ExitStatus.SUCCESS).code();
  }

  /** The modules that were found; what to do where there is none. */
  static Json.Obj json(List<ModuleFinder.Found> modules) {
    Json.Builder result =
        Json.object()
            .put(
                "modules",
                Json.array(
                    modules.stream()
                        .map(each ->
                            Json.object()
                                .put("kind", each.kind())
                                .put("module", each.module().toString())
                                .build())
                        .toList()));
    if (modules.isEmpty()) {
      result.put("remedy", "install the token's PKCS#11 module, or name it: " + CHECK_ONE);
    }
    return result.build();
  }

  private List<Finding> walk(Subject subject) throws CommandException {
    if (subject.token == null) {
      if (subject.config == null) {
        throw new AssertionError("picocli lets exactly one of --config and --module through");
      }
      TokenSection section = ConfigFile.read(terminal, subject.config).token();
      return walk(section);
    }
    AnyToken any = subject.token;
    TokenSection section =
        new TokenArgument(any.token, "--pin", any.pin).section(terminal, any.module, any.key);
    return walk(section);
  }

  private List<Finding> walk(TokenSection section) throws CommandException {
    TokenConfig token = DaemonToken.of(terminal, section);
    return makesTestKey
        ? TokenCheckup.walkWithTestKey(token)
        : TokenCheckup.walk(token, Pkcs11Uri.ofKeyLabel(section.key()));
  }

  private void print(Finding finding) {
    switch (finding) {
      case Finding.Passed(Step step, String found) -> print("ok   " + word(step), found);
      case Finding.Noted(Step step, String found, String remedy) -> {
        print("note " + word(step), found);
        print("     do", remedy);
      }
      case Finding.Failed(Step step, String found, String remedy) -> {
        print("FAIL " + word(step), found);
        print("     do", remedy);
      }
    }
  }

  private void print(String head, String text) {
    String margin = ("%-" + INDENT + "s").formatted(head);
    for (String line : WrappedText.lines(text, WIDTH - INDENT)) {
      terminal.out().println(margin + line);
      margin = " ".repeat(INDENT);
    }
  }

  /** One form for all of them; what passed with a note has a remedy too. */
  static Json.Obj json(Finding finding) {
    return switch (finding) {
      case Finding.Passed(Step step, String found) ->
          Json.object()
              .put("step", word(step))
              .put("passed", Json.bool(true))
              .put("found", found)
              .build();
      case Finding.Noted(Step step, String found, String remedy) ->
          Json.object()
              .put("step", word(step))
              .put("passed", Json.bool(true))
              .put("found", found)
              .put("remedy", remedy)
              .build();
      case Finding.Failed(Step step, String found, String remedy) ->
          Json.object()
              .put("step", word(step))
              .put("passed", Json.bool(false))
              .put("found", found)
              .put("remedy", remedy)
              .build();
    };
  }

  private static String word(Step step) {
    return step.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
