package dev.runseal.client;

import dev.runseal.audit.AuditException;
import dev.runseal.bytes.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** A log on the network, over HTTP or HTTPS; bounded in time and size. */
public final class HttpConnection implements RemoteLog.Connection, AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** More than any entry bundle has. */
  private static final int MAX_BODY = 1 << 25;

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /** The log at this address, {@code http://…} or {@code https://…}. */
  public RemoteLog log(URI base) {
    return new RemoteLog(this, base.toString().replaceFirst("/+$", ""));
  }

  @Override
  public Reply get(String address) throws AuditException {
    var request = HttpRequest.newBuilder(URI.create(address)).timeout(TIMEOUT).build();
    try {
      HttpResponse<InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = answer.body()) {
        byte[] body = in.readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
          throw new AuditException("%s: has more than %,d bytes".formatted(address, MAX_BODY));
        }
        return new Reply(answer.statusCode(), Map.of(), Bytes.takingOwnership(body));
      }
    } catch (IOException e) {
      throw new AuditException("%s: can't be read: %s".formatted(address, e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuditException("%s: waiting for it was interrupted".formatted(address), e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
