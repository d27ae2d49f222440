package dev.runseal.bytes;

import java.util.regex.Pattern;

/**
 * A stranger's text made fit for a message of one line: at most 80 characters of it, with control
 * characters and lone surrogates written as escapes, so that nobody can forge a log line or fill
 * it.
 */
public final class Excerpt {
  private static final int MAX_LENGTH = 80;
  private static final int MAX_LINE = 300;

  /** The package of a class, and the whole of an exception's name before what it says. */
  private static final Pattern CLASS =
      Pattern.compile("\\b(?:[a-z][a-z0-9]*\\.){2,}(?:[A-Z]\\w*(?:Exception|Error): |(?=[A-Z]))");

  private Excerpt() {}

  /** The text between double quotes. */
  public static String quoted(String text) {
    return '"' + of(text) + '"';
  }

  /** The text without quotes. */
  public static String of(String text) {
    return of(text, MAX_LENGTH);
  }

  /**
   * What a library says of a stranger's text, which it may repeat: at most 300 characters of it.
   */
  public static String message(String text) {
    return of(text, MAX_LINE);
  }

  /** As {@link #message(String)}, of what a library threw, without the names of its classes. */
  public static String message(Throwable problem) {
    return message(CLASS.matcher(String.valueOf(problem.getMessage())).replaceAll(""));
  }

  private static String of(String text, int most) {
    var shown = new StringBuilder();
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      if (i >= most) {
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
