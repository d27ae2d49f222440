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
 * its PIN. The option of that source is named in complaints.
 */
record TokenArgument(String token, String pinOption, String pin) {
  private static final String FILE = "file:";
  private static final String CREDENTIAL = "credential:";
  private static final String PROMPT = "prompt";

  /** The same in the words of the configuration, where files are named from the root. */
  TokenSection section(Terminal terminal, Path module, String key) throws CommandException {
    String source = source(terminal);
    Path file = terminal.file(module);
    try {
      return new TokenSection(file, naming(file), token, source, key);
    } catch (IllegalArgumentException e) {
      throw CommandException.failed("%s: %s".formatted(pinOption, e.getMessage()), e);
    }
  }

  /**
   * A word that is a token's label is meant as that, even where it is another's serial number. One
   * that is neither is taken for a label, so that whoever opens the token says what is there.
   */
  private Naming naming(Path module) {
    if (token.startsWith("pkcs11:")) {
      return Naming.URI;
    }
    try (var cryptoki = Cryptoki.load(module)) {
      List<TokenInfo> tokens = cryptoki.tokens();
      boolean label = tokens.stream().anyMatch(found -> found.label().equals(token));
      boolean serial = tokens.stream().anyMatch(found -> found.serial().equals(token));
      return serial && !label ? Naming.SERIAL : Naming.LABEL;
    } catch (TokenException e) {
      // What is wrong with the module is said by whoever opens it in earnest.
      return Naming.LABEL;
    }
  }

  private String source(Terminal terminal) throws CommandException {
    if (pin.startsWith(FILE)) {
      return FILE + terminal.file(Path.of(pin.substring(FILE.length())));
    }
    if (pin.startsWith(CREDENTIAL) || pin.equals(PROMPT)) {
      return pin;
    }
    throw CommandException.failed(
        pinOption
            + ": names no source, expected file:PATH, credential:NAME or prompt (what was given is"
            + " not shown: if it was a PIN, change it, others can read a command line)");
  }
}
