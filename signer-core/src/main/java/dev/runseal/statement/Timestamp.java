package dev.runseal.statement;

import dev.runseal.bytes.Excerpt;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * A moment in UTC, in whole microseconds since 1970. Its one text form is RFC 3339 with six
 * decimals and a {@code Z}: {@code 2026-11-21T01:02:03.456789Z}.
 */
public record Timestamp(long micros) implements Comparable<Timestamp> {
  public static final Timestamp EPOCH = new Timestamp(0);

  /** The last microsecond that four digits of year can say. */
  public static final Timestamp MAX = new Timestamp(253_402_300_799_999_999L);

  static final int LENGTH = 27;

  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long LAST_SECOND = 253_402_300_799L;
  private static final String FORM = "0000-00-00T00:00:00.000000Z";

  public Timestamp {
    if (micros < 0 || micros > 253_402_300_799_999_999L) {
      throw new IllegalArgumentException(
          "time is %d µs since 1970, expected one in the years 1970 to 9999".formatted(micros));
    }
  }

  /** The microsecond that holds this instant. */
  public static Timestamp of(Instant instant) {
    if (instant.isBefore(Instant.EPOCH) || instant.getEpochSecond() > LAST_SECOND) {
      throw new IllegalArgumentException(
          "time is %s, expected one in the years 1970 to 9999".formatted(instant));
    }
    return new Timestamp(ChronoUnit.MICROS.between(Instant.EPOCH, instant));
  }

  public static Timestamp parse(String text) {
    if (!hasForm(text)) {
      throw new IllegalArgumentException(
          "time is %s, expected YYYY-MM-DDThh:mm:ss.ffffffZ".formatted(Excerpt.quoted(text)));
    }
    try {
      var time =
          LocalDateTime.of(
              number(text, 0, 4),
              number(text, 5, 7),
              number(text, 8, 10),
              number(text, 11, 13),
              number(text, 14, 16),
              number(text, 17, 19),
              1_000 * number(text, 20, 26));
      return of(time.toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "time is %s, which is no date and time of day".formatted(Excerpt.quoted(text)), e);
    }
  }

  public Instant instant() {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  @Override
  public int compareTo(Timestamp other) {
    return Long.compare(micros, other.micros);
  }

  @Override
  public String toString() {
    byte[] text = new byte[LENGTH];
    write(text, 0);
    return new String(text, StandardCharsets.US_ASCII);
  }

  /** Writes the text form, {@link #LENGTH} ASCII bytes, without making a string of it. */
  void write(byte[] target, int at) {
    var time = LocalDateTime.ofEpochSecond(micros / MICROS_PER_SECOND, 0, ZoneOffset.UTC);
    digits(target, at, 4, time.getYear());
    target[at + 4] = '-';
    digits(target, at + 5, 2, time.getMonthValue());
    target[at + 7] = '-';
    digits(target, at + 8, 2, time.getDayOfMonth());
    target[at + 10] = 'T';
    digits(target, at + 11, 2, time.getHour());
    target[at + 13] = ':';
    digits(target, at + 14, 2, time.getMinute());
    target[at + 16] = ':';
    digits(target, at + 17, 2, time.getSecond());
    target[at + 19] = '.';
    digits(target, at + 20, 6, (int) (micros % MICROS_PER_SECOND));
    target[at + 26] = 'Z';
  }

  /** Whether there is a digit for every zero of {@link #FORM}, and the rest is as there. */
  private static boolean hasForm(String text) {
    if (text.length() != LENGTH) {
      return false;
    }
    for (int i = 0; i < LENGTH; i++) {
      char expected = FORM.charAt(i);
      char c = text.charAt(i);
      if (expected == '0' ? c < '0' || c > '9' : c != expected) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }

  private static void digits(byte[] target, int at, int count, int value) {
    int rest = value;
    for (int i = at + count - 1; i >= at; i--) {
      target[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
