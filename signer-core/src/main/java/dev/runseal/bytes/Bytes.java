package dev.runseal.bytes;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * An immutable string of octets. Equal when the octets are; never aliases an array that somebody
 * else can write, unless it was handed over by {@link #takingOwnership}.
 */
public final class Bytes {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] octets;

  private Bytes(byte[] octets) {
    this.octets = octets;
  }

  public static Bytes of(byte... octets) {
    return new Bytes(octets.clone());
  }

  /** Wraps without copying: the caller must never touch the array again. */
  public static Bytes takingOwnership(byte[] octets) {
    return new Bytes(octets);
  }

  public static Bytes utf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  public static Bytes concat(Bytes... parts) {
    int length = 0;
    for (Bytes part : parts) {
      length = Math.addExact(length, part.length());
    }
    byte[] joined = new byte[length];
    int at = 0;
    for (Bytes part : parts) {
      System.arraycopy(part.octets, 0, joined, at, part.length());
      at += part.length();
    }
    return new Bytes(joined);
  }

  /** Reads lower-case hexadecimal. */
  public static Bytes parseHex(String hex) {
    for (int i = 0; i < hex.length(); i++) {
      char c = hex.charAt(i);
      if ("0123456789abcdef".indexOf(c) < 0) {
        throw new IllegalArgumentException(
            "hex holds %s at %d, expected 0-9 or a-f".formatted(quoted(c), i));
      }
    }
    if (hex.length() % 2 != 0) {
      throw new IllegalArgumentException(
          "hex has %d digits, expected an even number".formatted(hex.length()));
    }
    return new Bytes(HexFormat.of().parseHex(hex));
  }

  /** Reads RFC 4648 §4 base64 with padding, and only the one canonical spelling of the octets. */
  public static Bytes parseBase64(String base64) {
    byte[] octets;
    try {
      octets = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not base64: " + e.getMessage(), e);
    }
    if (!Base64.getEncoder().encodeToString(octets).equals(base64)) {
      throw new IllegalArgumentException("base64 is not in its canonical, padded form");
    }
    return new Bytes(octets);
  }

  public int length() {
    return octets.length;
  }

  public byte at(int index) {
    return octets[index];
  }

  public Bytes slice(int from, int to) {
    return new Bytes(Arrays.copyOfRange(octets, from, to));
  }

  public boolean startsWith(Bytes prefix) {
    return length() >= prefix.length()
        && Arrays.equals(octets, 0, prefix.length(), prefix.octets, 0, prefix.length());
  }

  public byte[] toArray() {
    return octets.clone();
  }

  /** A read-only view, without a copy. */
  public ByteBuffer asBuffer() {
    return ByteBuffer.wrap(octets).asReadOnlyBuffer();
  }

  public void writeTo(OutputStream out) throws IOException {
    out.write(octets);
  }

  public void copyTo(byte[] target, int at) {
    System.arraycopy(octets, 0, target, at, octets.length);
  }

  public void update(MessageDigest digest) {
    digest.update(octets);
  }

  public String toHex() {
    return HexFormat.of().formatHex(octets);
  }

  public String toBase64() {
    return Base64.getEncoder().encodeToString(octets);
  }

  /** Decodes strictly: anything that is not UTF-8 throws. */
  public String toUtf8() throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(octets, that.octets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }

  @Override
  public String toString() {
    return length() <= 64 ? toHex() : "%s… (%d bytes)".formatted(slice(0, 32).toHex(), length());
  }

  private static String quoted(char c) {
    return c > 0x20 && c < 0x7f ? "'" + c + "'" : "U+%04X".formatted((int) c);
  }
}
