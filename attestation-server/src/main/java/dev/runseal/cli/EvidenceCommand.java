package dev.runseal.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What devices say of a key; does nothing itself. */
@Command(
    name = "evidence",
    description = "Judge what a device says of a key, and pass it on.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExample:%n",
    footer = {
      "  runseal evidence check yubikey-piv --key key.pem --root yubico-piv-ca-1.pem \\",
      "    attestation.pem device.pem"
    })
final class EvidenceCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "a command is missing");
  }
}
