package dev.runseal.verify;

import dev.runseal.verify.Verdict.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A page of text about verdicts, at most 80 columns wide. Whatever came from a stranger loses its
 * control and format characters here, so that nobody can write on the reader's terminal. Used by
 * one thread.
 */
public final class ReportPage {
  static final int WIDTH = 80;
  private static final int REASON_COLUMN = 27;
  private static final int FACT_INDENT = 4;
  private static final int VALUE_INDENT = 6;

  /** Hangul Jamo, the first characters that a terminal gives two columns. */
  private static final int FIRST_WIDE = 0x1100;

  /** Letters and symbols, by their category, that show as nothing. */
  private static final String BLANKS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0";

  private final StringBuilder out = new StringBuilder(2048);

  /** The page, with a newline at its end. */
  public String text() {
    return out.toString();
  }

  public void verdict(String name, Verdict verdict) {
    String head = "  %-14s%-11s".formatted(name, verdict.text());
    List<String> lines = wrapped(verdict.reason(), WIDTH - REASON_COLUMN);
    line(head + lines.getFirst());
    for (String more : lines.subList(1, lines.size())) {
      line(" ".repeat(REASON_COLUMN) + more);
    }
    facts(verdict.facts());
  }

  /** Each on its own, under a line that names its source where one vouches for it. */
  public void facts(List<Fact> facts) {
    Optional<String> source = Optional.empty();
    for (Fact fact : facts) {
      if (fact.source().isPresent() && !fact.source().equals(source)) {
        paragraph(" ".repeat(FACT_INDENT), "says %s:".formatted(fact.source().get()));
      }
      source = fact.source();
      fact(fact.name(), fact.value());
    }
  }

  /** A heading and its items; nothing where there are none. */
  public void section(String title, List<String> items) {
    if (items.isEmpty()) {
      return;
    }
    line("");
    line(title + ":");
    items.forEach(item -> paragraph("  ", item));
  }

  /** One line where it fits, else the value under its name. */
  public void fact(String name, String value) {
    String one = " ".repeat(FACT_INDENT) + "%-11s  %s".formatted(printable(name), printable(value));
    if (columns(one) <= WIDTH) {
      line(one);
      return;
    }
    paragraph(" ".repeat(FACT_INDENT), name);
    for (String each : wrapped(value, WIDTH - VALUE_INDENT)) {
      line(" ".repeat(VALUE_INDENT) + each);
    }
  }

  public void paragraph(String indent, String text) {
    List<String> lines = wrapped(text, WIDTH - indent.length() - 2);
    line(indent + lines.getFirst());
    for (String more : lines.subList(1, lines.size())) {
      line(indent + "  " + more);
    }
  }

  public void line(String text) {
    out.append(text.stripTrailing()).append('\n');
  }

  /** Breaks between words, and inside one only where it is longer than a line. */
  private static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    var current = new StringBuilder();
    int column = 0;
    for (String word : printable(text).split(" ", -1)) {
      if (column > 0 && column + 1 + columns(word) > width) {
        lines.add(current.toString());
        current.setLength(0);
        column = 0;
      }
      if (column > 0) {
        current.append(' ');
        column++;
      }
      for (int c : word.codePoints().toArray()) {
        if (column + columns(c) > width) {
          lines.add(current.toString());
          current.setLength(0);
          column = 0;
        }
        current.appendCodePoint(c);
        column += columns(c);
      }
    }
    lines.add(current.toString());
    return lines;
  }

  private static int columns(String text) {
    return text.codePoints().map(ReportPage::columns).sum();
  }

  /**
   * At least as many as any terminal takes: a line that is longer than it looks from here would be
   * continued at the margin, where a stranger's text could pass for ours.
   */
  private static int columns(int c) {
    return c < FIRST_WIDE ? 1 : 2;
  }

  /** A space after another is written out too, so that no text can imitate our columns. */
  private static String printable(String text) {
    var safe = new StringBuilder(text.length());
    int before = 0;
    for (int c : text.codePoints().toArray()) {
      if (c == ' ' ? before != ' ' : isPrintable(c)) {
        safe.appendCodePoint(c);
      } else {
        safe.append("\\u%04x".formatted(c));
      }
      before = c;
    }
    return safe.toString();
  }

  private static boolean isPrintable(int c) {
    if (BLANKS.indexOf(c) >= 0) {
      return false;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
