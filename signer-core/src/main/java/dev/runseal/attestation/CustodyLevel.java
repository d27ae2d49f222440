package dev.runseal.attestation;

import dev.runseal.bytes.Excerpt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How well it is shown where the sealing key lives, weakest first; {@code compareTo} is the order
 * of formats §4.
 */
public enum CustodyLevel {
  /** Nothing is shown. */
  NONE("none"),
  /** The signer says that its key lies in software. */
  SOFTWARE("software"),
  /** The host that ran the ceremony says that a device holds the key. */
  HOST_ASSERTED("host-asserted"),
  /** An authority that met the device says so. */
  AUTHORITY_ATTESTED("authority-attested"),
  /** The device's vendor says so. */
  DEVICE_ATTESTED("device-attested");

  private final String text;

  CustodyLevel(String text) {
    this.text = text;
  }

  public static CustodyLevel parse(String text) {
    for (CustodyLevel each : values()) {
      if (each.text.equals(text)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "custody level is %s, expected one of %s"
            .formatted(
                Excerpt.quoted(text),
                Stream.of(values()).map(CustodyLevel::text).collect(Collectors.joining(", "))));
  }

  public String text() {
    return text;
  }

  public boolean isAtLeast(CustodyLevel other) {
    return compareTo(other) >= 0;
  }

  @Override
  public String toString() {
    return text;
  }
}
