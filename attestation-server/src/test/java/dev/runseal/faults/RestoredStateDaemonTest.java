package dev.runseal.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bundle.Bundle;
import dev.runseal.client.Reply;
import dev.runseal.testhsm.SoftHsm;
import dev.runseal.testhsm.SoftHsmExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A backup of the whole state directory that somebody puts back. */
@ExtendWith(SoftHsmExtension.class)
class RestoredStateDaemonTest {
  @Test
  void aRestoredBackupIsRefusedAndTheNewerStateGoesOn(SoftHsm hsm, @TempDir Path directory)
      throws Exception {
    try (var daemon = FaultyDaemon.create(hsm, directory)) {
      Path kept = Files.createDirectory(directory.resolve("elsewhere")).resolve("newest-head");
      daemon.configure("  file: off", "  file: " + kept);
      Path state = daemon.installation().state();
      daemon.start();
      Reply first = daemon.seal("run-0");
      assertThat(first.status()).isEqualTo(201);
      daemon.keepHead(first);
      daemon.process().stop();
      Path backup = copied(state, directory.resolve("backup"));
      daemon.start();
      Reply second = daemon.seal("run-1");
      assertThat(second.status()).isEqualTo(201);
      daemon.process().stop();
      Path newer = copied(state, directory.resolve("newer"));

      restore(backup, state);
      assertThat(daemon.startInVain())
          .contains(
              "rollback guard, file %s: a head of size 2 was signed, the log has 1 entries: this state was set back, and going on would sign used indexes again: put the newer state back, or begin another log"
                  .formatted(kept));
      assertThat(daemon.connects()).isFalse();

      restore(newer, state);
      daemon.start();
      daemon.verifyThere(first);
      daemon.verifyThere(second);
      assertThat(Bundle.parse(daemon.seal("run-2").body()).receipt().index()).isEqualTo(2);
      daemon.process().stop();
      assertThat(daemon.audit()).startsWith("ACCEPTED, 3 entries");
    }
  }

  private static void restore(Path backup, Path state) throws IOException {
    try (Stream<Path> files = Files.walk(state)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    copied(backup, state);
  }

  private static Path copied(Path from, Path to) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(from)) {
      all = files.toList();
    }
    for (Path each : all) {
      Path copy = to.resolve(from.relativize(each).toString());
      Files.copy(each, copy);
      Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(each));
    }
    return to;
  }
}
