package dev.runseal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: its commands, and how any of them fails. */
@Command(
    name = "runseal",
    header = "Proof of what an AI run was, made before it ran.",
    synopsisSubcommandLabel = "COMMAND",
    descriptionHeading = "%n",
    description = {
      "A workload declares what a run is; a daemon whose key lives in an HSM seals the"
          + " declaration into an append-only log before the run executes; anyone can check the"
          + " result offline."
    },
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done, and every required verdict is met",
      "1:a required verdict or check is not met",
      "2:unreadable input, wrong usage, or the outside world said no"
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  runseal seal --out bundle.json declaration.json",
      "  runseal verify --root root.pem bundle.json",
      "",
      "`runseal COMMAND --help` shows a command. RUNSEAL_DEBUG=1 shows where an error",
      "came from."
    })
public final class Main implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(Terminal.ofProcess(), args));
  }

  /** Runs one command to its end and returns its exit status. */
  static int run(Terminal terminal, String... args) {
    CommandLine commands = commands(terminal);
    int status = commands.execute(args);
    terminal.err().flush();
    if (terminal.out().checkError() && status == ExitStatus.SUCCESS.code()) {
      terminal.err().println("runseal: the result could not be written to stdout");
      return ExitStatus.FAILED.code();
    }
    return status;
  }

  static CommandLine commands(Terminal terminal) {
    var root = new CommandLine(new Main());
    var keys = new CommandLine(new KeysCommand());
    keys.addSubcommand(new KeysListCommand(terminal));
    var log = new CommandLine(new LogCommand());
    log.addSubcommand(new LogRepairCommand(terminal));
    var evidence = new CommandLine(new EvidenceCommand());
    evidence.addSubcommand(new EvidenceCheckCommand(terminal));
    evidence.addSubcommand(new EvidenceAddCommand(terminal));
    var export = new CommandLine(new ExportCommand());
    export.addSubcommand(new ExportCertsCommand(terminal));
    var trust = new CommandLine(new TrustCommand());
    trust.addSubcommand(new TrustListCommand(terminal));
    trust.addSubcommand(new TrustShowCommand(terminal));
    trust.addSubcommand(new TrustAddCommand(terminal));
    root.getCommandSpec()
        .version("runseal " + version())
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Show the version and exit.")
                .build());
    root.addSubcommand(new InitCommand(terminal));
    root.addSubcommand(new ServeCommand(terminal));
    root.addSubcommand(new DoctorCommand(terminal));
    root.addSubcommand(keys);
    root.addSubcommand(new IdentityCommand(terminal));
    root.addSubcommand(new SealCommand(terminal));
    root.addSubcommand(new CompleteCommand(terminal));
    root.addSubcommand(new VerifyCommand(terminal));
    root.addSubcommand(new AuditCommand(terminal));
    root.addSubcommand(log);
    root.addSubcommand(evidence);
    root.addSubcommand(trust);
    root.addSubcommand(export);
    addHelp(root);
    // Settings reach the subcommands that are there already.
    root.setUsageHelpWidth(80);
    root.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    root.setOut(new PrintWriter(terminal.out(), true, UTF_8));
    root.setErr(new PrintWriter(terminal.err(), true, UTF_8));
    root.setParameterExceptionHandler(wrongUsage(terminal));
    root.setExecutionExceptionHandler(failure(terminal));
    root.setOverwrittenOptionsAllowed(false);
    root.setAbbreviatedOptionsAllowed(false);
    return root;
  }

  /** Options are shown as they stand in the source: what is required first. */
  private static void addHelp(CommandLine command) {
    command.getCommandSpec().usageMessage().sortOptions(false).sortSynopsis(false);
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help and exit.")
                .build());
    command.getSubcommands().values().forEach(Main::addHelp);
  }

  /** Reached when no command was named. */
  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "a command is missing");
  }

  private static IParameterExceptionHandler wrongUsage(Terminal terminal) {
    return (e, args) -> {
      CommandLine command = e.getCommandLine();
      String name = command.getCommandSpec().qualifiedName();
      complain(terminal, command, e.getMessage() + ": see " + name + " --help", e);
      return ExitStatus.FAILED.code();
    };
  }

  private static IExecutionExceptionHandler failure(Terminal terminal) {
    return (e, command, parsed) -> {
      if (e instanceof CommandException expected) {
        complain(terminal, command, String.valueOf(expected.getMessage()), expected);
        return expected.status().code();
      }
      if (e instanceof InvalidPathException) {
        complain(terminal, command, "%s: run it with LC_ALL=C.UTF-8".formatted(e.getMessage()), e);
        return ExitStatus.FAILED.code();
      }
      complain(
          terminal,
          command,
          "this is a bug in runseal (%s): run again with RUNSEAL_DEBUG=1 and report what it prints"
              .formatted(e),
          e);
      return ExitStatus.FAILED.code();
    };
  }

  /** One line, whatever the message holds. */
  private static void complain(
      Terminal terminal, CommandLine command, String message, Exception cause) {
    String line = message.replaceFirst("^Error: ", "").strip().replaceAll("\\s*\\R\\s*", " ");
    terminal.err().println(command.getCommandSpec().qualifiedName() + ": " + line);
    if ("1".equals(terminal.environment().get("RUNSEAL_DEBUG"))) {
      cause.printStackTrace(terminal.err());
    }
  }

  private static String version() {
    return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
        .orElse("(not built as a jar)");
  }
}
