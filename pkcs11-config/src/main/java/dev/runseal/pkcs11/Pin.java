package dev.runseal.pkcs11;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * What opens a token. Never a String, which the garbage collector would keep; the octets are wiped
 * on close. {@link #reveal} is the only way to read them.
 */
public final class Pin implements AutoCloseable {
  private static final int MAX_LENGTH = 255;

  private final byte[] octets;
  private boolean wiped; // guarded by this

  private Pin(byte[] octets) {
    this.octets = octets;
  }

  /** Wraps without copying: the caller must never touch the array again. */
  public static Pin takingOwnership(byte[] octets) {
    if (octets.length == 0 || octets.length > MAX_LENGTH) {
      Arrays.fill(octets, (byte) 0);
      throw new IllegalArgumentException(
          "PIN has %d bytes, expected 1 to %d".formatted(octets.length, MAX_LENGTH));
    }
    return new Pin(octets);
  }

  /** Lends the octets: the receiver must neither keep nor change the array. */
  synchronized void reveal(Consumer<byte[]> receiver) {
    if (wiped) {
      throw new AssertionError("a PIN was used after it was wiped");
    }
    receiver.accept(octets);
  }

  @Override
  public synchronized void close() {
    wiped = true;
    Arrays.fill(octets, (byte) 0);
  }

  @Override
  public String toString() {
    return "PIN (hidden)";
  }
}
