package dev.runseal.key;

import dev.runseal.bytes.Excerpt;

/**
 * The name of a log: {@code <name>/<first 32 hex digits of SHA-256 of its sealing key's SPKI>}. So
 * a log has one key, and a key one log.
 */
public record Origin(String text) {
  public static final int MAX_LENGTH = 160;
  private static final int KEY_HASH_DIGITS = 32;

  public Origin {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "origin has %d characters, expected at most %d".formatted(text.length(), MAX_LENGTH));
    }
    if (!isOrigin(text)) {
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
    if (!isName(name, name.length())) {
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

  // Written out, not as regular expressions: every statement that is read has up to three origins.
  private static boolean isOrigin(String text) {
    int slash = text.length() - KEY_HASH_DIGITS - 1;
    if (slash < 0 || text.charAt(slash) != '/' || !isName(text, slash)) {
      return false;
    }
    for (int i = slash + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  /** Whether the text up to {@code end} is one or more parts, with a slash between each two. */
  private static boolean isName(String text, int end) {
    boolean inPart = false;
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean ofPart =
          (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
      if (!ofPart && (c != '/' || !inPart)) {
        return false;
      }
      inPart = ofPart;
    }
    return inPart;
  }

  private static String keyHash(VerifyingKey key) {
    return key.spkiDigest().hex().substring(0, KEY_HASH_DIGITS);
  }
}
