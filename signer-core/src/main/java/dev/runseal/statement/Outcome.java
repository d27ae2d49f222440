package dev.runseal.statement;

import dev.runseal.bytes.Excerpt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a run ended. */
public enum Outcome {
  COMPLETED("completed"),
  FAILED("failed"),
  ABANDONED("abandoned");

  private final String text;

  Outcome(String text) {
    this.text = text;
  }

  public static Outcome parse(String text) {
    for (Outcome each : values()) {
      if (each.text.equals(text)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "outcome is %s, expected one of %s"
            .formatted(
                Excerpt.quoted(text),
                Stream.of(values()).map(Outcome::text).collect(Collectors.joining(", "))));
  }

  public String text() {
    return text;
  }
}
