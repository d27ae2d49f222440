package dev.runseal.yubico;

import dev.runseal.bytes.Bytes;
import java.util.Comparator;

/** A version of a device's firmware. A device keeps the one that it was made with. */
public record Firmware(int major, int minor, int patch) implements Comparable<Firmware> {
  static final int LENGTH = 3;

  private static final Comparator<Firmware> ORDER =
      Comparator.comparingInt(Firmware::major)
          .thenComparingInt(Firmware::minor)
          .thenComparingInt(Firmware::patch);

  static Firmware of(Bytes octets) {
    return new Firmware(octets.at(0) & 0xff, octets.at(1) & 0xff, octets.at(2) & 0xff);
  }

  public boolean isAtLeast(int major, int minor, int patch) {
    return compareTo(new Firmware(major, minor, patch)) >= 0;
  }

  @Override
  public int compareTo(Firmware other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "%d.%d.%d".formatted(major, minor, patch);
  }
}
