package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a disk does to a ledger, and what is there after a restart. */
class LedgerDiskTest {
  @TempDir Path parent;
  LedgerFixture fixture;

  @BeforeEach
  void fixture() throws IOException {
    fixture = new LedgerFixture(parent);
  }

  @Test
  void aFailedFsyncStopsSealingForGood() throws Exception {
    try (Ledger ledger = fixture.open()) {
      ledger.append(fixture.seal("run-1"));
      fixture.disk.failForce();

      assertThatThrownBy(() -> ledger.append(fixture.seal("run-2")))
          .hasMessage("journal can't be written: java.io.IOException: Input/output error");

      var reason = LedgerException.Reason.JOURNAL_FAILED;
      String why = "journal can't be written: java.io.IOException: Input/output error";
      assertThat(ledger.status()).isEqualTo(new LedgerStatus.Stopped(reason, why));
      assertThatThrownBy(() -> ledger.append(fixture.seal("run-3"))).hasMessage(why);
      // What was signed before is still served, and a repeat of it answered.
      assertThat(ledger.append(fixture.seal("run-1")).index()).isZero();
      assertThat(ledger.size()).isEqualTo(1);
    }
  }

  @Test
  void anEntryThatWasWrittenThoughItsFsyncFailedIsFoundByTheRetry() throws Exception {
    Ledger ledger = fixture.open();
    fixture.disk.failForce();
    assertThatThrownBy(() -> ledger.append(fixture.seal("run-1")))
        .isInstanceOf(LedgerException.class);
    ledger.close();

    try (Ledger again = reopenedOnAGoodDisk()) {
      assertThat(again.size()).isEqualTo(1);
      assertThat(again.append(fixture.seal("run-1")).created()).isFalse();
    }
  }

  @Test
  void aTornWriteLosesWhatNobodyWasToldOfAndNothingElse() throws Exception {
    for (int bytes = 0; bytes < 60; bytes += 7) {
      String round = "round-" + bytes;
      Ledger ledger = fixture.open();
      long size = ledger.size();
      Sealed kept = ledger.append(fixture.seal(round + "-kept"));
      fixture.disk.tearNextWrite(bytes);
      assertThatThrownBy(() -> ledger.append(fixture.seal(round + "-torn")))
          .hasMessage("journal can't be written: java.io.IOException: No space left on device");
      ledger.close();

      try (Ledger again = fixture.open()) {
        assertThat(again.size()).isEqualTo(size + 1);
        assertThat(again.findEntry(size)).contains(kept.statement());
        assertThat(again.append(fixture.seal(round + "-torn")).created()).isTrue();
      }
    }
  }

  @Test
  void aFullDiskStopsSealingUntilThereIsRoom() throws Exception {
    var room = new CountDownLatch(1);
    var events =
        new LedgerEvents() {
          @Override
          public void diskBack() {
            room.countDown();
          }
        };
    try (Ledger ledger = fixture.open(LedgerFixture.OPTIONS, events)) {
      ledger.append(fixture.seal("run-1"));
      fixture.disk.fill();

      String why = "journal can't be written: java.io.IOException: No space left on device";
      assertThatThrownBy(() -> ledger.append(fixture.seal("run-2"))).hasMessage(why);
      assertThat(ledger.status())
          .isEqualTo(new LedgerStatus.Stopped(LedgerException.Reason.DISK_REFUSES, why));
      assertThatThrownBy(() -> ledger.append(fixture.seal("run-2"))).hasMessage(why);
      assertThat(ledger.append(fixture.seal("run-1")).index()).isZero();

      fixture.disk.makeRoom();
      room.await();
      assertThat(ledger.status()).isEqualTo(new LedgerStatus.Ready());
      Sealed other = ledger.append(fixture.seal("run-2", "other"));
      assertThat(other.created()).isTrue();
      assertThat(other.index()).isEqualTo(1);
      ledger
          .receipt(1, other.head())
          .proof()
          .verify(other.leafHash(), other.head().checkpoint().root());
    }
    try (Ledger again = fixture.open()) {
      assertThat(again.size()).isEqualTo(2);
    }
  }

  @Test
  void aDiskThatTurnsReadOnlyStopsSealingUntilItIsWritable() throws Exception {
    var writable = new CountDownLatch(1);
    var events =
        new LedgerEvents() {
          @Override
          public void diskBack() {
            writable.countDown();
          }
        };
    try (Ledger ledger = fixture.open(LedgerFixture.OPTIONS, events)) {
      ledger.append(fixture.seal("run-1"));
      fixture.disk.readOnly(true);

      String why = "journal can't be written: java.io.IOException: Read-only file system";
      assertThatThrownBy(() -> ledger.append(fixture.seal("run-2"))).hasMessage(why);
      assertThat(ledger.status())
          .isEqualTo(new LedgerStatus.Stopped(LedgerException.Reason.DISK_REFUSES, why));
      assertThat(ledger.append(fixture.seal("run-1")).index()).isZero();

      fixture.disk.readOnly(false);
      writable.await();
      assertThat(ledger.status()).isEqualTo(new LedgerStatus.Ready());
      assertThat(ledger.append(fixture.seal("run-2", "other")).index()).isEqualTo(1);
    }
    try (Ledger again = fixture.open()) {
      assertThat(again.size()).isEqualTo(2);
    }
  }

  @Test
  void aJournalThatSomebodyCutTakesNoMore() throws Exception {
    long cut;
    try (Ledger ledger = fixture.open()) {
      cut = Files.size(fixture.journal());
      ledger.append(fixture.seal("run-1"));
      long whole = Files.size(fixture.journal());
      try (var channel = FileChannel.open(fixture.journal(), StandardOpenOption.WRITE)) {
        channel.truncate(cut);
      }
      String why =
          "journal can't be written: java.io.IOException: journal %s has %d bytes, expected %d: somebody else changed it"
              .formatted(fixture.journal(), cut, whole);
      assertThatThrownBy(() -> ledger.append(fixture.seal("run-2"))).hasMessage(why);
      assertThat(ledger.status())
          .isEqualTo(new LedgerStatus.Stopped(LedgerException.Reason.JOURNAL_FAILED, why));
    }
    assertThat(Files.size(fixture.journal())).isEqualTo(cut);
  }

  @Test
  void aJournalThatSomebodyRemovedTakesNoMore() throws Exception {
    try (Ledger ledger = fixture.open()) {
      ledger.append(fixture.seal("run-1"));
      Files.delete(fixture.journal());
      assertThatThrownBy(() -> ledger.append(fixture.seal("run-2")))
          .hasMessage(
              "journal can't be written: java.nio.file.NoSuchFileException: " + fixture.journal());
      assertThat(ledger.append(fixture.seal("run-1")).index()).isZero();
    }
  }

  @Test
  void theWaiterOfAFailedEntryFailsAlikeAndTheKeyIsFree() throws Exception {
    Ledger ledger = fixture.open();
    fixture.disk.closeForceGate();
    FutureTask<Sealed> first = LedgerFixture.async(() -> ledger.append(fixture.seal("run-1")));
    fixture.disk.awaitForce();
    FutureTask<Sealed> second = LedgerFixture.async(() -> ledger.append(fixture.seal("run-1")));
    LedgerFixture.awaitUnderWay(ledger, 2);
    fixture.disk.failForce();
    fixture.disk.openForceGate();

    for (FutureTask<Sealed> task : List.of(first, second)) {
      assertThatThrownBy(() -> LedgerFixture.answer(task))
          .hasMessage("journal can't be written: java.io.IOException: Input/output error");
    }
    // Free: another declaration under it is refused for the disk's sake, not as a conflict.
    assertThatThrownBy(() -> ledger.append(fixture.seal("run-1", "other")))
        .hasMessageStartingWith("journal can't be written");
    ledger.close();
  }

  @Test
  void nothingIsAnsweredBeforeItIsDurable() throws Exception {
    try (Ledger ledger = fixture.open()) {
      int before = fixture.key.signatures();
      fixture.disk.closeForceGate();
      FutureTask<Sealed> task = LedgerFixture.async(() -> ledger.append(fixture.seal("run-1")));
      fixture.disk.awaitForce();

      assertThat(task.isDone()).isFalse();
      assertThat(fixture.key.signatures()).isEqualTo(before);

      fixture.disk.openForceGate();
      assertThat(LedgerFixture.answer(task).created()).isTrue();
    }
  }

  @Test
  void theHeadIsFlushedIntoTheJournalWhenNothingComes() throws Exception {
    var options =
        new LedgerOptions(
            10,
            4,
            Duration.ofMinutes(5),
            Duration.ofMillis(1),
            Duration.ofHours(1),
            Duration.ofMillis(1),
            Duration.ofHours(1),
            Duration.ofSeconds(60));
    Ledger ledger = fixture.open(options);
    Sealed sealed = ledger.append(fixture.seal("run-1"));
    // The flush writes the journal first and the file after it.
    while (!Files.readString(fixture.checkpoint()).equals(sealed.head().encode())) {
      Thread.onSpinWait();
    }
    List<String> checkpoints = new ArrayList<>();
    JournalSegment.open(
            new DiskDirectory(fixture.directory),
            "journal/0000000000000000",
            fixture.origin,
            0,
            (firstIndex, checkpoint, entries) -> checkpoints.add(checkpoint))
        .close();
    assertThat(checkpoints).containsExactly("", sealed.head().encode());
    ledger.close();
  }

  @Test
  void aBugInTheWriterLeavesNobodyWaiting() throws Exception {
    Ledger ledger = fixture.open();
    fixture.disk.crashNextWrite();

    String why = "the writer thread ended: java.lang.IllegalStateException: a bug";
    assertThatThrownBy(() -> ledger.append(fixture.seal("run-1"))).hasMessage(why);
    assertThatThrownBy(() -> ledger.append(fixture.seal("run-2"))).hasMessage(why);
    assertThat(ledger.status())
        .isEqualTo(new LedgerStatus.Stopped(LedgerException.Reason.JOURNAL_FAILED, why));
    ledger.close();
  }

  /** The plan of the fixture's disk can't be undone, so this one opens without it. */
  private Ledger reopenedOnAGoodDisk() throws LedgerException {
    return Ledger.open(
        StateLock.acquire(fixture.directory),
        fixture.setup(LedgerFixture.OPTIONS, LedgerEvents.NONE, RollbackGuard.over(List.of())));
  }
}
