package dev.runseal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.runseal.bytes.Bytes;
import dev.runseal.client.ClientException.Reason;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnixSocketClientTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

  @TempDir Path dir;

  @Test
  void aRequestGoesOutWithHostAndLength() throws Exception {
    try (var daemon = new ScriptedDaemon(dir, OK);
        var client = daemon.connect()) {
      Reply reply =
          client.request("POST", "/v1/seals", Map.of("Prefer", "return=minimal"), Bytes.utf8("{}"));
      assertThat(daemon.taken.take())
          .isEqualTo(
              "POST /v1/seals HTTP/1.1\r\nHost: localhost\r\nPrefer: return=minimal\r\n"
                  + "Content-Length: 2\r\n\r\n{}");
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.findHeader("CONTENT-length")).contains("2");
      assertThat(reply.body().toUtf8()).isEqualTo("hi");
    }
  }

  @Test
  void theConnectionIsKeptForTheNextRequest() throws Exception {
    try (var daemon = new ScriptedDaemon(dir, OK, OK.replace("hi", "ho"));
        var client = daemon.connect()) {
      assertThat(client.get("/a").body().toUtf8()).isEqualTo("hi");
      assertThat(client.isReusable()).isTrue();
      assertThat(client.get("/b").body().toUtf8()).isEqualTo("ho");
    }
  }

  @Test
  void afterConnectionCloseItIsNotReused() throws Exception {
    try (var daemon = new ScriptedDaemon(dir, OK.replace("OK\r\n", "OK\r\nConnection: close\r\n"));
        var client = daemon.connect()) {
      client.get("/a");
      assertThatThrownBy(() -> client.get("/b"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the daemon hung up on this connection: connect anew");
    }
  }

  @Test
  void anAnswerGivenBeforeTheWholeBodyWasTakenIsRead() throws Exception {
    String tooLarge = "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n";
    try (var daemon = new ScriptedDaemon(dir, tooLarge);
        var client = daemon.connect()) {
      Reply reply =
          client.request(
              "POST", "/v1/seals", Map.of(), Bytes.takingOwnership(new byte[10_000_000]));
      assertThat(reply.status()).isEqualTo(413);
      assertThat(client.isReusable()).isFalse();
    }
  }

  @Test
  void nobodyListeningIsSaidWithTheRemedy() {
    Path socket = dir.resolve("none.sock");
    var refused =
        catchThrowableOfType(
            ClientException.class, () -> UnixSocketClient.connect(socket, Duration.ofSeconds(1)));
    assertThat(refused.reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(refused)
        .hasMessageStartingWith("no daemon answers at " + socket)
        .hasMessageEndingWith("start it with runseal serve, or name its socket");
  }

  @Test
  void aSilentDaemonIsNotWaitedForForever() throws Exception {
    try (var daemon = new ScriptedDaemon(dir, "");
        var client = UnixSocketClient.connect(daemon.socket, Duration.ofMillis(50))) {
      var refused = catchThrowableOfType(ClientException.class, () -> client.get("/"));
      assertThat(refused.reason()).isEqualTo(Reason.NO_ANSWER);
      assertThat(refused).hasMessageEndingWith("did not answer within 50 ms");
    }
  }

  @Test
  void everyTruncatedAnswerIsRefused() throws Exception {
    for (int length = 1; length < OK.length(); length++) {
      Path one = Files.createDirectory(dir.resolve("cut" + length));
      try (var daemon = new ScriptedDaemon(one, true, OK.substring(0, length));
          var client = daemon.connect()) {
        assertThatThrownBy(() -> client.get("/"))
            .as("cut at %d", length)
            .isInstanceOf(ClientException.class)
            .hasMessageEndingWith("hung up without a full answer");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.0 200 OK~Content-Length: 0 | answer begins with \"HTTP/1.0 200 OK\"",
        "HTTP/1.1 100 Continue~Content-Length: 0 | answer begins with \"HTTP/1.1 100 Continue\"",
        "HTTP/1.1 200 OK~Content-Length: 0~Content-Length: 0 | the header content-length twice",
        "HTTP/1.1 200 OK~Content-Length: +0 | content-length \"+0\"",
        "HTTP/1.1 200 OK~Content-Length: 00 | content-length \"00\"",
        "HTTP/1.1 200 OK~Content-Length: 99999999 | a body of 99999999 bytes",
        "HTTP/1.1 200 OK~Date: now | content-length \"null\"",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked | transfer-encoding chunked",
        "HTTP/1.1 200 OK~Content-Length: 0~ folded | the header line \" folded\"",
        "HTTP/1.1 200 OK~Content-Length : 0 | the header line \"Content-Length : 0\"",
      })
  void aStrangeAnswerIsRefused(String head, String complaint) throws Exception {
    try (var daemon = new ScriptedDaemon(dir, head.strip().replace("~", "\r\n") + "\r\n\r\n");
        var client = daemon.connect()) {
      var refused = catchThrowableOfType(ClientException.class, () -> client.get("/"));
      assertThat(refused.reason()).isEqualTo(Reason.BAD_ANSWER);
      assertThat(refused).hasMessageContaining(complaint);
    }
  }

  @Test
  void moreThanTheBodyIsRefused() throws Exception {
    try (var daemon = new ScriptedDaemon(dir, OK + "!");
        var client = daemon.connect()) {
      assertThatThrownBy(() -> client.get("/")).hasMessage("answer goes on 1 bytes after its body");
    }
  }

  @Test
  void anEndlessHeadIsRefused() throws Exception {
    try (var daemon = new ScriptedDaemon(dir, "HTTP/1.1 200 OK\r\nX: " + "x".repeat(20_000));
        var client = daemon.connect()) {
      assertThatThrownBy(() -> client.get("/"))
          .hasMessage("answer has a head of more than 16384 bytes");
    }
  }

  @Test
  void aRequestWithALineBreakInItsPathCanNotBeMade() throws Exception {
    try (var daemon = new ScriptedDaemon(dir, OK);
        var client = daemon.connect()) {
      assertThatThrownBy(() -> client.get("/\r\nX: y"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("request target or header holds U+000D");
    }
  }

  /** Answers each chunk that it reads with the next line of its script. */
  private static final class ScriptedDaemon implements AutoCloseable {
    private final Path socket;
    private final ServerSocketChannel listening;
    private final BlockingQueue<String> taken = new ArrayBlockingQueue<>(16);

    ScriptedDaemon(Path dir, String... script) throws IOException {
      this(dir, false, script);
    }

    ScriptedDaemon(Path dir, boolean hangsUp, String... script) throws IOException {
      socket = dir.resolve("seal.sock");
      listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      listening.bind(UnixDomainSocketAddress.of(socket));
      Thread.ofVirtual().start(() -> play(List.of(script), hangsUp));
    }

    UnixSocketClient connect() throws ClientException {
      return UnixSocketClient.connect(socket, Duration.ofMinutes(10));
    }

    private void play(List<String> script, boolean hangsUp) {
      try (SocketChannel accepted = listening.accept()) {
        ByteBuffer chunk = ByteBuffer.allocate(4096);
        for (String answer : script) {
          accepted.read(chunk.clear());
          taken.add(StandardCharsets.US_ASCII.decode(chunk.flip()).toString());
          accepted.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
        }
        while (!hangsUp && accepted.read(chunk.clear()) >= 0) {
          // Stay until the client hangs up.
        }
      } catch (IOException e) {
        taken.add("failed: " + e);
      }
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }
}
