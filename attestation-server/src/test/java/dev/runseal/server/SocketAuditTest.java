package dev.runseal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.audit.AuditException;
import dev.runseal.audit.AuditPlan;
import dev.runseal.audit.AuditProgress;
import dev.runseal.audit.AuditReport;
import dev.runseal.audit.HeadTrust;
import dev.runseal.audit.LogAudit;
import dev.runseal.bytes.Bytes;
import dev.runseal.client.SocketConnections;
import dev.runseal.key.SoftwareKey;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An audit of a running daemon's log, through its socket. */
class SocketAuditTest {
  private static final int SEALS = 300;

  @Test
  void aReaderAuditsTheLogOfARunningDaemon(@TempDir Path dir) throws Exception {
    ServerConfig config =
        DaemonFixture.config(dir, false).withReaders(Set.of(PeerCredentials.ownUid()));
    try (var daemon =
        DaemonFixture.start(config, SoftwareKey.named("audited"), DaemonFixture.OTHER)) {
      seal(daemon, SEALS);
      AuditReport report = audit(daemon, config);
      assertThat(report.accepted()).as(report.text()).isTrue();
      assertThat(report.head().size()).isEqualTo(SEALS);
    }
  }

  @Test
  void whoMayNotReadEntriesIsToldSo(@TempDir Path dir) throws Exception {
    ServerConfig config = DaemonFixture.config(dir, false);
    try (var daemon =
        DaemonFixture.start(config, SoftwareKey.named("audited"), DaemonFixture.OTHER)) {
      seal(daemon, 1);
      assertThatThrownBy(() -> audit(daemon, config))
          .isInstanceOf(AuditException.class)
          .hasMessage(
              "/v1/logs/%s/tile/entries/000.p/1: you may not read it (403): ask for the right to read this log's entries",
              daemon.log().keyHash());
    }
  }

  private static void seal(DaemonFixture daemon, int count) throws Exception {
    try (var client = daemon.connect()) {
      for (int i = 0; i < count; i++) {
        String request = DaemonFixture.sealRequest("run-" + i);
        assertThat(client.post("/v1/seals", Bytes.utf8(request)).status()).isEqualTo(201);
      }
    }
  }

  private static AuditReport audit(DaemonFixture daemon, ServerConfig config) throws Exception {
    try (var connections = new SocketConnections(config.listen().socket())) {
      var plan = new AuditPlan(new HeadTrust.Name(daemon.log()), List.of(), false, 4);
      return new LogAudit(
              connections.log("/v1/logs/" + daemon.log().keyHash()),
              plan,
              AuditProgress.NONE,
              new Random(7),
              InstantSource.system())
          .run();
    }
  }
}
