package dev.runseal.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The right to write to a state directory, held by one process at a time: an exclusive lock on the
 * file {@code lock} in it. The kernel takes the lock back when the process ends, however it ends,
 * so a crash leaves nothing to clean up; the file itself stays.
 */
public final class StateLock implements Closeable {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private final Path directory;
  private final FileChannel channel;

  private StateLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /** Locks a directory that exists and that nobody but its owner may enter. */
  public static StateLock acquire(Path directory) throws LedgerException {
    verifyOwnerOnly(directory);
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              directory.resolve("lock"),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw LedgerException.refused(
            "state directory %s is in use by another runseal".formatted(directory));
      }
      return new StateLock(directory, channel);
    } catch (IOException e) {
      closeQuietly(channel, e);
      throw new LedgerException(
          LedgerException.Reason.STATE_REFUSED,
          "state directory %s can't be locked: %s".formatted(directory, e),
          e);
    }
  }

  public Path directory() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // This very process has it. (On POSIX, closing our channel drops that lock for other
      // processes; one process never opens a state directory twice but in tests.)
      return null;
    }
  }

  private static void verifyOwnerOnly(Path directory) throws LedgerException {
    try {
      if (!Files.isDirectory(directory)) {
        throw LedgerException.refused(
            "state directory %s is not a directory: make it with mkdir -m 700 %s"
                .formatted(directory, directory));
      }
      Set<PosixFilePermission> found = Files.getPosixFilePermissions(directory);
      if (!OWNER_ONLY.equals(found)) {
        throw LedgerException.refused(
            "state directory %s is %s, expected rwx------: run chmod 700 %s"
                .formatted(directory, PosixFilePermissions.toString(found), directory));
      }
    } catch (IOException e) {
      throw new LedgerException(
          LedgerException.Reason.STATE_REFUSED,
          "state directory %s can't be looked at: %s".formatted(directory, e),
          e);
    }
  }

  private static void closeQuietly(@Nullable FileChannel channel, IOException because) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        because.addSuppressed(e);
      }
    }
  }
}
