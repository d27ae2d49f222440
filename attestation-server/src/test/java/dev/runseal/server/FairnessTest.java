package dev.runseal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.client.Reply;
import dev.runseal.json.ObjectReader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One caller floods with batches; another comes with one seal now and then. */
class FairnessTest {
  /** Eight ninths of it are the most that one caller can have. */
  private static final int QUEUE = 90;

  private final MoodyKey key = new MoodyKey();
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private TcpCaller other;
  private DaemonFixture daemon;

  @BeforeEach
  void start(@TempDir Path dir) throws Exception {
    other = TcpCaller.onFreePort();
    var config =
        DaemonFixture.config(
            dir,
            true,
            OptionalInt.of(other.port()),
            DaemonFixture.limits(QUEUE, DaemonFixture.LONG));
    daemon = DaemonFixture.start(config, key, DaemonFixture.OTHER);
  }

  @AfterEach
  void stop() {
    key.open();
    callers.close();
    daemon.close();
  }

  @Test
  void aFloodOfBatchesIsRefusedAtItsShareAndTheOtherCallerIsServed() throws Exception {
    key.close();
    List<Future<Reply>> flood = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String batch = batch("flood-" + i, 10);
      flood.add(callers.submit(() -> daemon.post("/v1/seals/batch", batch)));
      awaitQueue(10 * (i + 1));
    }
    Reply refused = daemon.post("/v1/seals/batch", batch("flood-8", 10));
    String uid = Long.toString(PeerCredentials.ownUid());
    assertThat(SealsTest.problem(refused, 503, "queue-full").string("detail"))
        .isEqualTo(
            "80 of the 80 submissions under way are of unix:%s, and what is free of 90 is kept for other callers: ask again soon"
                .formatted(uid));
    assertThat(refused.findHeader("retry-after")).contains("1");
    List<Future<HttpResponse<String>>> served = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String request = DaemonFixture.sealRequest("single-" + i);
      served.add(callers.submit(() -> other.post("/v1/seals", request)));
      awaitQueue(81 + i);
      SealsTest.problem(daemon.post("/v1/seals/batch", batch("late-" + i, 10)), 503, "queue-full");
    }
    key.open();
    for (Future<HttpResponse<String>> each : served) {
      assertThat(each.get().statusCode()).isEqualTo(201);
    }
    for (Future<Reply> each : flood) {
      assertThat(each.get().status()).isEqualTo(201);
    }
  }

  @Test
  void aFloodThatNeverEndsDoesNotKeepTheOtherCallerOut() throws Exception {
    List<Future<Integer>> flood = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String name = "flood-" + i + "-";
      flood.add(
          callers.submit(() -> {
            int sent = 0;
            while (!Thread.currentThread().isInterrupted()) {
              daemon.post("/v1/seals/batch", batch(name + sent++, 10));
            }
            return sent;
          }));
    }
    for (int i = 0; i < 100; i++) {
      String request = DaemonFixture.sealRequest("single-" + i);
      HttpResponse<String> reply = other.post("/v1/seals", request);
      assertThat(reply.statusCode()).as(reply.body()).isEqualTo(201);
    }
    flood.forEach(each -> each.cancel(true));
  }

  @Test
  void aBatchThatCouldNeverBeTakenIsNotToldToAskAgain() throws Exception {
    Reply refused = daemon.post("/v1/seals/batch", batch("run", QUEUE));
    ObjectReader problem = SealsTest.problem(refused, 422, "invalid-field");
    assertThat(problem.string("pointer")).isEqualTo("/seals");
    assertThat(problem.string("detail")).isEqualTo("found 90 seals, expected 1 to 80");
    assertThat(daemon.post("/v1/seals/batch", batch("run", 80)).status()).isEqualTo(201);
  }

  private void awaitQueue(int count) throws Exception {
    while (!daemon
        .get("/metrics")
        .body()
        .toUtf8()
        .contains("runseal_queue %d.0\n".formatted(count))) {
      Thread.onSpinWait();
    }
  }

  private static String batch(String name, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> DaemonFixture.sealRequest(name + "-" + i))
        .collect(Collectors.joining(",", "{\"seals\":[", "]}"));
  }
}
