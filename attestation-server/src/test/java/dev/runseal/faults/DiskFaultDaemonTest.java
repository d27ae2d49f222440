package dev.runseal.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.client.Reply;
import dev.runseal.rig.MountedDisk;
import dev.runseal.testhsm.SoftHsm;
import dev.runseal.testhsm.SoftHsmExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that takes nothing for a while, seen from outside a daemon: it says why it does not seal,
 * serves what there is, and goes on by itself.
 */
@ExtendWith(SoftHsmExtension.class)
class DiskFaultDaemonTest {
  private static final int DISK_BYTES = 8 << 20;

  @Test
  void aDiskThatTurnsReadOnlyStopsSealingUntilItIsWritableAgain(
      SoftHsm hsm, @TempDir Path directory) throws Exception {
    try (var daemon = FaultyDaemon.create(hsm, directory)) {
      daemon.start();
      List<Reply> sealed = sealed(daemon, "before", 20);
      daemon.keepHead(sealed.getLast());
      for (int round = 0; round < 3; round++) {
        daemon.turnReadOnly();
        // The first one meets the disk, and its entry is no part of the log.
        assertThat(daemon.seal("refused").status()).isEqualTo(503);
        daemon.verifyStopped(
            "journal can't be written: java.io.IOException: Read-only file system");
        for (Reply each : sealed) {
          daemon.verifyThere(each);
        }
        assertThat(daemon.seal("before-0").status()).isEqualTo(200);

        daemon.turnWritable();
        daemon.awaitReady();
        sealed.addAll(sealed(daemon, "after-" + round, 20));
      }
      assertThat(daemon.seal("refused").status()).isEqualTo(201);
      // What was put on disk after the fault is there though nothing stopped in good order.
      daemon.process().kill();
      daemon.start();
      for (Reply each : sealed) {
        daemon.verifyThere(each);
      }
      daemon.process().stop();
      assertThat(daemon.audit()).startsWith("ACCEPTED, 81 entries");
    }
  }

  @Test
  void aDiskThatIsFullStopsSealingUntilThereIsRoom(SoftHsm hsm, @TempDir Path directory)
      throws Exception {
    try (var disk = MountedDisk.memory(directory.resolve("disk"), DISK_BYTES)) {
      Path log = Files.createDirectory(disk.directory().resolve("log"));
      try (var daemon = FaultyDaemon.create(hsm, directory, log)) {
        daemon.start();
        List<Reply> sealed = sealed(daemon, "before", 20);
        daemon.keepHead(sealed.getLast());
        disk.fill(0);
        // Pages that were begun may take a few records still.
        Reply reply = daemon.seal("full-0");
        for (int i = 1; reply.status() == 201; i++) {
          sealed.add(reply);
          reply = daemon.seal("full-" + i);
        }
        daemon.verifyStopped(
            "journal can't be written: java.io.IOException: No space left on device");
        for (Reply each : sealed) {
          daemon.verifyThere(each);
        }
        assertThat(daemon.seal("before-0").status()).isEqualTo(200);

        disk.makeRoom();
        daemon.awaitReady();
        sealed.addAll(sealed(daemon, "after", 20));
        for (Reply each : sealed) {
          daemon.verifyThere(each);
        }
        daemon.process().stop();
        assertThat(daemon.audit()).startsWith("ACCEPTED, %d entries".formatted(sealed.size()));
      }
    }
  }

  private static List<Reply> sealed(FaultyDaemon daemon, String name, int count) throws Exception {
    List<Reply> sealed = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sealed.add(daemon.seal(name + "-" + i));
      assertThat(sealed.getLast().status()).isEqualTo(201);
    }
    return sealed;
  }
}
