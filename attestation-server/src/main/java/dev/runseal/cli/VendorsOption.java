package dev.runseal.cli;

import dev.runseal.trust.TrustException;
import dev.runseal.trust.VendorBundle;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --vendors}: makers' roots from another file than the one that ships. */
final class VendorsOption {
  @Option(
      names = "--vendors",
      paramLabel = "FILE",
      description = "Makers' roots from this file, and not those that ship.")
  private @Nullable Path file;

  VendorBundle bundle(Terminal terminal) throws CommandException {
    if (file == null) {
      return VendorBundle.shipped();
    }
    var input = new InputFile(terminal, file);
    try {
      return VendorBundle.parse(input.read(VendorBundle.MAX_LENGTH));
    } catch (TrustException e) {
      throw input.wrong(e);
    }
  }
}
