package dev.runseal.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TimestampTest {
  @Test
  void textAndMicrosecondsAreTheSameMoment() {
    var time = Timestamp.parse("2026-11-21T01:02:03.456789Z");
    assertThat(time.micros()).isEqualTo(1_795_222_923_456_789L);
    assertThat(time).hasToString("2026-11-21T01:02:03.456789Z");
    assertThat(time.instant()).isEqualTo(Instant.parse("2026-11-21T01:02:03.456789Z"));
    assertThat(Timestamp.of(time.instant().plusNanos(999))).isEqualTo(time);
  }

  @Test
  void theTextIsThatOfTheStandardFormatter() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var formatter =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    for (int i = 0; i < 10_000; i++) {
      var time = new Timestamp(random.nextLong(Timestamp.MAX.micros() + 1));
      assertThat(time).as("seed %d", seed).hasToString(formatter.format(time.instant()));
      assertThat(Timestamp.parse(time.toString())).isEqualTo(time);
    }
  }

  @Test
  void aMomentBeyondTheEndsIsRefused() {
    for (Instant beyond :
        new Instant[] {
          Instant.EPOCH.minusNanos(1), Instant.parse("+10000-01-01T00:00:00Z"), Instant.MAX
        }) {
      assertThatThrownBy(() -> Timestamp.of(beyond))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("time is %s, expected one in the years 1970 to 9999", beyond);
    }
  }

  @Test
  void theEndsAreInReach() {
    assertThat(Timestamp.EPOCH).hasToString("1970-01-01T00:00:00.000000Z");
    assertThat(Timestamp.MAX).hasToString("9999-12-31T23:59:59.999999Z");
    assertThat(Timestamp.EPOCH).isLessThan(Timestamp.MAX);
    assertThatThrownBy(() -> new Timestamp(-1))
        .hasMessage("time is -1 µs since 1970, expected one in the years 1970 to 9999");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-21T01:02:03Z",
        "2026-11-21T01:02:03.456Z",
        "2026-11-21T01:02:03.4567890Z",
        "2026-11-21T01:02:03.456789+00:00",
        "2026-11-21 01:02:03.456789Z",
        "2026-11-21t01:02:03.456789z",
        "+2026-11-21T01:02:03.456789Z",
        "2026-11-21T01:02:03.456789Z\n",
        "٢٠٢٦-11-21T01:02:03.456789Z",
        ""
      })
  void anotherSpellingIsRefused(String text) {
    assertThatThrownBy(() -> Timestamp.parse(text))
        .hasMessageStartingWith("time is \"")
        .hasMessageEndingWith("expected YYYY-MM-DDThh:mm:ss.ffffffZ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-29T01:02:03.456789Z",
        "2026-13-01T01:02:03.456789Z",
        "2026-11-21T24:00:00.000000Z",
        "2026-11-21T23:59:60.000000Z"
      })
  void aDayOrTimeThatIsNoneIsRefused(String text) {
    assertThatThrownBy(() -> Timestamp.parse(text))
        .hasMessage("time is \"%s\", which is no date and time of day".formatted(text));
  }
}
