package dev.runseal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.runseal.audit.AuditException;
import dev.runseal.audit.AuditPlan;
import dev.runseal.audit.AuditProgress;
import dev.runseal.audit.AuditReport;
import dev.runseal.audit.HeadTrust;
import dev.runseal.audit.LogAudit;
import dev.runseal.audit.TiledLog;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log's directory behind a web server that knows nothing of logs. */
class RemoteLogTest {
  private static final String LOG = "/log/";

  @TempDir Path directory;
  private HttpServer server;
  private HttpConnection connection;
  private TiledLog log;

  @BeforeEach
  void serve() throws IOException {
    log = new TiledLog(directory, "remote");
    connection = new HttpConnection();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        LOG,
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          Path file = directory.resolve(path.substring(LOG.length()));
          boolean there = Files.isRegularFile(file);
          byte[] body = there ? Files.readAllBytes(file) : new byte[0];
          exchange.sendResponseHeaders(there ? 200 : 404, there ? body.length : -1);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.createContext(
        "/closed/",
        exchange -> {
          exchange.sendResponseHeaders(403, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    connection.close();
    server.stop(0);
  }

  @Test
  void isAuditedAsItsDirectoryIs() throws Exception {
    log.appendRuns(600);
    log.publish();
    AuditReport report = audit("/log/");
    assertThat(report.accepted()).as(report.text()).isTrue();
    assertThat(report.head().size()).isEqualTo(600);
    Files.delete(directory.resolve("tile/0/001"));
    assertThat(audit("/log").accepted()).isFalse();
  }

  @Test
  void anAddressWithoutALogIsAnError() {
    assertThatThrownBy(() -> audit("/log/elsewhere"))
        .isInstanceOf(AuditException.class)
        .hasMessage(
            address("/log/elsewhere/checkpoint")
                + " is not there (404): is it the address of a log?");
  }

  @Test
  void aLogThatMayNotBeReadSaysSo() {
    assertThatThrownBy(() -> audit("/closed/log"))
        .isInstanceOf(AuditException.class)
        .hasMessage(
            address("/closed/log/checkpoint")
                + ": you may not read it (403): ask for the right to read this log's entries");
  }

  @Test
  void theDaemonIsAskedForKeyAttestationsWhereItHasThem() throws Exception {
    Sha256 digest = Sha256.of(Bytes.utf8("attestation"));
    String base = "/v1/logs/" + log.origin().keyHash();
    var daemon =
        new RemoteLog(
            address ->
                new Reply(
                    address.equals("/v1/key/" + digest) ? 200 : 404,
                    Map.of(),
                    Bytes.utf8("attestation")),
            base);
    assertThat(daemon.findKeyAttestation(digest)).contains(Bytes.utf8("attestation"));
  }

  private AuditReport audit(String path) throws Exception {
    var plan = new AuditPlan(new HeadTrust.Name(log.origin()), List.of(), false, 4);
    return new LogAudit(
            connection.log(address(path)),
            plan,
            AuditProgress.NONE,
            new Random(7),
            InstantSource.system())
        .run();
  }

  private URI address(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }
}
