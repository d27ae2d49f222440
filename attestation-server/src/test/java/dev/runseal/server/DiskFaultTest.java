package dev.runseal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bundle.Bundle;
import dev.runseal.client.Reply;
import dev.runseal.rig.MountedDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon whose disk is really full, or really takes nothing any more. */
class DiskFaultTest {
  /** What sealing wants free before it goes on, and as much again. */
  private static final int BYTES = 4 << 20;

  @TempDir Path directory;

  @Test
  void aFullDiskStopsSealingAndNothingElseUntilThereIsRoom() throws Exception {
    List<Reply> sealed = new ArrayList<>();
    try (var disk = MountedDisk.memory(directory.resolve("disk"), BYTES)) {
      try (var daemon = DaemonFixture.start(disk.directory())) {
        sealed.add(daemon.seal("before"));
        disk.fill(0);
        Reply refused = sealUntilRefused(daemon, sealed);

        String why = "No space left on device";
        assertThat(SealsTest.problem(refused, 503, "sealing-stopped").string("detail"))
            .contains(why);
        assertThat(refused.findHeader("retry-after")).contains("5");
        Reply readiness = daemon.get("/readyz");
        assertThat(readiness.status()).isEqualTo(503);
        assertThat(readiness.body().toUtf8()).contains(why);
        verifyRead(daemon, sealed);
        assertThat(daemon.seal("before").status()).isEqualTo(200);

        disk.makeRoom();
        awaitReady(daemon);
        sealed.add(daemon.seal("after"));
        assertThat(sealed.getLast().status()).isEqualTo(201);
      }
      try (var again = DaemonFixture.start(disk.directory())) {
        verifyRead(again, sealed);
      }
    }
  }

  @Test
  void aStopOnAFullDiskLosesNothingAndAStartOnOneSaysWhy() throws Exception {
    List<Reply> sealed = new ArrayList<>();
    try (var disk = MountedDisk.memory(directory.resolve("disk"), BYTES)) {
      try (var daemon = DaemonFixture.start(disk.directory())) {
        disk.fill(0);
        sealUntilRefused(daemon, sealed);
      }
      assertThat(sealed).as("what fitted into pages that were begun").isNotEmpty();

      assertThatThrownBy(() -> DaemonFixture.start(disk.directory()))
          .isInstanceOf(ConfigException.class)
          .hasMessageStartingWith("state: ")
          .hasMessageContaining("No space left on device");

      disk.makeRoom();
      try (var again = DaemonFixture.start(disk.directory())) {
        verifyRead(again, sealed);
        assertThat(again.seal("after").status()).isEqualTo(201);
      }
    }
  }

  @Test
  void aDiskThatTurnsReadOnlyStopsSealingAndARestartOnAGoodOneGoesOn() throws Exception {
    Path image = directory.resolve("image");
    Path at = directory.resolve("disk");
    List<Reply> sealed = new ArrayList<>();
    try (var disk = MountedDisk.ext4(image, at, 16 << 20);
        var daemon = DaemonFixture.start(disk.directory())) {
      sealed.add(daemon.seal("before"));
      disk.abort();
      Reply refused = daemon.seal("refused");

      String why = "journal can't be written: ";
      assertThat(SealsTest.problem(refused, 503, "sealing-stopped").string("detail"))
          .startsWith(why);
      Reply readiness = daemon.get("/readyz");
      assertThat(readiness.status()).isEqualTo(503);
      assertThat(readiness.body().toUtf8()).contains(why);
      verifyRead(daemon, sealed);
    }
    try (var disk = MountedDisk.mount(image, at);
        var daemon = DaemonFixture.start(disk.directory())) {
      verifyRead(daemon, sealed);
      assertThat(daemon.seal("after").status()).isEqualTo(201);
    }
  }

  @Test
  void aStartOnAReadOnlyDiskIsRefusedAndOneThatIsWritableAgainGoesOn() throws Exception {
    List<Reply> sealed = new ArrayList<>();
    try (var disk = MountedDisk.memory(directory.resolve("disk"), BYTES)) {
      try (var daemon = DaemonFixture.start(disk.directory())) {
        sealed.add(daemon.seal("before"));
        // A kernel does not do it under a file that is open for writing, as the journal is.
        assertThatThrownBy(() -> disk.remount("ro")).hasMessageContaining("busy");
        assertThat(daemon.seal("still").status()).isEqualTo(201);
      }
      disk.remount("ro");
      var config = DaemonFixture.config(disk.directory(), false);
      assertThatThrownBy(() -> DaemonFixture.lock(config))
          .hasMessage(
              "state directory %s can't be locked: java.nio.file.FileSystemException: %s: Read-only file system"
                  .formatted(config.state(), config.state().resolve("lock")));

      disk.remount("rw");
      try (var again = DaemonFixture.start(disk.directory())) {
        verifyRead(again, sealed);
        assertThat(again.seal("after").status()).isEqualTo(201);
      }
    }
  }

  /** A page that was begun may take a few records still. */
  private static Reply sealUntilRefused(DaemonFixture daemon, List<Reply> sealed) throws Exception {
    for (int i = 0; i < 64; i++) {
      Reply reply = daemon.seal("run-" + i);
      if (reply.status() != 201) {
        return reply;
      }
      sealed.add(reply);
    }
    throw new AssertionError("a full disk took 64 records");
  }

  private static void verifyRead(DaemonFixture daemon, List<Reply> sealed) throws Exception {
    for (Reply each : sealed) {
      Bundle acknowledged = Bundle.parse(each.body());
      Reply read = daemon.get("/v1/seals/" + acknowledged.receipt().index());
      assertThat(read.status()).isEqualTo(200);
      assertThat(Bundle.parse(read.body()).statement()).isEqualTo(acknowledged.statement());
    }
  }

  private static void awaitReady(DaemonFixture daemon) throws Exception {
    while (daemon.get("/readyz").status() != 200) {
      LockSupport.parkNanos(1_000_000);
    }
  }
}
