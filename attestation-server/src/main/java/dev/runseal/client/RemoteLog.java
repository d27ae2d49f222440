package dev.runseal.client;

import dev.runseal.audit.AuditException;
import dev.runseal.audit.LogReader;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.tree.TilePath;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A log that is read over HTTP, as C2SP tlog-tiles: {@code <base>/checkpoint}, {@code
 * <base>/tile/…}. Key attestations are asked of our daemon where the base is one of its logs, else
 * looked for where a copied state directory has them.
 */
public final class RemoteLog implements LogReader {
  private static final Pattern DAEMON_LOG = Pattern.compile("(.*/v1)/logs/[0-9a-f]{32}");

  private final Connection connection;
  private final String base;

  /** One way to ask; used by several threads at once. */
  @FunctionalInterface
  interface Connection {
    /** The status and the body of an answer. */
    Reply get(String address) throws AuditException;
  }

  /** Without a slash at its end, {@code base} is what every address begins with. */
  RemoteLog(Connection connection, String base) {
    this.connection = connection;
    this.base = base;
  }

  @Override
  public Bytes checkpoint() throws AuditException {
    String address = base + "/checkpoint";
    return find(address)
        .orElseThrow(() ->
            new AuditException(
                "%s is not there (404): is it the address of a log?".formatted(address)));
  }

  @Override
  public Optional<Bytes> find(TilePath path) throws AuditException {
    return find(base + "/" + path.encode());
  }

  @Override
  public Optional<Bytes> findKeyAttestation(Sha256 digest) throws AuditException {
    Matcher daemon = DAEMON_LOG.matcher(base);
    return find(
        daemon.matches()
            ? daemon.group(1) + "/key/" + digest
            : base + "/key-attestations/" + digest.hex() + ".json");
  }

  private Optional<Bytes> find(String address) throws AuditException {
    Reply reply = connection.get(address);
    return switch (reply.status()) {
      case 200 -> Optional.of(reply.body());
      case 404, 410 -> Optional.empty();
      case 401, 403 ->
          throw new AuditException(
              "%s: you may not read it (%d): ask for the right to read this log's entries"
                  .formatted(address, reply.status()));
      default ->
          throw new AuditException(
              "%s: answered %d, expected 200 or 404".formatted(address, reply.status()));
    };
  }
}
