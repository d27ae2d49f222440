package dev.runseal.note;

import dev.runseal.bytes.Excerpt;

/** Numbers as they stand in our texts: {@code 0|[1-9][0-9]*}, at most 2^53−1. */
final class Decimal {
  static final long MAX = (1L << 53) - 1;
  private static final int MAX_DIGITS = 16;

  private Decimal() {}

  static long parse(String what, String text) throws NoteException {
    boolean digits =
        !text.isEmpty()
            && text.length() <= MAX_DIGITS
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!digits || (text.length() > 1 && text.charAt(0) == '0') || Long.parseLong(text) > MAX) {
      throw new NoteException(
          "%s is %s, expected a decimal number without leading zeros, at most %d"
              .formatted(what, Excerpt.quoted(text), MAX));
    }
    return Long.parseLong(text);
  }
}
