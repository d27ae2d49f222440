package dev.runseal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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
          // A pool for each thread is none for virtual threads, which read one request each.
          .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH + 1)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private static final Pattern JACKSON_PLACE =
      Pattern.compile("\\[Source: [^;]*; line: ([0-9]+), column: ([0-9]+)]");

  private final JsonParser parser;
  private final Numbers numbers;

  /** Names and indexes from the whole document down to the value being read. */
  private final Deque<Object> path = new ArrayDeque<>();

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
    if (characters.startsWith("\uFEFF")) {
      throw new JsonException("", "json text begins with a byte order mark, expected none");
    }
    try (JsonParser parser = FACTORY.createParser(characters)) {
      return new StrictJson(parser, numbers).document();
    } catch (IOException e) {
      throw new AssertionError("reading a string does no input or output", e);
    }
  }

  private Json document() throws IOException, JsonException {
    try {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw refusal("json text is empty");
      }
      Json value = value(first);
      if (parser.nextToken() != null) {
        throw refusal("json text goes on after its value" + place());
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new JsonException(pointer(), "malformed json: " + firstLine(e), e);
    }
  }

  private Json value(JsonToken token) throws IOException, JsonException {
    return switch (token) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> string(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(token, parser.getText());
      case VALUE_TRUE -> Json.Bool.TRUE;
      case VALUE_FALSE -> Json.Bool.FALSE;
      case VALUE_NULL -> Json.Null.NULL;
      default -> throw new AssertionError("no value begins with " + token);
    };
  }

  private Json object() throws IOException, JsonException {
    requireDepth();
    Map<String, Json> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      path.addLast(name);
      string(name);
      if (members.containsKey(name)) {
        throw refusal("duplicate key %s%s".formatted(Excerpt.quoted(name), place()));
      }
      members.put(name, value(parser.nextToken()));
      path.removeLast();
    }
    return new Json.Obj(members);
  }

  private Json array() throws IOException, JsonException {
    requireDepth();
    List<Json> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      path.addLast(items.size());
      items.add(value(token));
      path.removeLast();
    }
    return new Json.Arr(items);
  }

  private Json string(String text) throws JsonException {
    try {
      return new Json.Str(text);
    } catch (IllegalArgumentException e) {
      throw new JsonException(pointer(), String.valueOf(e.getMessage()), e);
    }
  }

  private Json number(JsonToken token, String text) throws JsonException {
    // What Jackson takes for an integer is -?(0|[1-9][0-9]*); "-0" is no second spelling of 0.
    if (token == JsonToken.VALUE_NUMBER_INT && text.length() <= 17 && !text.equals("-0")) {
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
    throw refusal(
        numbers == Numbers.INTEGERS
            ? "number is %s, expected an integer within ±(2^53−1); decimals are written as strings"
                .formatted(Excerpt.of(text))
            : "number is %s, expected a finite double".formatted(Excerpt.of(text)));
  }

  private void requireDepth() throws JsonException {
    if (path.size() >= MAX_DEPTH) {
      throw refusal("json is nested deeper than %d levels%s".formatted(MAX_DEPTH, place()));
    }
  }

  private JsonException refusal(String problem) {
    return new JsonException(pointer(), problem);
  }

  /** Rendered for a refusal only: under a long key it would cost its length for each value. */
  private String pointer() {
    return path.stream()
        .map(each -> ObjectReader.step(each.toString()))
        .collect(Collectors.joining());
  }

  private String place() {
    var location = parser.currentLocation();
    return " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }

  private String firstLine(JsonProcessingException e) {
    var location = e.getLocation();
    // The parser repeats what it stumbles on, control characters and all.
    String line = e.getOriginalMessage().lines().findFirst().orElse("");
    // Nor is there a feature to be enabled: that advice is for whoever writes a parser.
    line = line.split(": enable `", 2)[0].replaceFirst(", from `[^`]*`", "");
    String problem = Excerpt.message(JACKSON_PLACE.matcher(line).replaceAll("line $1, column $2"));
    return location == null
        ? problem + place()
        : "%s at line %d, column %d"
            .formatted(problem, location.getLineNr(), location.getColumnNr());
  }
}
