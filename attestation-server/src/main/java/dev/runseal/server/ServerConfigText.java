package dev.runseal.server;

import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A {@link ServerConfig} as the YAML file that {@code runseal init} leaves for a person to read.
 */
final class ServerConfigText {
  /** What every YAML reader takes for a string without quotes: a word, or an absolute path. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z/][A-Za-z0-9./_-]*(:[A-Za-z0-9./_-]+)?");

  private static final Pattern KEYWORD =
      Pattern.compile("true|false|null|yes|no|on|off|y|n", Pattern.CASE_INSENSITIVE);

  private ServerConfigText() {}

  static String of(ServerConfig config) {
    var token = config.token();
    var limits = config.limits();
    return """
    # Runseal's daemon. Every key is written out; unknown keys are refused.

    log:
      # The log's name. Its origin is this name, a slash, and the hash of the sealing key.
      name: %s

    # Log, index and lock, for the daemon's user alone (mode 0700). One daemon per directory.
    state: %s

    listen:
      # Workloads connect here; the kernel tells the daemon who they are. The directory's mode
      # decides who can reach the socket at all.
      socket: %s
      socketMode: "%s"
      # off, or 127.0.0.1:PORT where development is true: plain tcp does not say who calls.
      tcp: %s

    token:
      # The PKCS#11 module, and the one token in it that holds the sealing key.
      module: %s
      %s: %s
      # file:/path (owner-only), credential:NAME (systemd), or prompt. Never the PIN itself.
      pin: %s
      # The sealing key's label.
      key: %s

    # Certificates and evidence about the sealing key, as the ceremony left them.
    keyAttestation: %s

    # true accepts callers that run as the daemon's own user, and plain tcp. Their seals say so.
    development: %s

    # Names for callers, by numeric uid: "1000": checkout-agent
    workloads:%s

    # Callers that may read other callers' seals and the log's entries, by numeric uid.
    readers: %s

    # Where the newest signed head is kept besides the state, so that a restored backup is noticed.
    rollback:
      # off, or an absolute path on another disk than the state: written each second.
      file: %s
      # true keeps it in an object on the token: written every ten minutes and at the stop.
      token: %s

    limits:
      # Requests that wait for the token; more are answered 503 with Retry-After.
      queue: %d
      # The largest request body; larger ones are answered 413.
      bodyBytes: %d
      # DSSE signatures that wait at once: each is a token operation of its own.
      dsseInFlight: %d
      # A request that takes longer is given up; its seal may exist, and asking again finds it.
      requestSeconds: %d
      # An idle connection is closed.
      idleSeconds: %d
      # At stop, requests in flight have this long to finish.
      drainSeconds: %d
    """
        .formatted(
            scalar(config.logName()),
            scalar(config.state()),
            scalar(config.listen().socket()),
            FileMode.text(config.listen().socketMode()),
            tcp(config.listen().tcpPort()),
            scalar(token.module()),
            token.naming().key(),
            scalar(token.name()),
            scalar(token.pin()),
            scalar(token.key()),
            scalar(config.keyAttestation()),
            config.development(),
            workloads(config),
            config.readers(),
            config.rollback().file().map(ServerConfigText::scalar).orElse("off"),
            config.rollback().token(),
            limits.queue(),
            limits.bodyBytes(),
            limits.dsseInFlight(),
            limits.request().toSeconds(),
            limits.idle().toSeconds(),
            limits.drain().toSeconds());
  }

  private static String tcp(OptionalInt port) {
    return port.isPresent() ? "127.0.0.1:" + port.getAsInt() : "off";
  }

  private static String workloads(ServerConfig config) {
    if (config.workloads().isEmpty()) {
      return " {}";
    }
    var lines = new StringBuilder();
    config
        .workloads()
        .forEach((uid, name) -> lines.append("\n  \"%d\": %s".formatted(uid, scalar(name))));
    return lines.toString();
  }

  /** In double quotes where a YAML reader could take it for anything but this string. */
  private static String scalar(Object value) {
    String text = value.toString();
    boolean plain = PLAIN.matcher(text).matches() && !KEYWORD.matcher(text).matches();
    return plain ? text : CanonicalJson.text(Json.string(text));
  }
}
