package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.SigningException;
import dev.runseal.key.ToBeSigned;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a token does to a ledger, and what is there after a restart. */
class LedgerTokenTest {
  @TempDir Path parent;
  LedgerFixture fixture;

  /** Lets a test wait until the token is away, and until it is back. */
  private static final class TokenBack implements LedgerEvents {
    private final CountDownLatch away = new CountDownLatch(1);
    private final CountDownLatch back = new CountDownLatch(1);

    @Override
    public void stopped(LedgerStatus.Stopped status) {
      away.countDown();
    }

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
    try (Ledger ledger = fixture.open(LedgerFixture.OPTIONS, token)) {
      ledger.append(fixture.seal("run-0"));
      fixture.key.fail(SigningException.Reason.UNAVAILABLE);
      FutureTask<Sealed> waiting = LedgerFixture.async(() -> ledger.append(fixture.seal("run-1")));
      token.away.await();

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
      assertThat(LedgerFixture.answer(waiting).index()).isEqualTo(1);
      assertThat(ledger.append(fixture.seal("run-1")).created()).isFalse();
      assertThat(ledger.append(fixture.seal("run-2")).index()).isEqualTo(2);
    }
  }

  @Test
  void whoWaitsForASignatureForTooLongIsToldSoAndFindsTheSealLater() throws Exception {
    try (Ledger ledger = fixture.open(LedgerFixture.withPatience(Duration.ofMillis(1)))) {
      fixture.key.closeGate();
      assertThatThrownBy(() -> ledger.append(fixture.seal("run-0")))
          .hasMessage("no signature within 1 ms: what is durable is signed later, ask again");
      fixture.key.openGate();
    }
    try (Ledger again = fixture.open()) {
      assertThat(again.append(fixture.seal("run-0")).created()).isFalse();
    }
  }

  @Test
  void aTokenThatHangsIsSaidToBeSilentUntilItAnswers() throws Exception {
    try (Ledger ledger = fixture.open(LedgerFixture.withTokenBound(Duration.ofMillis(1)))) {
      fixture.key.closeGate();
      FutureTask<Sealed> waiting = LedgerFixture.async(() -> ledger.append(fixture.seal("run-1")));
      fixture.key.awaitAtGate();
      LedgerStatus status = ledger.status();
      while (status.equals(new LedgerStatus.Ready())) {
        LockSupport.parkNanos(1_000_000);
        status = ledger.status();
      }
      assertThat(status)
          .isInstanceOfSatisfying(
              LedgerStatus.Stopped.class,
              stopped -> {
                assertThat(stopped.reason()).isEqualTo(LedgerException.Reason.TOKEN_UNAVAILABLE);
                assertThat(stopped.why())
                    .matches(
                        "token has not answered for [0-9]+ s, expected a signature within 1 ms: what"
                            + " is durable is signed when it does");
              });
      fixture.key.openGate();

      assertThat(LedgerFixture.answer(waiting).created()).isTrue();
      assertThat(ledger.status()).isEqualTo(new LedgerStatus.Ready());
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
  void allThatIsWrongIsSaidAndNotOnlyTheFirst() throws Exception {
    Ledger ledger = fixture.open();
    ledger.append(fixture.seal("run-1"));
    assertThat(ledger.reasons()).isEmpty();
    fixture.key.signWrongly(true);
    assertThatThrownBy(() -> ledger.append(fixture.seal("run-2")))
        .isInstanceOf(LedgerException.class);
    fixture.time.step(-2_000_000);

    assertThat(ledger.reasons())
        .extracting(LedgerStatus.Stopped::reason)
        .containsExactly(LedgerException.Reason.TOKEN_REFUSED, LedgerException.Reason.CLOCK);
    assertThat(ledger.status()).isEqualTo(ledger.reasons().getFirst());
    ledger.close();
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
}
