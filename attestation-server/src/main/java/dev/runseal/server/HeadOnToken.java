package dev.runseal.server;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.ledger.HeadKeeper;
import dev.runseal.pkcs11.Token;
import dev.runseal.pkcs11.TokenException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * The newest signed head in a private data object of the token: no backup of a disk holds it. A
 * token's memory wears out, so it is written every ten minutes and at the stop.
 */
final class HeadOnToken implements HeadKeeper {
  private static final Duration INTERVAL = Duration.ofMinutes(10);

  private final Token token;
  private final String label;

  /** Several logs may live on one token: each has its own object, named by its key. */
  HeadOnToken(Token token, Origin log) {
    this.token = token;
    this.label = "runseal head " + log.keyHash();
  }

  @Override
  public String where() {
    return "token object \"" + label + '"';
  }

  @Override
  public Duration interval() {
    return INTERVAL;
  }

  @Override
  public List<String> kept() throws IOException {
    try {
      return token.data(label).stream()
          .map(value -> new String(value.toArray(), StandardCharsets.UTF_8))
          .toList();
    } catch (TokenException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void keep(String head) throws IOException {
    try {
      token.keepData(label, Bytes.utf8(head));
    } catch (TokenException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
