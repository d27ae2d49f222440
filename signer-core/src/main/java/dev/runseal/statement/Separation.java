package dev.runseal.statement;

import dev.runseal.bytes.Excerpt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far the caller stood from the signer when it connected, on the signer's word. It says nothing
 * of what the two could do to each other by other ways.
 */
public enum Separation {
  /** Another uid of this host, and not root's. */
  OTHER_USER("other-user"),
  /** The signer's own uid: it could have read the signer's memory. */
  SAME_USER("same-user"),
  /** Root: it can read anybody's memory. */
  PRIVILEGED("privileged"),
  /** Another host, by its client certificate. */
  TLS("tls"),
  /** Nothing is claimed. */
  UNKNOWN("unknown");

  private final String text;

  Separation(String text) {
    this.text = text;
  }

  /** What a process of this host is to this signer; a root caller of a root signer is the same. */
  public static Separation between(Signer signer, Caller.Unix caller) {
    if (caller.uid() == signer.uid()) {
      return SAME_USER;
    }
    return caller.uid() == 0 ? PRIVILEGED : OTHER_USER;
  }

  public static Separation parse(String text) {
    for (Separation each : values()) {
      if (each.text.equals(text)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "separation is %s, expected one of %s"
            .formatted(
                Excerpt.quoted(text),
                Stream.of(values()).map(Separation::text).collect(Collectors.joining(", "))));
  }

  public String text() {
    return text;
  }

  /** A statement can't call two parties separate whom it names as one. */
  void requireFits(Signer signer, Caller caller) {
    boolean fits =
        switch (this) {
          case OTHER_USER, SAME_USER, PRIVILEGED ->
              caller instanceof Caller.Unix unix && between(signer, unix) == this;
          case TLS -> caller instanceof Caller.Tls;
          case UNKNOWN -> true;
        };
    if (!fits) {
      throw new IllegalArgumentException(
          "separation is \"%s\", which caller %s and signer uid %d don't have"
              .formatted(text, caller.text(), signer.uid()));
    }
  }
}
