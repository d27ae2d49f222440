package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.SigningException;
import dev.runseal.key.ToBeSigned;
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

/** What a disk, a token or a crash does to a ledger, and what is there after a restart. */
class LedgerFaultTest {
  @TempDir Path parent;
  LedgerFixture fixture;

  /** Lets a test wait for the token's return. */
  private static final class TokenBack implements LedgerEvents {
    private final CountDownLatch back = new CountDownLatch(1);

    @Override
    public void tokenBack() {
      back.countDown();
    }
  }

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
          .isEqualTo(new LedgerStatus.Stopped(LedgerException.Reason.DISK_FULL, why));
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
  void aTokenThatComesBackSignsWhatIsDurable() throws Exception {
    var written = new WrittenEntries();
    try (Ledger ledger = fixture.open(LedgerFixture.OPTIONS, written)) {
      fixture.key.fail(SigningException.Reason.UNAVAILABLE);
      FutureTask<Sealed> task = LedgerFixture.async(() -> ledger.append(fixture.seal("run-1")));
      written.await(1);
      fixture.key.fail(null);

      assertThat(LedgerFixture.answer(task).created()).isTrue();
      assertThat(ledger.status()).isEqualTo(new LedgerStatus.Ready());
    }
  }

  @Test
  void whileTheTokenIsAwayNothingNewIsTakenAndTheRetryFindsItsSeal() throws Exception {
    var token = new TokenBack();
    try (Ledger ledger = fixture.open(LedgerFixture.withPatience(Duration.ofMillis(50)), token)) {
      ledger.append(fixture.seal("run-0"));
      fixture.key.fail(SigningException.Reason.UNAVAILABLE);

      assertThatThrownBy(() -> ledger.append(fixture.seal("run-1")))
          .hasMessage("no signature within 50 ms: what is durable is signed later, ask again");
      String why = "token did not sign: the test says so";
      var reason = LedgerException.Reason.TOKEN_UNAVAILABLE;
      assertThat(ledger.status()).isEqualTo(new LedgerStatus.Stopped(reason, why));
      assertThatThrownBy(() -> ledger.append(fixture.seal("run-2"))).hasMessage(why);
      assertThatThrownBy(
              () -> ledger.signDsse(Samples.CALLER, new ToBeSigned.DssePae(Bytes.utf8("{}"))))
          .hasMessage(why);
      assertThat(ledger.append(fixture.seal("run-0")).index()).isZero();

      fixture.key.fail(null);
      token.back.await();
      Sealed retry = ledger.append(fixture.seal("run-1"));
      assertThat(retry.created()).isFalse();
      assertThat(retry.index()).isEqualTo(1);
      assertThat(ledger.append(fixture.seal("run-2")).index()).isEqualTo(2);
    }
  }

  @Test
  void aTokenThatRefusesIsNotAskedAgain() throws Exception {
    try (Ledger ledger = fixture.open()) {
      fixture.key.fail(SigningException.Reason.REFUSED);
      assertThatThrownBy(() -> ledger.append(fixture.seal("run-1")))
          .isInstanceOfSatisfying(
              LedgerException.class,
              e -> assertThat(e.reason()).isEqualTo(LedgerException.Reason.TOKEN_REFUSED))
          .hasMessage("token did not sign: the test says so");
      fixture.key.fail(null);

      assertThatThrownBy(() -> ledger.append(fixture.seal("run-2")))
          .hasMessage("token did not sign: the test says so");
    }
    try (Ledger again = fixture.open()) {
      assertThat(again.append(fixture.seal("run-1")).created()).isFalse();
    }
  }

  @Test
  void aHeadThatTheTokenSignedWronglyIsGivenToNobody() throws Exception {
    String why =
        "token did not sign: it signed wrongly: signature does not verify under key "
            + fixture.key.publicKey().spkiDigest();
    Ledger ledger = fixture.open();
    ledger.append(fixture.seal("run-1"));
    fixture.key.signWrongly(true);
    assertThatThrownBy(() -> ledger.append(fixture.seal("run-2"))).hasMessage(why);
    assertThat(ledger.size()).isEqualTo(1);
    assertThat(ledger.status())
        .isEqualTo(new LedgerStatus.Stopped(LedgerException.Reason.TOKEN_REFUSED, why));
    ledger.close();

    fixture.key.signWrongly(false);
    try (Ledger again = fixture.open()) {
      assertThat(again.append(fixture.seal("run-2")).created()).isFalse();
      again.head().verify(fixture.key.publicKey());
    }
  }

  @Test
  void aDsseSignatureThatDoesNotVerifyIsGivenToNobody() throws Exception {
    try (Ledger ledger = fixture.open()) {
      fixture.key.signWrongly(true);
      assertThatThrownBy(
              () -> ledger.signDsse(Samples.CALLER, new ToBeSigned.DssePae(Bytes.utf8("{}"))))
          .hasMessageStartingWith("token did not sign: it signed wrongly: signature does not");
    }
  }

  @Test
  void aTokenThatSignsWronglyAtTheStartIsSaid() {
    fixture.key.signWrongly(true);

    assertThatThrownBy(fixture::open)
        .hasMessageStartingWith("token did not sign the head of the log: it signed wrongly: ");
  }

  @Test
  void closingDoesNotWaitForATokenThatIsAway() throws Exception {
    var written = new WrittenEntries();
    Ledger ledger = fixture.open(LedgerFixture.OPTIONS, written);
    fixture.key.fail(SigningException.Reason.UNAVAILABLE);
    FutureTask<Sealed> task = LedgerFixture.async(() -> ledger.append(fixture.seal("run-1")));
    written.await(1);
    ledger.close();

    assertThatThrownBy(() -> LedgerFixture.answer(task))
        .hasMessage("token did not sign: the test says so");
    fixture.key.fail(null);
    try (Ledger again = fixture.open()) {
      assertThat(again.append(fixture.seal("run-1")).created()).isFalse();
    }
  }

  @Test
  void aTokenThatIsAwayAtTheStartIsSaid() {
    fixture.key.fail(SigningException.Reason.UNAVAILABLE);

    assertThatThrownBy(fixture::open)
        .isInstanceOfSatisfying(
            LedgerException.class,
            e -> assertThat(e.reason()).isEqualTo(LedgerException.Reason.TOKEN_UNAVAILABLE))
        .hasMessage("token did not sign the head of the log: the test says so");
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

  @Test
  void aBugInTheKeyLeavesNobodyWaiting() throws Exception {
    Ledger ledger = fixture.open();
    fixture.key.crash();

    String why = "the signer thread ended: java.lang.IllegalStateException: a bug";
    assertThatThrownBy(() -> ledger.append(fixture.seal("run-1"))).hasMessage(why);
    assertThatThrownBy(() -> ledger.append(fixture.seal("run-2"))).hasMessage(why);
    assertThatThrownBy(
            () -> ledger.signDsse(Samples.CALLER, new ToBeSigned.DssePae(Bytes.utf8("{}"))))
        .hasMessage(why);
    ledger.close();
  }

  @Test
  void aBugInADsseSignatureLeavesNobodyWaiting() throws Exception {
    Ledger ledger = fixture.open();
    fixture.key.crash();

    assertThatThrownBy(
            () -> ledger.signDsse(Samples.CALLER, new ToBeSigned.DssePae(Bytes.utf8("{}"))))
        .hasMessage("token: java.lang.IllegalStateException: a bug");
    ledger.close();
  }

  @Test
  void closingTwiceIsClosingOnce() throws Exception {
    Ledger first = fixture.open();
    first.close();
    Ledger second = fixture.open();
    String head = second.append(fixture.seal("run-1")).head().encode();
    second.close();

    first.close();

    assertThat(Files.readString(fixture.checkpoint())).isEqualTo(head);
  }

  @Test
  void aSecondLedgerInTheSameDirectoryIsRefused() throws Exception {
    try (Ledger ledger = fixture.open()) {
      assertThat(ledger.size()).isZero();
      assertThatThrownBy(fixture::open)
          .hasMessage(
              "state directory %s is in use by another runseal".formatted(fixture.directory));
    }
  }

  @Test
  void aJournalThatWasSetBackIsRefused() throws Exception {
    byte[] earlier;
    try (Ledger ledger = fixture.open()) {
      ledger.append(fixture.seal("run-1"));
      earlier = Files.readAllBytes(fixture.journal());
      ledger.append(fixture.seal("run-2"));
    }
    Files.write(fixture.journal(), earlier);

    assertThatThrownBy(fixture::open)
        .hasMessage(
            "checkpoint file: checkpoint size is 2, journal has 1 entries: refusing to roll back");
    assertThat(Files.readAllBytes(fixture.journal())).isEqualTo(earlier);
  }

  @Test
  void aLastRecordThatWasSignedIsNeverCut() throws Exception {
    try (Ledger ledger = fixture.open()) {
      ledger.append(fixture.seal("run-1"));
    }
    byte[] damaged = Files.readAllBytes(fixture.journal());
    damaged[damaged.length - 1] ^= 1;
    Files.write(fixture.journal(), damaged);

    assertThatThrownBy(fixture::open)
        .hasMessage(
            "checkpoint file: checkpoint size is 1, journal has 0 entries: refusing to roll back");
    assertThat(Files.readAllBytes(fixture.journal())).isEqualTo(damaged);
  }

  @Test
  void aJournalWithOtherEntriesThanWereSignedIsRefused() throws Exception {
    try (Ledger ledger = fixture.open()) {
      ledger.append(fixture.seal("run-1"));
    }
    byte[] checkpoint = Files.readAllBytes(fixture.checkpoint());
    fixture.empty();
    try (Ledger ledger = fixture.open()) {
      ledger.append(fixture.seal("run-2"));
    }
    Files.write(fixture.checkpoint(), checkpoint);

    assertThatThrownBy(fixture::open)
        .hasMessageStartingWith("checkpoint file: checkpoint of size 1 has root sha256:")
        .hasMessageEndingWith(": refusing to go on");
  }

  @Test
  void aMissingCheckpointOrJournalIsRefused() throws Exception {
    try (Ledger ledger = fixture.open()) {
      ledger.append(fixture.seal("run-1"));
    }
    byte[] checkpoint = Files.readAllBytes(fixture.checkpoint());
    Files.delete(fixture.checkpoint());
    assertThatThrownBy(fixture::open)
        .hasMessage(
            "checkpoint file %s is missing, journal has 1 entries: refusing to guess what was signed"
                .formatted(fixture.checkpoint()));

    Files.delete(fixture.journal());
    Files.write(fixture.checkpoint(), checkpoint);
    assertThatThrownBy(fixture::open)
        .hasMessage(
            "checkpoint size is 1, there is no journal %s: refusing to begin anew"
                .formatted(fixture.directory.resolve("journal")));

    Files.delete(fixture.checkpoint());
    assertThatThrownBy(fixture::open)
        .hasMessage(
            "there are tiles in %s, and neither checkpoint nor journal: refusing to begin anew"
                .formatted(fixture.directory.resolve("tile")));
  }

  @Test
  void aCheckpointThatTheKeyDidNotSignIsRefused() throws Exception {
    try (Ledger ledger = fixture.open()) {
      ledger.append(fixture.seal("run-1"));
    }
    String text = Files.readString(fixture.checkpoint());
    int at = text.length() - 20;
    char other = text.charAt(at) == 'A' ? 'B' : 'A';
    Files.writeString(fixture.checkpoint(), text.substring(0, at) + other + text.substring(at + 1));

    assertThatThrownBy(fixture::open)
        .hasMessageStartingWith("newest checkpoint, of size 1: signature line of ");
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

  /** The plan of the fixture's disk can't be undone, so this one opens without it. */
  private Ledger reopenedOnAGoodDisk() throws LedgerException {
    return Ledger.open(
        StateLock.acquire(fixture.directory),
        fixture.setup(LedgerFixture.OPTIONS, LedgerEvents.NONE, RollbackGuard.over(List.of())));
  }
}
