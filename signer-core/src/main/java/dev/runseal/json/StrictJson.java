package dev.runseal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.runseal.bytes.Bytes;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads one JSON text and refuses whatever RFC 8785 can't carry faithfully or two readers could
 * read differently: duplicate keys, lone surrogates, a byte order mark, bytes that are not UTF-8,
 * text after the value, depth over 64, and — unless told otherwise — any number that is not an
 * integer within ±(2^53−1) in its one spelling.
 */
public final class StrictJson {
  public static final int MAX_DEPTH = 64;

  /** Which numbers are let in. */
  public enum Numbers {
    /** {@code 0|-?[1-9][0-9]*} within ±(2^53−1): the rule of all Runseal formats. */
    INTEGERS,
    /** Whatever is a finite IEEE double, as RFC 8785 has it. */
    DOUBLES
  }

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH + 1)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private final JsonParser parser;
  private final Numbers numbers;

  private StrictJson(JsonParser parser, Numbers numbers) {
    this.parser = parser;
    this.numbers = numbers;
  }

  public static Json parse(Bytes text, int maxLength) throws JsonException {
    return parse(text, maxLength, Numbers.INTEGERS);
  }

  public static Json parse(Bytes text, int maxLength, Numbers numbers) throws JsonException {
    if (text.length() > maxLength) {
      throw new JsonException(
          "", "json text has %d bytes, expected at most %d".formatted(text.length(), maxLength));
    }
    String characters;
    try {
      // Jackson's own UTF-8 reader lets surrogates through that were encoded one by one.
      characters = text.toUtf8();
    } catch (CharacterCodingException e) {
      throw new JsonException("", "json text is not utf-8", e);
    }
    try (JsonParser parser = FACTORY.createParser(characters)) {
      var reader = new StrictJson(parser, numbers);
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new JsonException("", "json text is empty");
      }
      Json value = reader.value(first, "", 1);
      if (parser.nextToken() != null) {
        throw new JsonException("", "json text goes on after its value" + reader.place());
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new JsonException("", "malformed json: " + firstLine(e), e);
    } catch (IOException e) {
      throw new AssertionError("reading a string does no input or output", e);
    }
  }

  private Json value(JsonToken token, String pointer, int depth) throws IOException, JsonException {
    return switch (token) {
      case START_OBJECT -> object(pointer, depth);
      case START_ARRAY -> array(pointer, depth);
      case VALUE_STRING -> string(parser.getText(), pointer);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getText(), pointer);
      case VALUE_TRUE -> Json.Bool.TRUE;
      case VALUE_FALSE -> Json.Bool.FALSE;
      case VALUE_NULL -> Json.Null.NULL;
      default -> throw new AssertionError("no value begins with " + token);
    };
  }

  private static Json string(String text, String pointer) throws JsonException {
    return built(pointer, () -> new Json.Str(text));
  }

  private Json object(String pointer, int depth) throws IOException, JsonException {
    requireDepth(pointer, depth);
    Map<String, Json> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      String place = pointer + "/" + escaped(name);
      Json value = value(parser.nextToken(), place, depth + 1);
      if (members.putIfAbsent(name, value) != null) {
        throw new JsonException(place, "duplicate key \"%s\"%s".formatted(name, place()));
      }
    }
    return built(pointer, () -> new Json.Obj(members));
  }

  private Json array(String pointer, int depth) throws IOException, JsonException {
    requireDepth(pointer, depth);
    List<Json> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(value(token, pointer + "/" + items.size(), depth + 1));
    }
    return new Json.Arr(items);
  }

  private Json number(String text, String pointer) throws JsonException {
    boolean integer = text.matches("0|-?[1-9][0-9]*");
    if (integer && text.length() <= 17) {
      long value = Long.parseLong(text);
      if (Math.abs(value) <= Json.MAX_INTEGER) {
        return new Json.Int(value);
      }
    }
    if (numbers == Numbers.DOUBLES) {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return new Json.Decimal(value);
      }
    }
    throw new JsonException(
        pointer,
        numbers == Numbers.INTEGERS
            ? "number is %s, expected an integer within ±(2^53−1); decimals are written as strings"
                .formatted(shortened(text))
            : "number is %s, expected a finite double".formatted(shortened(text)));
  }

  private void requireDepth(String pointer, int depth) throws JsonException {
    if (depth > MAX_DEPTH) {
      throw new JsonException(
          pointer, "json is nested deeper than %d levels%s".formatted(MAX_DEPTH, place()));
    }
  }

  private String place() {
    var location = parser.currentLocation();
    return " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }

  private static Json built(String pointer, Supplier<Json> value) throws JsonException {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new JsonException(pointer, String.valueOf(e.getMessage()), e);
    }
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  private static String firstLine(JsonProcessingException e) {
    var location = e.getLocation();
    String problem = e.getOriginalMessage().lines().findFirst().orElse("");
    return location == null
        ? problem
        : "%s at line %d, column %d"
            .formatted(problem, location.getLineNr(), location.getColumnNr());
  }
}
