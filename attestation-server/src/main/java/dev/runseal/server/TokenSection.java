package dev.runseal.server;

import dev.runseal.pkcs11.PinSource;
import dev.runseal.pkcs11.Pkcs11Uri;
import dev.runseal.pkcs11.TokenConfig;
import dev.runseal.pkcs11.TokenException;
import java.nio.file.Path;
import java.util.Map;
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

  /**
   * The token as {@code dev.runseal.pkcs11} opens it. A credential's directory comes from the
   * environment; the console is the process's own.
   */
  public TokenConfig config(Map<String, String> environment) throws TokenException {
    Pkcs11Uri token =
        switch (naming) {
          case LABEL -> Pkcs11Uri.ofTokenLabel(name);
          case SERIAL -> Pkcs11Uri.ofTokenSerial(name);
          case URI -> Pkcs11Uri.parse(name);
        };
    return new TokenConfig(module, token, pinSource(environment));
  }

  private PinSource pinSource(Map<String, String> environment) throws TokenException {
    int colon = pin.indexOf(':');
    String rest = pin.substring(colon + 1);
    return switch (colon < 0 ? pin : pin.substring(0, colon)) {
      case "file" -> new PinSource.OwnerOnlyFile(Path.of(rest));
      case "credential" -> PinSource.Credential.of(rest, environment);
      case "prompt" -> new PinSource.Prompt(System.console());
      default -> throw new AssertionError("the constructor lets in no other source");
    };
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
