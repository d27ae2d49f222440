package dev.runseal.client;

import dev.runseal.audit.AuditException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A log of the daemon behind a Unix socket: as many connections as are asked at once, each kept for
 * the next question.
 */
public final class SocketConnections implements RemoteLog.Connection, AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Path socket;
  private final ConcurrentLinkedQueue<UnixSocketClient> idle = new ConcurrentLinkedQueue<>();

  public SocketConnections(Path socket) {
    this.socket = socket;
  }

  /** The log at this path of the daemon's, {@code /v1/logs/<key hash>}. */
  public RemoteLog log(String path) {
    return new RemoteLog(this, path);
  }

  @Override
  public Reply get(String path) throws AuditException {
    try {
      UnixSocketClient kept = idle.poll();
      UnixSocketClient client = kept != null ? kept : UnixSocketClient.connect(socket, TIMEOUT);
      try {
        return client.get(path);
      } finally {
        release(client);
      }
    } catch (ClientException e) {
      throw new AuditException(String.valueOf(e.getMessage()), e);
    }
  }

  /** After an exception it is not reusable, so that no half an answer is taken for the next. */
  private void release(UnixSocketClient client) {
    if (client.isReusable()) {
      idle.add(client);
    } else {
      client.close();
    }
  }

  @Override
  public void close() {
    idle.forEach(UnixSocketClient::close);
  }
}
