package dev.runseal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.audit.AuditPlan;
import dev.runseal.audit.AuditProgress;
import dev.runseal.audit.AuditReport;
import dev.runseal.audit.DirectoryLogReader;
import dev.runseal.audit.HeadTrust;
import dev.runseal.audit.LogAudit;
import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.SoftwareKey;
import dev.runseal.ledger.BundleEntries;
import dev.runseal.ledger.StoredIndex;
import dev.runseal.note.LogHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Audits of the directory that a daemon writes to, beside it. */
class StateAuditTest {
  private static final int CALLERS = 4;
  private static final int ENTRIES = 600;

  @Test
  void theStateIsAuditedWhileADaemonWritesAndAsACopyAfterwards(@TempDir Path dir) throws Exception {
    Path state = dir.resolve("state");
    List<LogHead> kept = new ArrayList<>();
    Origin log;
    try (var daemon = DaemonFixture.start(dir)) {
      log = daemon.log();
      var enough = new AtomicBoolean();
      List<FutureTask<Integer>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        String name = "caller-" + i;
        var caller = new FutureTask<>(() -> sealUntil(enough, daemon, name));
        callers.add(caller);
        Thread.ofPlatform().start(caller);
      }
      try {
        // Every audit meets another moment of tiles that fill and journals that are trimmed.
        for (long size = 0; size < ENTRIES; size = kept.getLast().size()) {
          AuditReport report = audit(state, kept);
          assertThat(report.accepted()).as(report.text()).isTrue();
          kept.add(report.head());
        }
      } finally {
        enough.set(true);
      }
      for (FutureTask<Integer> caller : callers) {
        assertThat(caller.get()).isPositive();
      }
    }

    Path copy = dir.resolve("copy");
    copy(state, copy);
    AuditReport report = audit(copy, kept);
    assertThat(report.accepted()).as(report.text()).isTrue();
    long size = report.head().size();
    assertThat(StoredIndex.verify(copy, log, size, new BundleEntries(copy, size))).isEqualTo(size);
  }

  private static int sealUntil(AtomicBoolean enough, DaemonFixture daemon, String name)
      throws Exception {
    int sealed = 0;
    try (var client = daemon.connect()) {
      while (!enough.get()) {
        String request = DaemonFixture.sealRequest(name + "-" + sealed);
        assertThat(client.post("/v1/seals", Bytes.utf8(request)).status()).isEqualTo(201);
        sealed++;
      }
    }
    return sealed;
  }

  private static AuditReport audit(Path directory, List<LogHead> kept) throws Exception {
    List<LogHead> last = kept.isEmpty() ? List.of() : List.of(kept.getLast());
    var plan =
        new AuditPlan(new HeadTrust.Key(SoftwareKey.named("sealing").publicKey()), last, false, 2);
    return new LogAudit(
            new DirectoryLogReader(directory),
            plan,
            AuditProgress.NONE,
            new Random(7),
            InstantSource.system())
        .run();
  }

  /** As who makes a copy of a log is told to: the checkpoint first. */
  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    Files.copy(from.resolve("checkpoint"), to.resolve("checkpoint"));
    try (var all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Path target = to.resolve(from.relativize(each));
        if (!Files.exists(target)) {
          Files.copy(each, target);
        }
      }
    }
  }
}
