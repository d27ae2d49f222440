package dev.runseal.cli;

import dev.runseal.pkcs11.Cryptoki;
import dev.runseal.pkcs11.TokenException;
import dev.runseal.pkcs11.TokenInfo;
import dev.runseal.server.TokenSection;
import dev.runseal.server.TokenSection.Naming;
import java.nio.file.Path;
import java.util.List;

/**
 * A token as the command line names it: by label, serial number or PKCS#11 URI, with a source for
 * its PIN. The option's name goes into complaints.
 */
record TokenArgument(String option, String token, String pinOption, String pin) {
  /** The same in the words of the configuration, where a file is named from the root. */
  TokenSection section(Terminal terminal, Path module, String key) throws CommandException {
    try {
      return new TokenSection(module, naming(module), token, source(terminal), key);
    } catch (TokenException e) {
      throw CommandException.failed(e.getMessage() + ": " + e.reason().remedy(), e);
    } catch (IllegalArgumentException e) {
      throw CommandException.failed(pinOption + ": " + e.getMessage(), e);
    }
  }

  /**
   * A word that is a token's label is meant as that, even where it is another's serial number. One
   * that is neither is taken for a label, so that the complaint lists what is there.
   */
  private Naming naming(Path module) throws TokenException {
    if (token.startsWith("pkcs11:")) {
      return Naming.URI;
    }
    try (var cryptoki = Cryptoki.load(module)) {
      List<TokenInfo> tokens = cryptoki.tokens();
      boolean label = tokens.stream().anyMatch(found -> found.label().equals(token));
      boolean serial = tokens.stream().anyMatch(found -> found.serial().equals(token));
      return serial && !label ? Naming.SERIAL : Naming.LABEL;
    }
  }

  private String source(Terminal terminal) {
    String file = "file:";
    return pin.startsWith(file) ? file + terminal.file(Path.of(pin.substring(file.length()))) : pin;
  }
}
