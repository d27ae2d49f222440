package dev.runseal.tpm;

import dev.runseal.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Writes a TPM structure, numbers big endian. Mutable, owned by whoever encodes. */
public final class TpmWriter {
  private static final int MAX_SIZED = 0xffff;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public TpmWriter uint8(int value) {
    out.write(value);
    return this;
  }

  public TpmWriter uint16(int value) {
    return uint8(value >> 8).uint8(value);
  }

  public TpmWriter uint32(int value) {
    return uint16(value >> 16).uint16(value);
  }

  public TpmWriter uint64(long value) {
    return uint32((int) (value >> 32)).uint32((int) value);
  }

  /** A TPM2B. */
  public TpmWriter sized(Bytes octets) {
    if (octets.length() > MAX_SIZED) {
      throw new IllegalArgumentException(
          "%d bytes, expected at most %d in a sized buffer".formatted(octets.length(), MAX_SIZED));
    }
    return uint16(octets.length()).octets(octets);
  }

  public TpmWriter octets(Bytes octets) {
    try {
      octets.writeTo(out);
      return this;
    } catch (IOException e) {
      throw new AssertionError("writing into memory does no input or output", e);
    }
  }

  public Bytes bytes() {
    return Bytes.takingOwnership(out.toByteArray());
  }
}
