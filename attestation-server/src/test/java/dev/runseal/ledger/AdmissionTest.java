package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.statement.Caller;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {
  private final Admission admission = new Admission("submissions", 10);

  @Test
  void whatFitsIsCountedUntilItIsReleased() throws Exception {
    var share = admission.admit(Samples.CALLER, 2);
    assertThat(admission.admit(Samples.CALLER, 1)).isSameAs(share);
    assertThat(admission.underWay()).isEqualTo(3);
    share.release(2);
    assertThat(admission.underWay()).isEqualTo(1);
  }

  @Test
  void whatDoesNotFitIsRefused() throws Exception {
    admission.admit(Samples.CALLER, 8);
    assertThatThrownBy(() -> admission.admit(Samples.OTHER, 3))
        .hasMessage("8 submissions are under way, expected at most 10: ask again soon");
    assertThat(admission.underWay()).isEqualTo(8);
  }

  @Test
  void whoIsAloneHasNearlyAllAndNotTheLastPlaces() throws Exception {
    for (int i = 0; i < 8; i++) {
      admission.admit(Samples.CALLER, 1);
    }
    assertThatThrownBy(() -> admission.admit(Samples.CALLER, 1))
        .hasMessage(
            "8 of the 8 submissions under way are of unix:1000, and what is free of 10 is kept for other callers: ask again soon");
    admission.admit(Samples.OTHER, 1);
    assertThat(admission.underWay()).isEqualTo(9);
  }

  @Test
  void whatIsRefusedDoesNotCountAgainstTheCallersShare() throws Exception {
    var share = admission.admit(Samples.CALLER, 8);
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> admission.admit(Samples.CALLER, 1))
          .isInstanceOf(LedgerException.class);
    }
    share.release(8);
    admission.admit(Samples.CALLER, 8);
    assertThat(admission.underWay()).isEqualTo(8);
  }

  @Test
  void theLastPlaceIsForOneWhoHasNone() throws Exception {
    for (int uid = 0; uid < 9; uid++) {
      admission.admit(new Caller.Unix(uid), 1);
    }
    assertThatThrownBy(() -> admission.admit(new Caller.Unix(0), 1))
        .hasMessageStartingWith("1 of the 9 submissions under way are of unix:0,");
    admission.admit(new Caller.Unix(9), 1);
    assertThat(admission.underWay()).isEqualTo(10);
  }

  /** However many flood: the next who comes with one finds room. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 50})
  void floodsLeaveRoomForWhoComesNowAndThen(int floods) throws Exception {
    var wide = new Admission("submissions", 4_096);
    boolean any = true;
    while (any) {
      any = false;
      for (int uid = 0; uid < floods; uid++) {
        any |= admitted(wide, new Caller.Unix(uid));
      }
    }
    wide.admit(new Caller.Unix(floods), 1);
    assertThat(wide.underWay()).isBetween(4_096 * 8 / 9, 4_095);
  }

  private static boolean admitted(Admission admission, Caller caller) {
    try {
      admission.admit(caller, 1);
      return true;
    } catch (LedgerException e) {
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "9,8", "10,8", "4096,3640", "1000000,888888"})
  void theLargestRequestIsOneThatAnEmptyQueueTakes(int capacity, int largest) throws Exception {
    assertThat(new Admission("submissions", capacity).largest()).isEqualTo(largest);
    new Admission("submissions", capacity).admit(Samples.CALLER, largest);
    assertThatThrownBy(
            () -> new Admission("submissions", capacity).admit(Samples.CALLER, largest + 1))
        .isInstanceOf(LedgerException.class);
  }

  @Test
  void aClosedOneRefusesAndStillCountsDown() throws Exception {
    var share = admission.admit(Samples.CALLER, 2);
    admission.close();
    assertThat(admission.closing()).isTrue();
    assertThat(admission.underWay()).isEqualTo(2);
    assertThatThrownBy(() -> admission.admit(Samples.CALLER, 1))
        .hasMessage("the ledger is closing");
    share.release(2);
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
              admission.admit(Samples.CALLER, 1);
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
