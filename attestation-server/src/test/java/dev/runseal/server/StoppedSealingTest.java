package dev.runseal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.client.ClientException;
import dev.runseal.client.Reply;
import dev.runseal.key.SealingKey;
import dev.runseal.server.ServerConfig.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers see while the token is slow or away. */
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
