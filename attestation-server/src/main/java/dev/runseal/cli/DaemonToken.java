package dev.runseal.cli;

import dev.runseal.pkcs11.PinSource;
import dev.runseal.pkcs11.Pkcs11Uri;
import dev.runseal.pkcs11.TokenConfig;
import dev.runseal.pkcs11.TokenException;
import dev.runseal.server.TokenSection;
import java.nio.file.Path;

/** A token of the configuration, as it is opened. */
final class DaemonToken {
  private static final String FILE = "file:";
  private static final String CREDENTIAL = "credential:";

  private DaemonToken() {}

  static TokenConfig of(Terminal terminal, TokenSection token)
      throws CommandException, TokenException {
    Pkcs11Uri name;
    try {
      name =
          switch (token.naming()) {
            case LABEL -> Pkcs11Uri.ofTokenLabel(token.name());
            case SERIAL -> Pkcs11Uri.ofTokenSerial(token.name());
            case URI -> Pkcs11Uri.parse(token.name());
          };
      return new TokenConfig(token.module(), name, source(terminal, token.pin()));
    } catch (IllegalArgumentException e) {
      throw CommandException.failed("token: " + e.getMessage(), e);
    }
  }

  private static PinSource source(Terminal terminal, String named) throws TokenException {
    if (named.startsWith(FILE)) {
      return new PinSource.OwnerOnlyFile(Path.of(named.substring(FILE.length())));
    }
    if (named.startsWith(CREDENTIAL)) {
      String name = named.substring(CREDENTIAL.length());
      return PinSource.Credential.of(name, terminal.environment());
    }
    return new PinSource.Prompt(System.console());
  }
}
