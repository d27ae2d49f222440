package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final Admission admission = new Admission("submissions", 3);

  @Test
  void whatFitsIsCountedUntilItIsReleased() throws Exception {
    admission.admit(2);
    admission.admit(1);
    assertThat(admission.underWay()).isEqualTo(3);
    admission.release(2);
    assertThat(admission.underWay()).isEqualTo(1);
  }

  @Test
  void whatDoesNotFitIsRefused() throws Exception {
    admission.admit(2);
    assertThatThrownBy(() -> admission.admit(2))
        .hasMessage("2 submissions are under way, expected at most 3: ask again soon");
    assertThat(admission.underWay()).isEqualTo(2);
  }

  @Test
  void aClosedOneRefusesAndStillCountsDown() throws Exception {
    admission.admit(2);
    admission.close();
    assertThat(admission.closing()).isTrue();
    assertThat(admission.underWay()).isEqualTo(2);
    assertThatThrownBy(() -> admission.admit(1)).hasMessage("the ledger is closing");
    admission.release(2);
    assertThat(admission.underWay()).isZero();
    assertThat(admission.closing()).isTrue();
  }

  /** A writer that closes parks while something is under way, and nobody wakes it for a refusal. */
  @Test
  void whatIsRefusedIsNeverCountedForAMoment() throws Exception {
    admission.close();
    FutureTask<Integer> asking =
        LedgerFixture.async(() -> {
          int refused = 0;
          while (refused < 20_000) {
            try {
              admission.admit(1);
            } catch (LedgerException e) {
              refused++;
            }
          }
          return refused;
        });
    while (!asking.isDone()) {
      assertThat(admission.underWay()).isZero();
    }
    assertThat(asking.get()).isEqualTo(20_000);
  }
}
