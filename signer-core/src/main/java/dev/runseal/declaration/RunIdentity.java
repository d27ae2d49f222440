package dev.runseal.declaration;

import dev.runseal.bytes.Sha256;

/**
 * The name of everything that makes up a run: the SHA-256 of its declaration's RFC 8785 form. Two
 * runs have the same identity exactly when they declared the same. Formats, section 1.
 */
public record RunIdentity(Sha256 digest) {

  /** Reads {@code sha256:} and 64 lower-case hex digits. */
  public static RunIdentity parse(String text) {
    return new RunIdentity(Sha256.parse(text));
  }

  @Override
  public String toString() {
    return digest.toString();
  }
}
