package dev.runseal.ledger;

import dev.runseal.key.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A state directory, a key, a clock and a disk that a test has in hand, and ledgers over them. */
final class LedgerFixture {
  /** No flush, no publishing and no retry but those that a test causes. */
  static final LedgerOptions OPTIONS =
      new LedgerOptions(
          1_000,
          4,
          Duration.ofMinutes(5),
          Duration.ofHours(1),
          Duration.ofHours(1),
          Duration.ofMillis(1),
          Duration.ofHours(1),
          Duration.ofSeconds(60));

  final ScriptedKey key = new ScriptedKey();
  final Origin origin = Origin.of("test.example/log", key.publicKey());
  final SettableTime time = new SettableTime();
  final FaultyFile.Plan disk = new FaultyFile.Plan();
  final Path directory;

  LedgerFixture(Path parent) throws IOException {
    directory =
        Files.createDirectory(
            parent.resolve("state"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  Ledger open() throws LedgerException {
    return open(OPTIONS);
  }

  Ledger open(LedgerOptions options) throws LedgerException {
    return open(options, LedgerEvents.NONE);
  }

  Ledger open(LedgerOptions options, LedgerEvents events) throws LedgerException {
    return open(options, events, RollbackGuard.over(List.of()));
  }

  Ledger open(LedgerOptions options, LedgerEvents events, RollbackGuard guard)
      throws LedgerException {
    return Ledger.open(StateLock.acquire(directory), setup(options, events, guard), disk);
  }

  LedgerSetup setup(LedgerOptions options, LedgerEvents events, RollbackGuard guard) {
    return new LedgerSetup(origin, key, time, guard, options, events);
  }

  Submission seal(String execution) {
    return Samples.seal(origin, execution);
  }

  Submission seal(String execution, String declaration) {
    return Samples.seal(origin, execution, declaration);
  }

  /** The journal's first segment. */
  Path journal() {
    return directory.resolve("journal/0000000000000000");
  }

  /** Removes all that the log consists of. */
  void empty() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(directory)) {
          Files.delete(file);
        }
      }
    }
  }

  Path checkpoint() {
    return directory.resolve("checkpoint");
  }

  static LedgerOptions withCapacity(int capacity) {
    return new LedgerOptions(
        capacity,
        OPTIONS.dsseCapacity(),
        OPTIONS.patience(),
        OPTIONS.idleFlush(),
        OPTIONS.publishEvery(),
        OPTIONS.firstRetry(),
        OPTIONS.tokenBound(),
        OPTIONS.forwardBound());
  }

  static LedgerOptions withPatience(Duration patience) {
    return new LedgerOptions(
        OPTIONS.capacity(),
        OPTIONS.dsseCapacity(),
        patience,
        OPTIONS.idleFlush(),
        OPTIONS.publishEvery(),
        OPTIONS.firstRetry(),
        OPTIONS.tokenBound(),
        OPTIONS.forwardBound());
  }

  static LedgerOptions withTokenBound(Duration tokenBound) {
    return new LedgerOptions(
        OPTIONS.capacity(),
        OPTIONS.dsseCapacity(),
        OPTIONS.patience(),
        OPTIONS.idleFlush(),
        OPTIONS.publishEvery(),
        OPTIONS.firstRetry(),
        tokenBound,
        OPTIONS.forwardBound());
  }

  /** A call on a virtual thread of its own. */
  static <T> FutureTask<T> async(Callable<T> call) {
    var task = new FutureTask<>(call);
    Thread.ofVirtual().start(task);
    return task;
  }

  /** Returns when the ledger has so many submissions accepted and unanswered. */
  static void awaitUnderWay(Ledger ledger, int count) {
    while (ledger.underWay() != count) {
      LockSupport.parkNanos(100_000);
    }
  }

  static void awaitDsseUnderWay(Ledger ledger, int count) {
    while (ledger.dsseUnderWay() != count) {
      LockSupport.parkNanos(100_000);
    }
  }

  /** The answer, or the refusal that the call ended in. */
  static <T> T answer(FutureTask<T> task) throws LedgerException, InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LedgerException refusal) {
        throw refusal;
      }
      throw new AssertionError(e.getCause());
    }
  }

  static List<Sealed> answers(List<FutureTask<Sealed>> tasks)
      throws LedgerException, InterruptedException {
    List<Sealed> answers = new ArrayList<>();
    for (FutureTask<Sealed> task : tasks) {
      answers.add(answer(task));
    }
    return answers;
  }
}
