package dev.runseal.tpm;

import dev.runseal.bytes.Bytes;

/**
 * Reads a TPM structure from its first byte to its last, numbers big endian. Mutable, owned by
 * whoever parses.
 */
public final class TpmReader {
  private final Bytes bytes;
  private final String what;
  private int at;

  /** Messages call the structure {@code what}. */
  public TpmReader(Bytes bytes, String what) {
    this.bytes = bytes;
    this.what = what;
  }

  public int uint8(String field) throws TpmException {
    return (int) number(1, field);
  }

  public int uint16(String field) throws TpmException {
    return (int) number(2, field);
  }

  /** All four bytes, as an int may hold a negative number. */
  public int uint32(String field) throws TpmException {
    return (int) number(4, field);
  }

  public long uint64(String field) throws TpmException {
    return number(8, field);
  }

  /** A TPM2B: a length of two bytes, and as many octets. */
  public Bytes sized(String field) throws TpmException {
    return octets(uint16(field + ".size"), field);
  }

  public Bytes octets(int length, String field) throws TpmException {
    if (length > left()) {
      throw new TpmException(
          "%s ends within %s: %d bytes left, expected %d".formatted(what, field, left(), length));
    }
    Bytes found = bytes.slice(at, at + length);
    at += length;
    return found;
  }

  public int left() {
    return bytes.length() - at;
  }

  /** What is left, and the end. */
  public Bytes rest() {
    Bytes found = bytes.slice(at, bytes.length());
    at = bytes.length();
    return found;
  }

  public void end() throws TpmException {
    if (left() != 0) {
      throw new TpmException("%s goes on for %d bytes after its end".formatted(what, left()));
    }
  }

  private long number(int length, String field) throws TpmException {
    Bytes found = octets(length, field);
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = value << 8 | (found.at(i) & 0xff);
    }
    return value;
  }
}
