package dev.runseal.server;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Which token signs, and where its PIN comes from. A token is named by label, serial or PKCS#11
 * URI, never by slot: slot numbers move.
 */
public record TokenSection(Path module, Naming naming, String name, String pin, String key) {
  public static final String DEFAULT_KEY = "runseal-sealing";
  private static final Pattern PIN =
      Pattern.compile("file:/[^\\p{Cntrl}]+|credential:[^/\\p{Cntrl}]+|prompt");

  public TokenSection {
    if (!module.isAbsolute()) {
      throw new IllegalArgumentException("path %s is not absolute".formatted(module));
    }
    if (!PIN.matcher(pin).matches()) {
      throw new IllegalArgumentException(
          "the value (not shown: it could be a PIN) names no source, expected file:/path, credential:NAME or prompt");
    }
  }

  /** By which of its properties the token is named. */
  public enum Naming {
    LABEL("label"),
    SERIAL("serial"),
    URI("uri");

    private final String key;

    Naming(String key) {
      this.key = key;
    }

    /** The configuration's key. */
    public String key() {
      return key;
    }
  }
}
