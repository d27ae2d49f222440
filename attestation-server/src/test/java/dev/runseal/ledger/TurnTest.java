package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TurnTest {
  /** How often the writer looked whether all was signed. */
  private final AtomicInteger looks = new AtomicInteger();

  @Test
  void whileNothingIsBeingSignedItIsTheWritersTurn() {
    var turn =
        new Turn(() -> {
          looks.incrementAndGet();
          return true;
        });
    turn.await();
    assertThat(looks).hasValue(1);
  }

  @Test
  void theSignatureThatIsUnderWayIsWaitedFor() throws Exception {
    // The first look finds one under way, every later one does not.
    var turn = new Turn(() -> looks.incrementAndGet() > 1);
    FutureTask<Integer> writer =
        LedgerFixture.async(() -> {
          turn.await();
          return looks.get();
        });
    turn.signed();
    assertThat(LedgerFixture.answer(writer)).isEqualTo(2);
  }

  @Test
  void aSlowTokenIsNotWaitedFor() {
    var turn =
        new Turn(() -> {
          looks.incrementAndGet();
          return false;
        });
    turn.await();
    assertThat(looks).hasValueGreaterThan(1);
  }
}
