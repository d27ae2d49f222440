package dev.runseal.cli;

import dev.runseal.pkcs11.PinSource;
import dev.runseal.pkcs11.Pkcs11Uri;
import dev.runseal.pkcs11.TokenConfig;
import dev.runseal.pkcs11.TokenException;
import dev.runseal.server.TokenSection;

/** A token of the configuration, as it is opened, and how it says no. */
final class DaemonToken {
  private DaemonToken() {}

  static TokenConfig of(Terminal terminal, TokenSection token) throws CommandException {
    try {
      Pkcs11Uri name =
          switch (token.naming()) {
            case LABEL -> Pkcs11Uri.ofTokenLabel(token.name());
            case SERIAL -> Pkcs11Uri.ofTokenSerial(token.name());
            case URI -> Pkcs11Uri.parse(token.name());
          };
      var pin = PinSource.parse(token.pin(), terminal.environment(), System.console());
      return new TokenConfig(token.module(), name, pin);
    } catch (IllegalArgumentException e) {
      throw CommandException.failed("token: " + e.getMessage(), e);
    } catch (TokenException e) {
      throw refused(e);
    }
  }

  static CommandException refused(TokenException e) {
    // A message about a setting ends with its own remedy.
    String message = String.valueOf(e.getMessage());
    return CommandException.failed(
        e.reason() == TokenException.Reason.CONFIG ? message : message + ": " + e.reason().remedy(),
        e);
  }
}
