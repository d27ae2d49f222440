package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private final Admission admission = new Admission("submissions", 100);
  private final Patience patience = new Patience(Duration.ofMillis(20));

  @AfterEach
  void end() {
    patience.end();
  }

  private Pending<String> pending() throws LedgerException {
    return new Pending<>(admission.admit(Samples.CALLER, 1), 1);
  }

  @Test
  void everyoneWhoWaitsLongEnoughIsToldSo() throws Exception {
    patience.start();
    List<FutureTask<String>> tasks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      tasks.add(LedgerFixture.async(() -> pending().await(patience)));
    }
    for (FutureTask<String> each : tasks) {
      assertThatThrownBy(() -> LedgerFixture.answer(each))
          .hasMessage("no signature within 20 ms: what is durable is signed later, ask again");
    }
    // What nobody answered is still under way: who waits no longer has not taken it back.
    assertThat(admission.underWay()).isEqualTo(20);
  }

  @Test
  void whoComesAfterOthersWereToldIsToldToo() throws Exception {
    patience.start();
    for (int i = 0; i < 3; i++) {
      FutureTask<String> task = LedgerFixture.async(() -> pending().await(patience));
      assertThatThrownBy(() -> LedgerFixture.answer(task)).isInstanceOf(LedgerException.class);
    }
  }

  @Test
  void anAnswerThatIsThereIsTakenWithoutWaiting() throws Exception {
    Pending<String> pending = pending();
    pending.complete("answer");

    assertThat(pending.await(patience)).isEqualTo("answer");
  }

  @Test
  void anAnswerThatComesWhileItIsWaitedForIsTaken() throws Exception {
    var unhurried = new Patience(Duration.ofMinutes(5));
    Pending<String> pending = pending();
    FutureTask<Void> giver =
        LedgerFixture.async(() -> {
          pending.complete("answer");
          return null;
        });

    assertThat(pending.await(unhurried)).isEqualTo("answer");
    LedgerFixture.answer(giver);
  }
}
