package dev.runseal.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bundle.Bundle;
import dev.runseal.client.Reply;
import dev.runseal.statement.Statement;
import dev.runseal.testhsm.SoftHsm;
import dev.runseal.testhsm.SoftHsmExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A wall clock that somebody sets under a daemon, and between two starts of it. */
@ExtendWith(SoftHsmExtension.class)
class SetClockDaemonTest {
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
  private FaultyDaemon daemon;
  private Reply first;

  /** The clock stands still from before the start, so that each time is known exactly. */
  @BeforeEach
  void start(SoftHsm hsm, @TempDir Path directory) throws Exception {
    daemon = FaultyDaemon.create(hsm, directory);
    daemon.setClock(now);
    daemon.start();
    first = daemon.seal("run-0");
    assertThat(sealedAt(first)).isEqualTo(now);
    daemon.keepHead(first);
  }

  @AfterEach
  void end() throws Exception {
    // There is none where a component is missing.
    if (daemon != null) {
      daemon.close();
    }
  }

  @Test
  void aStepBackOfASecondHoldsTheLastTime() throws Exception {
    daemon.setClock(now.minusSeconds(1));

    assertThat(sealedAt(daemon.seal("run-1"))).isEqualTo(now);
    assertThat(daemon.reasons()).isEmpty();

    daemon.setClock(now.plusMillis(1));
    assertThat(sealedAt(daemon.seal("run-2"))).isEqualTo(now.plusMillis(1));
    daemon.process().stop();
    assertThat(daemon.audit()).startsWith("ACCEPTED, 3 entries");
  }

  @Test
  void aLargerStepBackStopsSealingUntilTheClockIsRight() throws Exception {
    daemon.setClock(now.minusSeconds(5));

    daemon.verifyStopped(
        "clock is 5.000 s behind the newest entry, expected at most 1 s: set the clock");
    daemon.verifyThere(first);
    assertThat(daemon.seal("run-0").status()).isEqualTo(200);

    daemon.setClock(now.plusSeconds(1));
    assertThat(daemon.reasons()).isEmpty();
    assertThat(sealedAt(daemon.seal("run-1"))).isEqualTo(now.plusSeconds(1));
    daemon.process().stop();
    assertThat(daemon.audit()).startsWith("ACCEPTED, 2 entries");
  }

  @Test
  void aJumpForwardStopsSealingUntilTheClockIsRightOrARestartTakesItAsItIs() throws Exception {
    Instant later = now.plus(Duration.ofHours(1));
    daemon.setClock(later);

    // How far it jumped is what passed between the daemon's looks less than an hour.
    assertThat(daemon.reasons())
        .singleElement()
        .asString()
        .matches(
            "clock jumped forward by 3[0-9]{3}\\.[0-9]{3} s, expected at most 60\\.000 s: set the"
                + " clock, or restart if it is right now");
    Reply refused = daemon.seal("refused");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.body().toUtf8()).contains("clock jumped forward by ");
    daemon.verifyThere(first);

    daemon.setClock(now.plusSeconds(1));
    assertThat(daemon.reasons()).isEmpty();
    assertThat(sealedAt(daemon.seal("run-1"))).isEqualTo(now.plusSeconds(1));

    daemon.setClock(later);
    daemon.process().stop();
    daemon.start();
    assertThat(sealedAt(daemon.seal("run-2"))).isEqualTo(later);
    daemon.process().stop();
    assertThat(daemon.audit()).startsWith("ACCEPTED, 3 entries");
  }

  @Test
  void aStartBeforeTheNewestEntrySealsNothing() throws Exception {
    daemon.process().stop();
    daemon.setClock(now.minusSeconds(30));
    daemon.start();

    daemon.verifyStopped(
        "clock is 30.000 s behind the newest entry, expected at most 1 s: set the clock");
    daemon.verifyThere(first);

    daemon.setClock(now);
    assertThat(sealedAt(daemon.seal("run-1"))).isEqualTo(now);
    daemon.process().stop();
  }

  private static Instant sealedAt(Reply sealed) throws Exception {
    assertThat(sealed.status()).isEqualTo(201);
    return Statement.parse(Bundle.parse(sealed.body()).statement()).position().sealedAt().instant();
  }
}
