package dev.runseal.pkcs11;

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
    return "\"%s\" (%s %s, serial %s)".formatted(label, manufacturer, model, serial);
  }
}
