package dev.runseal.pkixevidence;

/** What a part of the evidence is about. Draft §4.2. */
public enum ElementType {
  /** The request that was answered. */
  TRANSACTION(0, "transaction"),
  /** The device. */
  PLATFORM(1, "platform"),
  /** One key on it. */
  KEY(2, "key");

  private final int number;
  private final String text;

  ElementType(int number, String text) {
    this.number = number;
    this.text = text;
  }

  /** Its arc below those of elements, and below those of claims. */
  int number() {
    return number;
  }

  public String text() {
    return text;
  }
}
