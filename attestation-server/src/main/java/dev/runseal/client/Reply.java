package dev.runseal.client;

import dev.runseal.bytes.Bytes;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the daemon answered. Header names are in lower case; each stands once. */
public record Reply(int status, Map<String, String> headers, Bytes body) {
  public Reply {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException(
          "http status is %d, expected 200 to 599".formatted(status));
    }
    headers = Map.copyOf(headers);
  }

  public Optional<String> findHeader(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }
}
