package dev.runseal.pkcs11;

import dev.runseal.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A name for a token or for a key on it, as RFC 7512 writes it. Strict: what we would have to
 * ignore is refused, because an ignored word could have been what tells two tokens apart.
 */
public record Pkcs11Uri(Map<Part, Bytes> parts) {
  private static final String SCHEME = "pkcs11:";
  private static final String UNESCAPED =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";

  /** The attributes that we understand; those of the query stand last. */
  public enum Part {
    TOKEN("token"),
    MANUFACTURER("manufacturer"),
    SERIAL("serial"),
    MODEL("model"),
    OBJECT("object"),
    ID("id"),
    TYPE("type"),
    MODULE_PATH("module-path"),
    PIN_SOURCE("pin-source");

    private final String word;

    Part(String word) {
      this.word = word;
    }

    boolean isQuery() {
      return this == MODULE_PATH || this == PIN_SOURCE;
    }
  }

  public Pkcs11Uri {
    var copy = new EnumMap<Part, Bytes>(Part.class);
    copy.putAll(parts);
    parts = Collections.unmodifiableMap(copy);
    parts.forEach(Pkcs11Uri::check);
  }

  public static Pkcs11Uri ofTokenLabel(String label) {
    return new Pkcs11Uri(Map.of(Part.TOKEN, Bytes.utf8(label)));
  }

  public static Pkcs11Uri ofTokenSerial(String serial) {
    return new Pkcs11Uri(Map.of(Part.SERIAL, Bytes.utf8(serial)));
  }

  public static Pkcs11Uri ofKeyLabel(String label) {
    return new Pkcs11Uri(Map.of(Part.OBJECT, Bytes.utf8(label)));
  }

  public static Pkcs11Uri parse(String uri) {
    if (!uri.startsWith(SCHEME)) {
      throw new IllegalArgumentException(
          "\"%s\" is no PKCS#11 URI, expected pkcs11:token=…".formatted(uri));
    }
    String[] halves = uri.substring(SCHEME.length()).split("\\?", -1);
    if (halves.length > 2) {
      throw new IllegalArgumentException("PKCS#11 URI has more than one '?': " + uri);
    }
    var parts = new EnumMap<Part, Bytes>(Part.class);
    collect(parts, halves[0], ";", false);
    if (halves.length == 2) {
      collect(parts, halves[1], "&", true);
    }
    return new Pkcs11Uri(parts);
  }

  public Optional<String> find(Part part) {
    return Optional.ofNullable(parts.get(part)).map(Pkcs11Uri::text);
  }

  /** The key's CKA_ID, where the name has one. */
  public Optional<Bytes> findId() {
    return Optional.ofNullable(parts.get(Part.ID));
  }

  boolean namesToken(TokenInfo token) {
    return agrees(Part.TOKEN, token.label())
        && agrees(Part.MANUFACTURER, token.manufacturer())
        && agrees(Part.SERIAL, token.serial())
        && agrees(Part.MODEL, token.model());
  }

  /** Whether any word in it tells tokens apart. */
  boolean hasToken() {
    return parts.containsKey(Part.TOKEN)
        || parts.containsKey(Part.SERIAL)
        || parts.containsKey(Part.MODEL)
        || parts.containsKey(Part.MANUFACTURER);
  }

  boolean hasKey() {
    return parts.containsKey(Part.OBJECT) || parts.containsKey(Part.ID);
  }

  @Override
  public String toString() {
    String path = joined(false, ";");
    String query = joined(true, "&");
    return SCHEME + path + (query.isEmpty() ? "" : "?" + query);
  }

  private String joined(boolean query, String separator) {
    return parts.entrySet().stream()
        .filter(part -> part.getKey().isQuery() == query)
        .map(part -> part.getKey().word + "=" + escaped(part.getKey(), part.getValue()))
        .collect(Collectors.joining(separator));
  }

  private boolean agrees(Part part, String found) {
    return find(part).map(found::equals).orElse(true);
  }

  private static void collect(
      Map<Part, Bytes> parts, String half, String separator, boolean query) {
    if (half.isEmpty() && !query) {
      return;
    }
    for (String attribute : half.split(separator, -1)) {
      int equals = attribute.indexOf('=');
      String word = equals < 0 ? attribute : attribute.substring(0, equals);
      Part part = part(word, query);
      Bytes value = unescaped(word, equals < 0 ? "" : attribute.substring(equals + 1));
      if (parts.put(part, value) != null) {
        throw new IllegalArgumentException("PKCS#11 URI has %s twice".formatted(word));
      }
    }
  }

  private static Part part(String word, boolean query) {
    for (Part part : Part.values()) {
      if (part.word.equals(word) && part.isQuery() == query) {
        return part;
      }
    }
    throw new IllegalArgumentException(
        switch (word) {
          case "pin-value" ->
              "PKCS#11 URI has pin-value: a PIN must not stand in a command or a configuration, name a PIN file";
          case "slot-id", "slot-description", "slot-manufacturer" ->
              "PKCS#11 URI has %s: slots move when tokens come and go, name the token by token= or serial="
                  .formatted(word);
          default ->
              "PKCS#11 URI has \"%s\" in its %s, expected one of %s"
                  .formatted(word, query ? "query" : "path", words(query));
        });
  }

  private static String words(boolean query) {
    return Arrays.stream(Part.values())
        .filter(part -> part.isQuery() == query)
        .map(part -> part.word)
        .collect(Collectors.joining(", "));
  }

  private static void check(Part part, Bytes value) {
    if (value.length() == 0) {
      throw new IllegalArgumentException("PKCS#11 URI has an empty %s".formatted(part.word));
    }
    if (part != Part.ID) {
      String text = text(value);
      if (part == Part.TYPE && !text.equals("private") && !text.equals("cert")) {
        throw new IllegalArgumentException(
            "PKCS#11 URI has type=%s, expected private or cert".formatted(text));
      }
    }
  }

  private static String text(Bytes value) {
    try {
      return value.toUtf8();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "PKCS#11 URI has %s, which is not UTF-8".formatted(value), e);
    }
  }

  private static Bytes unescaped(String word, String value) {
    var octets = new ByteArrayOutputStream();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '%') {
        if (i + 3 > value.length()
            || !HexFormat.isHexDigit(value.charAt(i + 1))
            || !HexFormat.isHexDigit(value.charAt(i + 2))) {
          throw new IllegalArgumentException(
              "PKCS#11 URI has a '%%' in %s that two hex digits don't follow".formatted(word));
        }
        octets.write(HexFormat.fromHexDigits(value, i + 1, i + 3));
        i += 2;
      } else if (c > 0x20 && c < 0x7f && c != ';' && c != '?' && c != '#') {
        octets.write(c);
      } else {
        throw new IllegalArgumentException(
            "PKCS#11 URI has U+%04X in %s, expected it escaped as %%XX".formatted((int) c, word));
      }
    }
    return Bytes.takingOwnership(octets.toByteArray());
  }

  private static String escaped(Part part, Bytes value) {
    var escaped = new StringBuilder();
    for (byte octet : value.toArray()) {
      char c = (char) (octet & 0xff);
      boolean plain = part != Part.ID && UNESCAPED.indexOf(c) >= 0;
      escaped.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return escaped.toString();
  }
}
