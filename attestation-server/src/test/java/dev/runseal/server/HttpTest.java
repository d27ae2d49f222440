package dev.runseal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.client.Reply;
import dev.runseal.client.UnixSocketClient;
import dev.runseal.json.ObjectReader;
import dev.runseal.key.SoftwareKey;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.x509.PemCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the daemon answers around sealing: reads, operations, and requests that go wrong early. */
class HttpTest {
  private DaemonFixture daemon;

  @BeforeEach
  void start(@TempDir Path dir) throws Exception {
    daemon = DaemonFixture.start(dir);
  }

  @AfterEach
  void stop() {
    daemon.close();
  }

  @Test
  void theKeyAttestationIsServedByItsExactBytes() throws Exception {
    Bytes exact = daemon.attestation.encode();
    assertThat(daemon.get("/v1/key").body()).isEqualTo(exact);
    Reply version = daemon.get("/v1/key/" + Sha256.of(exact));
    assertThat(version.body()).isEqualTo(exact);
    assertThat(version.findHeader("content-type")).contains(KeyAttestation.MEDIA_TYPE);
  }

  @Test
  void anUnknownKeyAttestationIsNotFound() throws Exception {
    String none = "sha256:" + "0".repeat(64);
    SealsTest.problem(daemon.get("/v1/key/" + none), 404, "no-such-key-attestation");
    SealsTest.problem(daemon.get("/v1/key/latest"), 404, "no-such-key-attestation");
  }

  @Test
  void trustIsARootWithItsFingerprintAndAWarning() throws Exception {
    ObjectReader trust = DaemonFixture.json(daemon.get("/v1/trust"));
    assertThat(PemCertificates.parse(trust.string("root"))).containsExactly(daemon.root());
    assertThat(trust.digest("rootSha256")).isEqualTo(Sha256.of(daemon.root()));
    assertThat(trust.string("warning")).contains("trusts on first use");
  }

  @Test
  void theCheckpointIsASignedNote() throws Exception {
    daemon.seal("run-1");
    Reply reply = daemon.get("/v1/logs/%s/checkpoint".formatted(daemon.log().keyHash()));
    var head = SignedCheckpoint.parse(reply.body().toUtf8());
    head.verify(SoftwareKey.named("sealing").publicKey());
    assertThat(head.checkpoint().size()).isEqualTo(1);
  }

  @Test
  void anotherLogIsNotFound() throws Exception {
    String other = "/v1/logs/" + "0".repeat(32);
    SealsTest.problem(daemon.get(other + "/checkpoint"), 404, "no-such-log");
    SealsTest.problem(daemon.get(other + "/seals/0"), 404, "no-such-log");
  }

  @Test
  void anIndexThatIsNoneIsNotFound() throws Exception {
    for (String index : List.of("0", "01", "-1", "x", "9999999999999999", "99999999999999999999")) {
      SealsTest.problem(daemon.get("/v1/seals/" + index), 404, "no-such-seal");
    }
  }

  @Test
  void readinessSaysThatRollbackIsUnprotected() throws Exception {
    Reply reply = daemon.get("/readyz");
    assertThat(reply.status()).isEqualTo(200);
    ObjectReader document = DaemonFixture.json(reply);
    assertThat(document.bool("ready")).isTrue();
    assertThat(document.string("rollback")).isEqualTo("unprotected");
  }

  @Test
  void metricsCountRequestsBatchesAndEntries() throws Exception {
    daemon.seal("run-1");
    assertThat(daemon.get("/metrics").body().toUtf8())
        .contains("runseal_requests_seconds_count{route=\"/v1/seals\",status=\"201\"} 1")
        .contains("runseal_log_entries 1.0")
        .contains("runseal_batch_entries_count 1")
        .contains("runseal_ready 1.0");
  }

  @Test
  void manyRequestsGoOverOneConnection() throws Exception {
    try (UnixSocketClient client = daemon.connect()) {
      for (int i = 0; i < 20; i++) {
        Reply reply = client.post("/v1/seals", Bytes.utf8(DaemonFixture.sealRequest("run-" + i)));
        assertThat(reply.status()).isEqualTo(201);
      }
    }
  }

  @Test
  void anAnswerTellsNothingOfTheServer() throws Exception {
    assertThat(daemon.get("/healthz").headers()).containsOnlyKeys("content-type", "content-length");
  }

  @Test
  void anotherContentTypeIsRefused() throws Exception {
    try (var client = daemon.connect()) {
      Reply reply =
          client.request(
              "POST", "/v1/seals", Map.of("Content-Type", "text/plain"), Bytes.utf8("{}"));
      assertThat(SealsTest.problem(reply, 415, "unsupported-content-type").string("detail"))
          .isEqualTo("content type is \"text/plain\", expected application/json");
    }
    try (var client = daemon.connect()) {
      Reply reply = client.request("POST", "/v1/seals", Map.of(), Bytes.utf8("{}"));
      assertThat(SealsTest.problem(reply, 415, "unsupported-content-type").string("detail"))
          .isEqualTo("content type is missing, expected application/json");
    }
  }

  @Test
  void aContentEncodingIsRefused() throws Exception {
    try (var client = daemon.connect()) {
      var headers = Map.of("Content-Type", "application/json", "Content-Encoding", "gzip");
      Reply reply = client.request("POST", "/v1/seals", headers, Bytes.utf8("{}"));
      assertThat(SealsTest.problem(reply, 415, "unsupported-content-type").string("detail"))
          .isEqualTo("content encoding is \"gzip\", expected none");
      assertThat(reply.findHeader("accept-encoding")).contains("identity");
    }
  }

  @Test
  void aTooLongBodyEndsItsConnection() throws Exception {
    Reply reply = daemon.post("/v1/seals", " ".repeat(70_000));
    SealsTest.problem(reply, 413, "body-too-large");
    assertThat(reply.findHeader("connection")).contains("close");
  }

  @Test
  void aRequestLineWithoutAVersionIsTheCallersMistake() throws Exception {
    assertThat(daemon.raw("GET /healthz\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .contains("problems/malformed-request");
  }

  @Test
  void aBodyOfTenMegabytesIsRefused() throws Exception {
    Reply reply = daemon.post("/v1/seals", " ".repeat(10_000_000));
    assertThat(SealsTest.problem(reply, 413, "body-too-large").string("detail"))
        .isEqualTo("request body has 10000000 bytes, expected at most 65536");
  }

  @Test
  void aBodyOfUnsaidLengthIsRefusedOnceItIsTooLong() throws Exception {
    String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
    String answer =
        daemon.raw(
            "POST /v1/seals HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                + chunk
                + chunk
                + "0\r\n\r\n");
    assertThat(answer)
        .startsWith("HTTP/1.1 413 ")
        .contains("request body has more than 65536 bytes, expected at most 65536");
  }

  @Test
  void anUnknownPathIsNotFound() throws Exception {
    assertThat(SealsTest.problem(daemon.get("/v2/seals"), 404, "no-such-resource").string("detail"))
        .isEqualTo("GET /v2/seals is not part of this API");
  }

  @Test
  void anotherMethodIsNotAllowed() throws Exception {
    Reply reply = daemon.get("/v1/completions");
    SealsTest.problem(reply, 405, "method-not-allowed");
    assertThat(reply.findHeader("allow")).contains("POST");
    assertThat(daemon.post("/v1/key", "{}").findHeader("allow")).contains("GET, HEAD");
  }

  @Test
  void aTooLongHeaderIsAProblemDocument() throws Exception {
    String answer =
        daemon.raw("GET / HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 431 ").contains("problems/headers-too-large");
    assertThat(answer).doesNotContainIgnoringCase("jetty").doesNotContain("<html");
  }

  @Test
  void aTooLongPathIsAProblemDocument() throws Exception {
    String answer = daemon.raw("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 414 ").contains("problems/uri-too-long");
  }

  @Test
  void whatIsNotHttpIsAProblemDocument() throws Exception {
    for (String request :
        List.of(
            "GET / HTTP/1.1\r\n\r\n",
            "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /v1/../healthz%2f..;x HTTP/1.1\r\nHost: x\r\n\r\n",
            "GE\u0001T / HTTP/1.1\r\nHost: x\r\n\r\n",
            "POST /v1/seals HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n")) {
      String answer = daemon.raw(request);
      assertThat(answer)
          .as(request)
          .startsWith("HTTP/1.1 4")
          .contains("application/problem+json")
          .contains("https://runseal.dev/problems/")
          .doesNotContainIgnoringCase("jetty")
          .doesNotContain("<html")
          .doesNotContain("Exception");
    }
  }

  @Test
  void theSocketHasItsModeAndGoesAwayWithTheDaemon() throws Exception {
    Path socket = daemon.config.listen().socket();
    assertThat(Files.getPosixFilePermissions(socket))
        .isEqualTo(daemon.config.listen().socketMode());
    daemon.close();
    assertThat(socket).doesNotExist();
  }
}
