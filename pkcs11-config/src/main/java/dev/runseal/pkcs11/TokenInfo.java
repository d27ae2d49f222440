package dev.runseal.pkcs11;

import dev.runseal.bytes.Excerpt;

/** What a token says of itself. The texts come without the padding. */
public record TokenInfo(
    String label, String manufacturer, String model, String serial, String firmware, long flags) {

  boolean has(long flag) {
    return (flags & flag) != 0;
  }

  /** Whether both are one token, as far as one can tell without opening it. */
  boolean isSameAs(TokenInfo that) {
    return label.equals(that.label)
        && manufacturer.equals(that.manufacturer)
        && model.equals(that.model)
        && serial.equals(that.serial);
  }

  @Override
  public String toString() {
    // A token's texts are a stranger's: control characters of theirs reach no terminal.
    return "%s (%s %s, serial %s)"
        .formatted(
            Excerpt.quoted(label), Excerpt.of(manufacturer), Excerpt.of(model), Excerpt.of(serial));
  }
}
