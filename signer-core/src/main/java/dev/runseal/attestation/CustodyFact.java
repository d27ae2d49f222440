package dev.runseal.attestation;

import java.util.Arrays;

/**
 * One thing that evidence says of the device or the key, and on whose word. Two sources that give
 * the same fact different values contradict each other, so a value has one spelling: {@code yes} or
 * {@code no} where it is a flag, a serial number without leading zeros.
 *
 * @param source who vouches for it, as a reader would name them
 */
public record CustodyFact(Name name, String value, String source) {

  /** What a fact is about. */
  public enum Name {
    MAKER("maker"),
    MODEL("model"),
    SERIAL("serial"),
    FIRMWARE("firmware"),
    MADE_ON_DEVICE("made on the device"),
    EXTRACTABLE("extractable"),
    NEVER_EXTRACTABLE("never extractable"),
    SENSITIVE("sensitive"),
    EXPORTABLE_UNDER_WRAP("exportable under wrap"),
    PIN_POLICY("pin policy"),
    TOUCH_POLICY("touch policy"),
    FIPS("fips"),
    CERTIFICATION("certification"),
    FORM_FACTOR("form factor"),
    SLOT("slot"),
    CAPABILITIES("capabilities"),
    DOMAINS("domains"),
    KEY_LABEL("key label"),
    BOUND_TO_LOG("bound to the log");

    private final String text;

    Name(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /** Facts that two sources can't have different opinions of. */
  public boolean isComparable() {
    return Arrays.asList(
            Name.SERIAL,
            Name.MADE_ON_DEVICE,
            Name.EXTRACTABLE,
            Name.NEVER_EXTRACTABLE,
            Name.SENSITIVE,
            Name.EXPORTABLE_UNDER_WRAP)
        .contains(name);
  }

  public static CustodyFact flag(Name name, boolean value, String source) {
    return new CustodyFact(name, value ? "yes" : "no", source);
  }
}
