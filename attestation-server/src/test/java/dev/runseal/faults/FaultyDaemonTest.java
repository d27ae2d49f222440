package dev.runseal.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bundle.Bundle;
import dev.runseal.client.ClientException;
import dev.runseal.client.Reply;
import dev.runseal.testhsm.SoftHsm;
import dev.runseal.testhsm.SoftHsmExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A stop in the middle of work, and a journal that can't be made durable, seen from outside. */
@ExtendWith(SoftHsmExtension.class)
class FaultyDaemonTest {
  private static final int CALLERS = 64;

  private FaultyDaemon daemon;

  @BeforeEach
  void start(SoftHsm hsm, @TempDir Path directory) throws Exception {
    daemon = FaultyDaemon.create(hsm, directory);
  }

  @AfterEach
  void end() throws Exception {
    // There is none where a component is missing.
    if (daemon != null) {
      daemon.close();
    }
  }

  @Test
  void sigtermAnswersWhatIsInFlightRefusesWhatComesAndEndsWithZero() throws Exception {
    daemon.configure("requestSeconds: 10", "requestSeconds: 600");
    daemon.configure("drainSeconds: 10", "drainSeconds: 600");
    daemon.start();
    daemon.hang();
    List<Future<Reply>> callers = new ArrayList<>();
    List<Reply> acknowledged = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CALLERS; i++) {
        String execution = "run-" + i;
        callers.add(threads.submit(() -> daemon.seal(execution)));
      }
      await(() -> waiting() == CALLERS);
      try (var connected = daemon.process().connect()) {
        daemon.process().terminate();
        await(() -> !daemon.connects());
        Reply refused = connected.get("/healthz");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.body().toUtf8()).contains("/problems/stopping");
      }
      daemon.unhang();
      for (Future<Reply> caller : callers) {
        acknowledged.add(caller.get());
      }
    }
    assertThat(daemon.process().awaitEnd()).isZero();
    assertThat(acknowledged).extracting(Reply::status).containsOnly(201);

    daemon.start();
    for (Reply each : acknowledged) {
      daemon.verifyThere(each);
    }
    daemon.process().stop();
  }

  @Test
  void aTokenThatHangsDoesNotHoldUpTheStopForGood() throws Exception {
    daemon.configure("drainSeconds: 10", "drainSeconds: 1");
    daemon.start();
    Reply before = daemon.seal("before");
    assertThat(before.status()).isEqualTo(201);
    daemon.hang();
    var waiting = new FutureTask<>(() -> daemon.seal("journalled"));
    Thread.ofVirtual().start(waiting);
    await(() -> waiting() == 1);
    Path journal = daemon.installation().state().resolve("journal/0000000000000000");
    await(() -> Files.readString(journal, StandardCharsets.ISO_8859_1).contains("journalled"));
    daemon.process().terminate();

    assertThat(daemon.process().awaitEnd()).isEqualTo(2);
    assertThat(daemon.messages())
        .contains(
            "not stopped after 9 s, the token or the disk does not answer: ending all the same, the next start signs what is durable");
    // Nobody was told that it is sealed.
    assertThat(outcome(waiting)).isNotIn("201", "200");

    daemon.unhang();
    daemon.start();
    daemon.verifyThere(before);
    Reply retry = daemon.seal("journalled");
    assertThat(retry.status()).isEqualTo(200);
    assertThat(Bundle.parse(retry.body()).receipt().index()).isEqualTo(1);
    daemon.process().stop();
  }

  @Test
  void aTokenThatHangsIsSaidUntilItAnswers() throws Exception {
    daemon.start();
    Reply before = daemon.seal("before");
    daemon.hang();
    var waiting = new FutureTask<>(() -> daemon.seal("meanwhile"));
    Thread.ofVirtual().start(waiting);
    await(() -> !daemon.reasons().isEmpty());

    assertThat(daemon.reasons())
        .singleElement()
        .asString()
        .matches(
            "token has not answered for [0-9]+ s, expected a signature within 5 s: what is durable"
                + " is signed when it does");
    daemon.verifyThere(before);

    daemon.unhang();
    daemon.awaitReady();
    // It may have been told to ask again by now: then it finds what it asked for.
    outcome(waiting);
    assertThat(Bundle.parse(daemon.seal("meanwhile").body()).receipt().index()).isEqualTo(1);
    daemon.process().stop();
  }

  @Test
  void anFsyncThatFailsStopsSealingUntilARestartReadsTheJournalAgain() throws Exception {
    daemon.start();
    Reply sealed = daemon.seal("run-0");
    assertThat(sealed.status()).isEqualTo(201);
    daemon.keepHead(sealed);
    daemon.failFsync();
    String why = "journal can't be written: java.io.IOException: Input/output error";

    assertRefused(daemon.seal("run-1"), why);
    // The page cache can't be trusted after it: that the next one would succeed says nothing.
    daemon.syncAgain();
    daemon.verifyStopped(why);
    daemon.verifyThere(sealed);
    assertThat(daemon.seal("run-0").status()).isEqualTo(200);
    daemon.process().stop();

    daemon.start();
    daemon.verifyThere(sealed);
    // It was written, and so it was found, signed, and is what a retry gets.
    assertThat(daemon.seal("run-1").status()).isEqualTo(200);
    assertThat(daemon.seal("run-2").status()).isEqualTo(201);
    daemon.process().stop();
    assertThat(daemon.audit()).startsWith("ACCEPTED, 3 entries");
  }

  /** How many requests are accepted and unanswered. */
  private double waiting() throws IOException {
    return daemon.process().metrics().getOrDefault("runseal_queue", -1.0);
  }

  private static void assertRefused(Reply reply, String why) throws Exception {
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.body().toUtf8()).contains("sealing-stopped").contains(why);
  }

  private static String outcome(FutureTask<Reply> task) throws InterruptedException {
    try {
      return Integer.toString(task.get().status());
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(ClientException.class);
      return "connection broken";
    }
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    while (!condition.call()) {
      LockSupport.parkNanos(1_000_000);
    }
  }
}
