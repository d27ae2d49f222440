package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateLockTest {
  @TempDir Path parent;
  Path directory;

  @BeforeEach
  void directory() throws IOException {
    directory = Files.createDirectory(parent.resolve("state"));
    mode("rwx------");
  }

  @Test
  void aSecondHolderIsRefused() throws Exception {
    try (StateLock held = StateLock.acquire(directory)) {
      assertThatThrownBy(() -> StateLock.acquire(held.directory()))
          .hasMessage("state directory %s is in use by another runseal".formatted(directory));
    }
  }

  @Test
  void aReleasedDirectoryCanBeLockedAgain() throws Exception {
    StateLock.acquire(directory).close();

    assertThatCode(() -> StateLock.acquire(directory).close()).doesNotThrowAnyException();
  }

  @Test
  void aDirectoryThatOthersMayEnterIsRefused() throws Exception {
    mode("rwxr-x---");

    assertThatThrownBy(() -> StateLock.acquire(directory))
        .hasMessage(
            "state directory %s is rwxr-x---, expected rwx------: run chmod 700 %s"
                .formatted(directory, directory));
  }

  @Test
  void aDirectoryThatIsNotThereIsRefused() {
    Path absent = parent.resolve("absent");

    assertThatThrownBy(() -> StateLock.acquire(absent))
        .hasMessage(
            "state directory %s is not a directory: make it with mkdir -m 700 %s"
                .formatted(absent, absent));
  }

  private void mode(String permissions) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
  }
}
