package dev.runseal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bundle.Bundle;
import dev.runseal.client.ClientException;
import dev.runseal.client.Reply;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers see while the daemon stops. */
class StopTest {
  @TempDir Path dir;

  @Test
  void whatIsInFlightAtStopIsAnswered() throws Exception {
    var key = new MoodyKey();
    var daemon = start(key);
    key.close();
    var waiting = CompletableFuture.supplyAsync(() -> sealed(daemon, "run-1"));
    key.atGate.acquire();
    var stopped = CompletableFuture.runAsync(daemon::close);
    key.open();
    Reply reply = waiting.get();
    assertThat(reply.status()).isEqualTo(201);
    assertThat(Bundle.parse(reply.body()).receipt().index()).isZero();
    stopped.get();
  }

  @Test
  void everythingInFlightAtStopIsAnsweredAndThereAfterTheRestart() throws Exception {
    var key = new MoodyKey();
    var daemon = start(key);
    key.close();
    List<CompletableFuture<Reply>> waiting = new ArrayList<>();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 64; i++) {
        String execution = "run-" + i;
        waiting.add(CompletableFuture.supplyAsync(() -> sealed(daemon, execution), callers));
      }
      while (!daemon.get("/metrics").body().toUtf8().contains("runseal_queue 64.0\n")) {
        Thread.onSpinWait();
      }
      var stopped = CompletableFuture.runAsync(daemon::close);
      while (connects(daemon)) {
        Thread.onSpinWait();
      }
      key.open();
      for (var each : waiting) {
        assertThat(each.get().status()).isEqualTo(201);
      }
      stopped.get();
    }
    try (var again = start(new MoodyKey())) {
      for (var each : waiting) {
        Bundle acknowledged = Bundle.parse(each.get().body());
        Reply read = again.get("/v1/seals/" + acknowledged.receipt().index());
        assertThat(Bundle.parse(read.body()).statement()).isEqualTo(acknowledged.statement());
      }
    }
  }

  /** Without the drain this would last as long as a request may wait. */
  @Test
  void aTokenThatIsAwayDoesNotHoldUpTheStop() throws Exception {
    var key = new MoodyKey();
    var daemon = start(key);
    daemon.seal("run-0");
    key.away = true;
    var waiting = CompletableFuture.supplyAsync(() -> sealed(daemon, "run-1"));
    while (daemon.get("/readyz").status() == 200) {
      Thread.onSpinWait();
    }
    daemon.close();
    SealsTest.problem(waiting.get(), 503, "sealing-stopped");
    try (var again = start(new MoodyKey())) {
      assertThat(again.seal("run-1").status()).isEqualTo(200);
    }
  }

  @Test
  void whoComesDuringTheStopIsToldThatTheDaemonStops() throws Exception {
    var key = new MoodyKey();
    var daemon = start(key);
    key.close();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var connected = daemon.connect()) {
      var waiting = CompletableFuture.supplyAsync(() -> sealed(daemon, "run-0"), threads);
      key.atGate.acquire();
      var stopped = CompletableFuture.runAsync(daemon::close, threads);
      try {
        while (connects(daemon)) {
          Thread.onSpinWait();
        }
        Reply refused = connected.get("/v1/seals/0");
        assertThat(SealsTest.problem(refused, 503, "stopping").string("detail"))
            .isEqualTo("the daemon stops, and takes no more requests");
        assertThat(refused.findHeader("retry-after")).contains("5");
        assertThat(refused.findHeader("connection")).contains("close");
        assertThatThrownBy(daemon::connect)
            .isInstanceOf(ClientException.class)
            .hasMessageContaining("no daemon answers at " + dir.resolve("seal.sock"));
      } finally {
        key.open();
      }
      assertThat(waiting.get().status()).isEqualTo(201);
      stopped.get();
    }
  }

  /** Its answer is longer than what a socket holds, so most of it is still to be sent. */
  @Test
  void whoReadsSlowlyGetsTheWholeAnswer() throws Exception {
    var daemon = start(new MoodyKey());
    String batch =
        IntStream.range(0, 500)
            .mapToObj(i -> DaemonFixture.sealRequest("run-" + i))
            .collect(Collectors.joining(",", "{\"seals\":[", "]}"));
    try (var caller =
        SocketChannel.open(UnixDomainSocketAddress.of(daemon.config.listen().socket()))) {
      String head =
          "POST /v1/seals/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
              + batch.length();
      ByteBuffer request =
          ByteBuffer.wrap((head + "\r\n\r\n" + batch).getBytes(StandardCharsets.US_ASCII));
      while (request.hasRemaining()) {
        caller.write(request);
      }
      ByteBuffer first = ByteBuffer.allocate(1);
      caller.read(first);
      var stopped = CompletableFuture.runAsync(daemon::close);
      while (connects(daemon)) {
        Thread.onSpinWait();
      }
      // Not a wait for anything: that nothing is read for longer than an idle connection is given.
      LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
      String answer =
          "H"
              + new String(
                  Channels.newInputStream(caller).readAllBytes(), StandardCharsets.ISO_8859_1);
      int end = answer.indexOf("\r\n\r\n") + 4;
      assertThat(answer).startsWith("HTTP/1.1 201 ");
      assertThat(answer.substring(0, end))
          .contains("Content-Length: " + (answer.length() - end) + "\r\n");
      stopped.get();
    }
  }

  private static boolean connects(DaemonFixture daemon) {
    try {
      daemon.connect().close();
      return true;
    } catch (ClientException e) {
      return false;
    }
  }

  private DaemonFixture start(MoodyKey key) throws Exception {
    var config = DaemonFixture.config(dir, false, OptionalInt.empty(), DaemonFixture.PATIENT);
    return DaemonFixture.start(config, key, DaemonFixture.OTHER);
  }

  private static Reply sealed(DaemonFixture daemon, String execution) {
    try {
      return daemon.seal(execution);
    } catch (ClientException e) {
      throw new AssertionError("the daemon did not answer", e);
    }
  }
}
