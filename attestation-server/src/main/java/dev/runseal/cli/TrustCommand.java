package dev.runseal.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whom a verifier trusts; does nothing itself. */
@Command(
    name = "trust",
    description = "See and choose whose word counts.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExample:%n",
    footer = {
      "  runseal trust list",
      "  runseal trust add trust.json --sealing-root root.pem --vendor smartcard-hsm",
      "  runseal verify --trust trust.json bundle.json"
    })
final class TrustCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "a command is missing");
  }
}
