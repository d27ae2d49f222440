package dev.runseal.key;

import dev.runseal.bytes.Excerpt;
import java.util.regex.Pattern;

/**
 * The name of a log: {@code <name>/<first 32 hex digits of SHA-256 of its sealing key's SPKI>}. So
 * a log has one key, and a key one log.
 */
public record Origin(String text) {
  public static final int MAX_LENGTH = 160;
  private static final int KEY_HASH_DIGITS = 32;
  private static final Pattern NAME = Pattern.compile("[a-z0-9._-]+(/[a-z0-9._-]+)*");
  private static final Pattern FORM = Pattern.compile("[a-z0-9._-]+(/[a-z0-9._-]+)*/[0-9a-f]{32}");

  public Origin {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "origin has %d characters, expected at most %d".formatted(text.length(), MAX_LENGTH));
    }
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "origin is %s, expected <name>/<32 hex digits> with a name of [a-z0-9._-]+(/[a-z0-9._-]+)*"
              .formatted(Excerpt.quoted(text)));
    }
  }

  public static Origin of(String name, VerifyingKey key) {
    return new Origin(requireName(name) + "/" + keyHash(key));
  }

  /** Returns {@code name} if an origin can begin with it. */
  public static String requireName(String name) {
    int longest = MAX_LENGTH - 1 - KEY_HASH_DIGITS;
    if (name.length() > longest) {
      throw new IllegalArgumentException(
          "log name has %d characters, expected at most %d".formatted(name.length(), longest));
    }
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "log name is %s, expected [a-z0-9._-]+(/[a-z0-9._-]+)*".formatted(Excerpt.quoted(name)));
    }
    return name;
  }

  public String name() {
    return text.substring(0, text.length() - KEY_HASH_DIGITS - 1);
  }

  /** The 32 hex digits that tie this log to its key; what names the log in a URL. */
  public String keyHash() {
    return text.substring(text.length() - KEY_HASH_DIGITS);
  }

  public boolean isOf(VerifyingKey key) {
    return keyHash().equals(keyHash(key));
  }

  @Override
  public String toString() {
    return text;
  }

  private static String keyHash(VerifyingKey key) {
    return key.spkiDigest().hex().substring(0, KEY_HASH_DIGITS);
  }
}
