package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.ToBeSigned;
import dev.runseal.note.Receipt;
import dev.runseal.statement.Caller;
import dev.runseal.statement.Execution;
import dev.runseal.statement.Outcome;
import dev.runseal.statement.SealRef;
import dev.runseal.statement.Statement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  @TempDir Path parent;
  LedgerFixture fixture;

  @BeforeEach
  void fixture() throws IOException {
    fixture = new LedgerFixture(parent);
  }

  @Test
  void anEmptyLogHasASignedHead() throws Exception {
    try (Ledger ledger = fixture.open()) {
      assertThat(ledger.size()).isZero();
      ledger.head().verify(fixture.key.publicKey());
      assertThat(ledger.status()).isEqualTo(new LedgerStatus.Ready());
    }
  }

  @Test
  void anAnswerIsUnderASignedHead() throws Exception {
    try (Ledger ledger = fixture.open()) {
      Sealed sealed = ledger.append(fixture.seal("run-1"));

      assertThat(sealed.created()).isTrue();
      assertThat(sealed.index()).isZero();
      sealed.head().verify(fixture.key.publicKey());
      Receipt receipt = Receipt.parse(ledger.receipt(0, sealed.head()).encode());
      receipt.proof().verify(sealed.leafHash(), sealed.head().checkpoint().root());
      Statement statement = Statement.parse(sealed.statement());
      assertThat(statement.position().index()).isZero();
      assertThat(statement.position().sealedAt().micros()).isEqualTo(SettableTime.START);
      assertThat(ledger.findEntry(0)).contains(sealed.statement());
      assertThat(ledger.findEntry(1)).isEmpty();
      assertThat(ledger.findEntry(-1)).isEmpty();
    }
  }

  @Test
  void aRepeatGetsTheEarlierEntryUnderTheNewestHead() throws Exception {
    try (Ledger ledger = fixture.open()) {
      Sealed first = ledger.append(fixture.seal("run-1"));
      ledger.append(fixture.seal("run-2"));

      Sealed again = ledger.append(fixture.seal("run-1"));

      assertThat(again.created()).isFalse();
      assertThat(again.index()).isEqualTo(first.index());
      assertThat(again.statement()).isEqualTo(first.statement());
      assertThat(again.leafHash()).isEqualTo(first.leafHash());
      assertThat(again.head().checkpoint().size()).isEqualTo(2);
      assertThat(ledger.size()).isEqualTo(2);
    }
  }

  @Test
  void anotherDeclarationUnderTheSameExecutionIsAConflict() throws Exception {
    try (Ledger ledger = fixture.open()) {
      ledger.append(fixture.seal("run-0"));
      ledger.append(fixture.seal("run-1", "one"));

      assertThatThrownBy(() -> ledger.append(fixture.seal("run-1", "two")))
          .isInstanceOfSatisfying(
              LedgerException.class,
              e -> {
                assertThat(e.reason()).isEqualTo(LedgerException.Reason.CONFLICT);
                assertThat(e.earlier()).hasValue(1);
              })
          .hasMessage("entry 1 has this key with other content");
    }
  }

  @Test
  void anotherParentUnderTheSameExecutionIsAConflict() throws Exception {
    try (Ledger ledger = fixture.open()) {
      Sealed parentSeal = ledger.append(fixture.seal("parent"));
      ledger.append(fixture.seal("run-1", "one"));
      var reference = new SealRef(fixture.origin, 0, parentSeal.leafHash());

      assertThatThrownBy(() ->
              ledger.append(
                  Samples.seal(
                      fixture.origin, Samples.CALLER, "run-1", "one", Optional.of(reference))))
          .hasMessage("entry 1 has this key with other content");
    }
  }

  @Test
  void anotherCallerHasItsOwnExecutions() throws Exception {
    try (Ledger ledger = fixture.open()) {
      ledger.append(fixture.seal("run-1"));

      Sealed other =
          ledger.append(
              Samples.seal(
                  fixture.origin, new Caller.Unix(1001), "run-1", "other", Optional.empty()));

      assertThat(other.created()).isTrue();
      assertThat(ledger.findSeal(new Caller.Unix(1001), new Execution("run-1"))).hasValue(1);
      assertThat(ledger.findSeal(new Caller.Unix(1002), new Execution("run-1"))).isEmpty();
    }
  }

  @Test
  void aSealIsCompletedOnce() throws Exception {
    try (Ledger ledger = fixture.open()) {
      Sealed seal = ledger.append(fixture.seal("run-1"));
      var reference = new SealRef(fixture.origin, 0, seal.leafHash());
      assertThat(ledger.findCompletion(reference)).isEmpty();

      Sealed done = ledger.append(Samples.completion(seal, "42", Outcome.COMPLETED));
      Sealed again = ledger.append(Samples.completion(seal, "42", Outcome.COMPLETED));

      assertThat(again.index()).isEqualTo(done.index()).isEqualTo(1);
      assertThat(again.created()).isFalse();
      assertThat(ledger.findCompletion(reference)).hasValue(1);
      assertThatThrownBy(() -> ledger.append(Samples.completion(seal, "43", Outcome.COMPLETED)))
          .hasMessage("entry 1 has this key with other content");
      assertThatThrownBy(() -> ledger.append(Samples.completion(seal, "42", Outcome.FAILED)))
          .hasMessage("entry 1 has this key with other content");
      // The bundle of a completion carries the seal's receipt under the same checkpoint.
      ledger
          .receipt(0, done.head())
          .proof()
          .verify(seal.leafHash(), done.head().checkpoint().root());
    }
  }

  @Test
  void theSealsOfADeclarationAreFound() throws Exception {
    try (Ledger ledger = fixture.open()) {
      for (int i = 0; i < 9; i++) {
        ledger.append(fixture.seal("run-" + i, i % 2 == 0 ? "even" : "odd"));
      }

      assertThat(ledger.seals(Samples.identity("even"), 0, 100))
          .containsExactly(0L, 2L, 4L, 6L, 8L);
      assertThat(ledger.seals(Samples.identity("odd"), 2, 2)).containsExactly(3L, 5L);
      assertThat(ledger.seals(Samples.identity("none"), 0, 100)).isEmpty();
    }
  }

  @Test
  void aGroupIsSealedInOrderUnderOneHead() throws Exception {
    try (Ledger ledger = fixture.open()) {
      ledger.append(fixture.seal("run-1"));

      List<Sealed> group =
          ledger.append(
              List.of(fixture.seal("run-2"), fixture.seal("run-1"), fixture.seal("run-3")));

      assertThat(group).extracting(Sealed::index).containsExactly(1L, 0L, 2L);
      assertThat(group).extracting(Sealed::created).containsExactly(true, false, true);
      assertThat(group).extracting(Sealed::head).containsOnly(ledger.head());
    }
  }

  @Test
  void aGroupWithOneConflictSealsNothing() throws Exception {
    try (Ledger ledger = fixture.open()) {
      ledger.append(fixture.seal("run-1", "one"));

      assertThatThrownBy(
              () -> ledger.append(List.of(fixture.seal("run-2"), fixture.seal("run-1", "two"))))
          .hasMessage("entry 0 has this key with other content");

      assertThat(ledger.append(fixture.seal("run-3")).index()).isEqualTo(1);
      assertThat(ledger.append(fixture.seal("run-2")).created()).isTrue();
    }
  }

  @Test
  void aGroupThatRepeatsAKeySealsNothing() throws Exception {
    try (Ledger ledger = fixture.open()) {
      assertThatThrownBy(() -> ledger.append(List.of(fixture.seal("run-1"), fixture.seal("run-1"))))
          .hasMessage("submission 1 has the key of an earlier one in this request");
      assertThat(ledger.size()).isZero();
    }
  }

  @Test
  void aReferenceToWhatIsNotThereIsRefused() throws Exception {
    try (Ledger ledger = fixture.open()) {
      Sealed seal = ledger.append(fixture.seal("run-1"));
      var ahead = new SealRef(fixture.origin, 7, seal.leafHash());

      assertThatThrownBy(() ->
              ledger.append(
                  Samples.seal(fixture.origin, Samples.CALLER, "run-2", "x", Optional.of(ahead))))
          .hasMessage("submission refers to seal 7, the log has 1 entries");
    }
  }

  @Test
  void aSlowTokenSignsOnceForAllThatCameMeanwhile() throws Exception {
    var written = new WrittenEntries();
    try (Ledger ledger = fixture.open(LedgerFixture.OPTIONS, written)) {
      int before = fixture.key.signatures();
      fixture.key.closeGate();
      List<FutureTask<Sealed>> tasks = new ArrayList<>();
      tasks.add(LedgerFixture.async(() -> ledger.append(fixture.seal("first"))));
      fixture.key.awaitAtGate();
      for (int i = 0; i < 100; i++) {
        String execution = "run-" + i;
        tasks.add(LedgerFixture.async(() -> ledger.append(fixture.seal(execution))));
      }
      written.await(101);
      fixture.key.openGate();

      List<Sealed> answers = LedgerFixture.answers(tasks);

      assertThat(fixture.key.signatures() - before).isEqualTo(2);
      assertThat(answers).extracting(Sealed::index).doesNotHaveDuplicates().hasSize(101);
      for (Sealed each : answers) {
        ledger
            .receipt(each.index(), each.head())
            .proof()
            .verify(each.leafHash(), each.head().checkpoint().root());
      }
    }
  }

  @Test
  void theSecondOfTwoIdenticalRequestsInFlightWaitsForTheFirst() throws Exception {
    try (Ledger ledger = fixture.open()) {
      fixture.key.closeGate();
      FutureTask<Sealed> first = LedgerFixture.async(() -> ledger.append(fixture.seal("run-1")));
      fixture.key.awaitAtGate();
      FutureTask<Sealed> second = LedgerFixture.async(() -> ledger.append(fixture.seal("run-1")));
      LedgerFixture.awaitUnderWay(ledger, 2);
      fixture.key.openGate();

      assertThat(LedgerFixture.answer(first).created()).isTrue();
      Sealed repeat = LedgerFixture.answer(second);
      assertThat(repeat.created()).isFalse();
      assertThat(repeat.statement()).isEqualTo(LedgerFixture.answer(first).statement());
      assertThat(ledger.size()).isEqualTo(1);
    }
  }

  @Test
  void nothingUnsignedIsRead() throws Exception {
    var written = new WrittenEntries();
    try (Ledger ledger = fixture.open(LedgerFixture.OPTIONS, written)) {
      fixture.key.closeGate();
      FutureTask<Sealed> task =
          LedgerFixture.async(() -> ledger.append(fixture.seal("run-1", "one")));
      written.await(1);

      assertThat(ledger.findEntry(0)).isEmpty();
      assertThat(ledger.findSeal(Samples.CALLER, new Execution("run-1"))).isEmpty();
      assertThat(ledger.seals(Samples.identity("one"), 0, 10)).isEmpty();

      fixture.key.openGate();
      LedgerFixture.answer(task);
      assertThat(ledger.findEntry(0)).isPresent();
    }
  }

  @Test
  void aFullQueueRefusesAndForgets() throws Exception {
    try (Ledger ledger = fixture.open(LedgerFixture.withCapacity(2))) {
      fixture.key.closeGate();
      List<FutureTask<Sealed>> tasks = new ArrayList<>();
      tasks.add(LedgerFixture.async(() -> ledger.append(fixture.seal("run-1"))));
      Submission other =
          Samples.seal(fixture.origin, Samples.OTHER, "run-2", "a declaration", Optional.empty());
      tasks.add(LedgerFixture.async(() -> ledger.append(other)));
      LedgerFixture.awaitUnderWay(ledger, 2);

      assertThatThrownBy(() -> ledger.append(fixture.seal("run-3")))
          .hasMessage("2 submissions are under way, expected at most 2: ask again soon");

      fixture.key.openGate();
      LedgerFixture.answers(tasks);
      assertThat(ledger.append(fixture.seal("run-3")).created()).isTrue();
    }
  }

  @Test
  void aGroupThatCouldNeverBeAcceptedIsNotToldToAskAgain() throws Exception {
    try (Ledger ledger = fixture.open(LedgerFixture.withCapacity(9))) {
      List<Submission> group =
          IntStream.range(0, 9).mapToObj(i -> fixture.seal("run-" + i)).toList();
      assertThat(ledger.largestGroup()).isEqualTo(8);
      assertThatThrownBy(() -> ledger.append(group))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("request has 9 submissions, expected 1 to 8");
      assertThat(ledger.append(group.subList(0, 8))).hasSize(8);
    }
  }

  @Test
  void aGroupIsOfOneCaller() throws Exception {
    try (Ledger ledger = fixture.open()) {
      Submission other =
          Samples.seal(fixture.origin, Samples.OTHER, "run-2", "a declaration", Optional.empty());
      assertThatThrownBy(() -> ledger.append(List.of(fixture.seal("run-1"), other)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("submission is of unix:1001, the first of this request of unix:1000");
    }
  }

  @Test
  void closingAnswersWhatWasAccepted() throws Exception {
    Ledger ledger = fixture.open();
    fixture.key.closeGate();
    FutureTask<Sealed> accepted = LedgerFixture.async(() -> ledger.append(fixture.seal("run-1")));
    LedgerFixture.awaitUnderWay(ledger, 1);
    FutureTask<Boolean> closing =
        LedgerFixture.async(() -> {
          ledger.close();
          return true;
        });
    fixture.key.awaitAtGate();
    fixture.key.openGate();

    assertThat(LedgerFixture.answer(closing)).isTrue();
    Sealed sealed = LedgerFixture.answer(accepted);
    assertThat(Files.readString(fixture.checkpoint())).isEqualTo(sealed.head().encode());
    assertThatThrownBy(() -> ledger.append(fixture.seal("run-2")))
        .hasMessage("the ledger is closing");
  }

  @Test
  void aRestartServesTheSameReceipts() throws Exception {
    List<Sealed> sealed = new ArrayList<>();
    List<String> receipts = new ArrayList<>();
    String head;
    try (Ledger ledger = fixture.open()) {
      for (int i = 0; i < 20; i++) {
        sealed.add(ledger.append(fixture.seal("run-" + i)));
      }
      for (int i = 0; i < 20; i++) {
        receipts.add(ledger.receipt(i, ledger.head()).encode());
      }
      head = ledger.head().encode();
    }
    int signatures = fixture.key.signatures();

    try (Ledger ledger = fixture.open()) {
      assertThat(fixture.key.signatures()).isEqualTo(signatures);
      assertThat(ledger.head().encode()).isEqualTo(head);
      for (int i = 0; i < 20; i++) {
        assertThat(ledger.receipt(i, ledger.head()).encode()).isEqualTo(receipts.get(i));
        Sealed again = ledger.append(fixture.seal("run-" + i));
        assertThat(again.created()).isFalse();
        assertThat(again.statement()).isEqualTo(sealed.get(i).statement());
      }
    }
  }

  @Test
  void theTimeNeverDecreasesAcrossARestart() throws Exception {
    try (Ledger ledger = fixture.open()) {
      ledger.append(fixture.seal("run-1"));
    }
    fixture.time.step(-400_000);

    try (Ledger ledger = fixture.open()) {
      Sealed sealed = ledger.append(fixture.seal("run-2"));
      assertThat(Statement.parse(sealed.statement()).position().sealedAt().micros())
          .isEqualTo(SettableTime.START);
    }
  }

  @Test
  void aClockThatStepsBackStopsSealingUntilItIsRight() throws Exception {
    try (Ledger ledger = fixture.open()) {
      ledger.append(fixture.seal("run-1"));
      fixture.time.step(-1_000_001);

      String why = "clock is 1.000 s behind the newest entry, expected at most 1 s: set the clock";
      assertThatThrownBy(() -> ledger.append(fixture.seal("run-2"))).hasMessage(why);
      assertThat(ledger.status())
          .isEqualTo(new LedgerStatus.Stopped(LedgerException.Reason.CLOCK, why));
      assertThat(ledger.append(fixture.seal("run-1")).created()).isFalse();

      fixture.time.pass(1);
      assertThat(ledger.append(fixture.seal("run-2")).index()).isEqualTo(1);
      assertThat(ledger.status()).isEqualTo(new LedgerStatus.Ready());
    }
  }

  @Test
  void aClockThatJumpsForwardStopsSealingUntilItIsRight() throws Exception {
    try (Ledger ledger = fixture.open()) {
      ledger.append(fixture.seal("run-1"));
      fixture.time.step(60_000_001);

      String why =
          "clock jumped forward by 60.000 s, expected at most 60.000 s: set the clock, or restart if it is right now";
      assertThatThrownBy(() -> ledger.append(fixture.seal("run-2"))).hasMessage(why);
      assertThat(ledger.status())
          .isEqualTo(new LedgerStatus.Stopped(LedgerException.Reason.CLOCK, why));
      assertThat(ledger.append(fixture.seal("run-1")).created()).isFalse();

      fixture.time.step(-1);
      assertThat(ledger.append(fixture.seal("run-2")).index()).isEqualTo(1);
      assertThat(ledger.status()).isEqualTo(new LedgerStatus.Ready());
    }
  }

  @Test
  void dsseSignaturesAreTheKeysOwn() throws Exception {
    try (Ledger ledger = fixture.open()) {
      var pae = new ToBeSigned.DssePae(Bytes.utf8("{}"));

      fixture.key.publicKey().verify(pae.bytes(), ledger.signDsse(Samples.CALLER, pae));
    }
  }

  @Test
  void dsseSignaturesHaveTheirOwnBound() throws Exception {
    try (Ledger ledger = fixture.open()) {
      fixture.key.closeGate();
      List<FutureTask<Bytes>> tasks = new ArrayList<>();
      for (int i = 0; i < LedgerFixture.OPTIONS.dsseCapacity(); i++) {
        var pae = new ToBeSigned.DssePae(Bytes.utf8("{\"n\":" + i + "}"));
        var caller = new Caller.Unix(i);
        tasks.add(LedgerFixture.async(() -> ledger.signDsse(caller, pae)));
      }
      LedgerFixture.awaitDsseUnderWay(ledger, tasks.size());

      assertThatThrownBy(
              () -> ledger.signDsse(Samples.CALLER, new ToBeSigned.DssePae(Bytes.utf8("{}"))))
          .hasMessage("4 dsse signatures are under way, expected at most 4: ask again soon");

      fixture.key.openGate();
      for (FutureTask<Bytes> task : tasks) {
        assertThat(LedgerFixture.answer(task).length()).isPositive();
      }
    }
  }

  @Test
  void aReaderThatIsInterruptedTakesNobodyWithIt() throws Exception {
    try (Ledger ledger = fixture.open()) {
      Sealed sealed = ledger.append(fixture.seal("run-1"));
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> ledger.findEntry(0))
          .isInstanceOfSatisfying(
              LedgerException.class,
              e -> assertThat(e.reason()).isEqualTo(LedgerException.Reason.INTERRUPTED))
          .hasMessage("interrupted while reading entry 0");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(ledger.findEntry(0)).contains(sealed.statement());
    }
  }

  @Test
  void aReaderThatComesAfterTheCloseIsToldSo() throws Exception {
    Ledger ledger = fixture.open();
    ledger.append(fixture.seal("run-1"));
    ledger.close();
    assertThatThrownBy(() -> ledger.findEntry(0))
        .isInstanceOfSatisfying(
            LedgerException.class,
            e -> assertThat(e.reason()).isEqualTo(LedgerException.Reason.CLOSED))
        .hasMessage("the ledger is closed: ask the next one");
  }
}
