package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SealClockTest {
  private final SettableTime time = new SettableTime();
  private final SealClock clock = new SealClock(time, Duration.ofSeconds(60), 0);

  @Test
  void timeFollowsTheWall() throws Exception {
    assertThat(clock.next()).isEqualTo(SettableTime.START);
    time.pass(5);
    assertThat(clock.next()).isEqualTo(SettableTime.START + 5);
  }

  @Test
  void aSmallStepBackHoldsTheLastValue() throws Exception {
    clock.next();
    time.step(-1_000_000);
    assertThat(clock.next()).isEqualTo(SettableTime.START);
    time.pass(999_999);
    assertThat(clock.next()).isEqualTo(SettableTime.START);
    time.pass(2);
    assertThat(clock.next()).isEqualTo(SettableTime.START + 1);
  }

  @Test
  void aLargerStepBackIsRefusedUntilTheWallCatchesUp() throws Exception {
    clock.next();
    time.step(-3_500_000);
    assertThatThrownBy(clock::next)
        .hasMessage(
            "clock is 3.500 s behind the newest entry, expected at most 1 s: set the clock");
    time.pass(2_500_000);
    assertThat(clock.next()).isEqualTo(SettableTime.START);
  }

  @Test
  void aJumpForwardIsRefusedUntilItIsUndone() throws Exception {
    clock.next();
    time.step(90_500_000);
    assertThatThrownBy(clock::next)
        .hasMessage(
            "clock jumped forward by 90.500 s, expected at most 60.000 s: set the clock, or restart"
                + " if it is right now");
    time.pass(1_000_000_000);
    assertThat(clock.findFault()).isPresent();
    time.step(-90_500_000);
    assertThat(clock.findFault()).isEmpty();
    assertThat(clock.next()).isEqualTo(SettableTime.START + 1_000_000_000);
  }

  @Test
  void aLongSleepIsNoJump() throws Exception {
    clock.next();
    time.pass(86_400_000_000L);
    assertThat(clock.next()).isEqualTo(SettableTime.START + 86_400_000_000L);
  }

  @Test
  void aJumpBackBeyondTheBoundIsRefusedInAnIdleLogToo() {
    time.step(-60_000_001);
    assertThatThrownBy(clock::next).hasMessageStartingWith("clock jumped back by 60.000 s");
  }

  @Test
  void theNewestEntryCountsAcrossARestart() {
    var later = new SealClock(time, Duration.ofSeconds(60), SettableTime.START + 7_000_000);
    assertThatThrownBy(later::next)
        .hasMessage(
            "clock is 7.000 s behind the newest entry, expected at most 1 s: set the clock");
  }

  @Test
  void theHostsClocksGoOn() throws Exception {
    TimeSource host = TimeSource.ofHost();
    long elapsed = host.elapsedNanos();
    assertThat(host.elapsedNanos()).isGreaterThanOrEqualTo(elapsed);
    assertThat(host.wallMicros()).isGreaterThan(1_700_000_000_000_000L);
    assertThat(new SealClock(host, Duration.ofSeconds(60), 0).next()).isPositive();
  }
}
