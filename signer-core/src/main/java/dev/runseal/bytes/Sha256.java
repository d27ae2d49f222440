package dev.runseal.bytes;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A SHA-256 digest. Its text form is {@code sha256:} and 64 lower-case hex digits. */
public record Sha256(Bytes value) {
  public static final int LENGTH = 32;
  private static final String PREFIX = "sha256:";

  /**
   * Never fed. Looking for a provider costs as much as hashing half a kilobyte; a clone nothing.
   */
  private static final MessageDigest FRESH = fromProvider();

  public Sha256 {
    if (value.length() != LENGTH) {
      throw new IllegalArgumentException(
          "sha-256 digest has %d bytes, expected %d".formatted(value.length(), LENGTH));
    }
  }

  public static Sha256 of(Bytes... parts) {
    MessageDigest digest = newDigest();
    for (Bytes part : parts) {
      part.update(digest);
    }
    return new Sha256(Bytes.takingOwnership(digest.digest()));
  }

  public static Sha256 parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException(
          "digest is %s, expected sha256: and 64 lower-case hex digits"
              .formatted(Excerpt.quoted(text)));
    }
    try {
      return parseHex(text.substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "digest is %s, expected sha256: and 64 lower-case hex digits (%s)"
              .formatted(Excerpt.quoted(text), e.getMessage()),
          e);
    }
  }

  public static Sha256 parseHex(String hex) {
    if (hex.length() != 2 * LENGTH) {
      throw new IllegalArgumentException(
          "sha-256 has %d hex digits, expected %d".formatted(hex.length(), 2 * LENGTH));
    }
    return new Sha256(Bytes.parseHex(hex));
  }

  /** A fresh digester, for hashing what is not at hand as {@link Bytes}. */
  public static MessageDigest newDigest() {
    try {
      return (MessageDigest) FRESH.clone();
    } catch (CloneNotSupportedException e) {
      return fromProvider(); // on a platform whose digests are made by a token
    }
  }

  private static MessageDigest fromProvider() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  public String hex() {
    return value.toHex();
  }

  @Override
  public String toString() {
    return PREFIX + hex();
  }
}
