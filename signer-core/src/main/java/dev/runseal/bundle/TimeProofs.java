package dev.runseal.bundle;

import dev.runseal.bytes.Bytes;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import java.util.List;
import java.util.Optional;

/**
 * What outside clocks said of a bundle's checkpoint: the anchor below it and the tokens over it.
 * Only the shape is checked here.
 */
public record TimeProofs(Optional<Part> after, List<Token> before) {
  public static final int MAX_TOKENS = 16;
  private static final String AFTER = "after";
  private static final String BEFORE = "before";

  /** An RFC 3161 token, the only kind there is, as DER. */
  public record Token(Bytes der) {
    public static final String KIND = "rfc3161";
    public static final int MAX_LENGTH = 65_535;

    public Token {
      if (der.length() == 0 || der.length() > MAX_LENGTH) {
        throw new IllegalArgumentException(
            "token has %d bytes, expected 1 to %d".formatted(der.length(), MAX_LENGTH));
      }
    }

    private static Token read(Json value, String pointer) throws JsonException {
      ObjectReader reader = ObjectReader.of(value, pointer);
      reader.literal("kind", KIND);
      Token token = reader.parsed("token", text -> new Token(Bytes.parseBase64(text)));
      reader.end();
      return token;
    }

    private Json.Obj json() {
      return Json.object().put("kind", KIND).put("token", Json.base64(der)).build();
    }
  }

  public TimeProofs {
    before = List.copyOf(before);
    if (before.size() > MAX_TOKENS) {
      throw new IllegalArgumentException(
          "time has %d tokens, expected at most %d".formatted(before.size(), MAX_TOKENS));
    }
    if (after.isEmpty() && before.isEmpty()) {
      throw new IllegalArgumentException("time is empty, expected \"after\", \"before\" or both");
    }
  }

  static TimeProofs read(ObjectReader reader) throws JsonException {
    Optional<Part> after = Optional.empty();
    if (reader.has(AFTER)) {
      after = Optional.of(Part.readAlone(reader.object(AFTER)));
    }
    List<Token> before = List.of();
    if (reader.has(BEFORE)) {
      before = reader.array(BEFORE, Token::read);
      if (before.isEmpty()) {
        throw new JsonException(reader.at(BEFORE), "found no token, expected at least one");
      }
    }
    reader.end();
    try {
      return new TimeProofs(after, before);
    } catch (IllegalArgumentException e) {
      throw new JsonException(reader.pointer(), String.valueOf(e.getMessage()), e);
    }
  }

  Json.Obj json() {
    Json.Builder object = Json.object().put(AFTER, after.map(Part::json));
    if (!before.isEmpty()) {
      object.put(BEFORE, Json.array(before.stream().map(Token::json).toList()));
    }
    return object.build();
  }
}
