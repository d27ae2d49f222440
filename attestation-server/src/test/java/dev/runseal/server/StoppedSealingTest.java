package dev.runseal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bundle.Bundle;
import dev.runseal.client.ClientException;
import dev.runseal.client.Reply;
import dev.runseal.key.SealingKey;
import dev.runseal.server.ServerConfig.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers see while the token is slow or away, and while the daemon stops. */
class StoppedSealingTest {
  @TempDir Path dir;

  @Test
  void aTokenThatIsAwayStopsSealingAndReadsGoOn() throws Exception {
    var key = new MoodyKey();
    try (var daemon = start(key, DaemonFixture.PATIENT)) {
      daemon.seal("run-1");
      key.away = true;
      // It is durable soon, and its caller waits for the signature as long as a request may.
      var waiting = CompletableFuture.supplyAsync(() -> sealed(daemon, "run-2"));
      while (daemon.get("/readyz").status() == 200) {
        Thread.onSpinWait();
      }
      Reply refused = daemon.seal("run-3");
      assertThat(SealsTest.problem(refused, 503, "sealing-stopped").string("detail"))
          .contains("the token was pulled out");
      assertThat(refused.findHeader("retry-after")).contains("5");
      assertThat(daemon.get("/v1/seals/0").status()).isEqualTo(200);
      Reply readiness = daemon.get("/readyz");
      assertThat(readiness.status()).isEqualTo(503);
      assertThat(readiness.body().toUtf8()).contains("the token was pulled out");

      key.away = false;
      assertThat(waiting.get().status()).isEqualTo(201);
      assertThat(daemon.get("/readyz").status()).isEqualTo(200);
    }
  }

  @Test
  void whoWaitsForASignatureForTooLongIsToldToAskAgain() throws Exception {
    var key = new MoodyKey();
    try (var daemon = start(key, DaemonFixture.limits(64, Duration.ofSeconds(1)))) {
      key.close();
      Reply unsigned = daemon.seal("run-1");
      assertThat(SealsTest.problem(unsigned, 503, "sealing-stopped").string("detail"))
          .isEqualTo("no signature within 1000 ms: what is durable is signed later, ask again");
      key.open();
    }
  }

  @Test
  void aFullQueueIsSaidAtOnce() throws Exception {
    var key = new MoodyKey();
    try (var daemon = start(key, DaemonFixture.limits(1, DaemonFixture.LONG))) {
      key.close();
      var waiting = CompletableFuture.supplyAsync(() -> sealed(daemon, "run-1"));
      key.atGate.acquire();
      Reply refused = daemon.seal("run-2");
      SealsTest.problem(refused, 503, "queue-full");
      assertThat(refused.findHeader("retry-after")).contains("1");
      key.open();
      assertThat(waiting.get().status()).isEqualTo(201);
    }
  }

  @Test
  void whatIsInFlightAtStopIsAnswered() throws Exception {
    var key = new MoodyKey();
    var daemon = start(key, DaemonFixture.PATIENT);
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
    var daemon = start(key, DaemonFixture.PATIENT);
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
    try (var again = start(new MoodyKey(), DaemonFixture.PATIENT)) {
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
    var daemon = start(key, DaemonFixture.PATIENT);
    daemon.seal("run-0");
    key.away = true;
    var waiting = CompletableFuture.supplyAsync(() -> sealed(daemon, "run-1"));
    while (daemon.get("/readyz").status() == 200) {
      Thread.onSpinWait();
    }
    daemon.close();
    SealsTest.problem(waiting.get(), 503, "sealing-stopped");
    try (var again = start(new MoodyKey(), DaemonFixture.PATIENT)) {
      assertThat(again.seal("run-1").status()).isEqualTo(200);
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

  private DaemonFixture start(SealingKey key, Limits limits) throws Exception {
    var config = DaemonFixture.config(dir, false, OptionalInt.empty(), limits);
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
