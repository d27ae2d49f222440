package dev.runseal.bytes;

/**
 * A stranger's text made fit for a message of one line: at most 80 characters of it, with control
 * characters and lone surrogates written as escapes, so that nobody can forge a log line or fill
 * it.
 */
public final class Excerpt {
  private static final int MAX_LENGTH = 80;

  private Excerpt() {}

  /** The text between double quotes. */
  public static String quoted(String text) {
    return '"' + of(text) + '"';
  }

  /** The text without quotes. */
  public static String of(String text) {
    var shown = new StringBuilder();
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      if (i >= MAX_LENGTH) {
        return shown.append('…').toString();
      }
      int c = text.codePointAt(i);
      switch (Character.getType(c)) {
        case Character.CONTROL,
            Character.FORMAT,
            Character.SURROGATE,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR ->
            shown.append("\\u%04x".formatted(c));
        default -> shown.appendCodePoint(c);
      }
    }
    return shown.toString();
  }
}
