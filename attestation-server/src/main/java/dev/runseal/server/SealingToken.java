package dev.runseal.server;

import dev.runseal.key.Origin;
import dev.runseal.key.SealingKey;
import dev.runseal.ledger.HeadKeeper;
import dev.runseal.pkcs11.Pkcs11Uri;
import dev.runseal.pkcs11.Token;
import dev.runseal.pkcs11.TokenException;
import dev.runseal.pkcs11.TokenKey;
import java.util.Map;
import java.util.function.Function;

/**
 * The sealing key, and the opened token that it stands on.
 *
 * @param heads the place on the token for the newest head of a log
 */
record SealingToken(SealingKey key, Function<Origin, HeadKeeper> heads, AutoCloseable token)
    implements AutoCloseable {

  static SealingToken open(TokenSection section, Map<String, String> environment)
      throws ConfigException {
    try {
      Token token = Token.open(section.config(environment));
      try {
        var key = token.key(TokenKey.Role.SEALING, Pkcs11Uri.ofKeyLabel(section.key()));
        return new SealingToken(key, log -> new HeadOnToken(token, log), token);
      } catch (TokenException | RuntimeException e) {
        token.close();
        throw e;
      }
    } catch (TokenException e) {
      throw refused(section, e);
    }
  }

  @Override
  public void close() {
    try {
      token.close();
    } catch (Exception e) {
      throw new AssertionError("closing a token throws nothing checked", e);
    }
  }

  private static ConfigException refused(TokenSection section, TokenException e) {
    String message = String.valueOf(e.getMessage());
    String remedy = e.reason().remedy();
    return switch (e.reason()) {
      // Its messages end with their own remedy.
      case CONFIG -> new ConfigException("token.pin", message, e);
      case PIN -> new ConfigException("token.pin", message, remedy, e);
      case MODULE -> new ConfigException("token.module", message, remedy, e);
      case NO_TOKEN -> new ConfigException("token." + section.naming().key(), message, remedy, e);
      case NO_KEY -> new ConfigException("token.key", message, remedy, e);
      case AMBIGUOUS, EXISTS, NO_MECHANISM, NOT_HONOURED, UNAVAILABLE, REFUSED ->
          new ConfigException("token", message, remedy, e);
    };
  }
}
