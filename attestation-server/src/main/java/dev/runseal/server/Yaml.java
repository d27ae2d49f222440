package dev.runseal.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.runseal.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads the plain part of YAML that a person and a program can't read differently: mappings, lists,
 * strings, whole numbers, true and false. Duplicate keys, anchors, aliases, tags, a second document
 * and numbers in any other spelling are refused with their line.
 */
final class Yaml {
  static final int MAX_LENGTH = 256 * 1024;
  private static final int MAX_DEPTH = 8;
  private static final Pattern NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,15}");
  private static final YAMLFactory FACTORY =
      YAMLFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private final YAMLParser parser;

  private Yaml(YAMLParser parser) {
    this.parser = parser;
  }

  static Json.Obj parse(String text) throws ConfigException {
    if (text.length() > MAX_LENGTH) {
      throw new ConfigException(
          "config",
          "the file has %d characters, expected at most %d".formatted(text.length(), MAX_LENGTH),
          "is this the right file?");
    }
    try (YAMLParser parser = FACTORY.createParser(text)) {
      var yaml = new Yaml(parser);
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw new ConfigException(
            "config", "found no mapping of keys", "write one with runseal init");
      }
      Json.Obj root = yaml.mapping("");
      if (parser.nextToken() != null) {
        throw new ConfigException(
            "config", "a second document begins" + yaml.place(), "keep only one");
      }
      return root;
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw new ConfigException(
          "config",
          "not YAML%s (%s)"
              .formatted(
                  at == null ? "" : " at line " + at.getLineNr(),
                  String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("")),
          "compare it with the file that runseal init writes",
          e);
    } catch (IOException e) {
      throw new AssertionError("reading a string does no input or output", e);
    }
  }

  private Json.Obj mapping(String key) throws IOException, ConfigException {
    Map<String, Json> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      String inner = key.isEmpty() ? name : key + "." + name;
      String place = place();
      Json value = value(parser.nextToken(), inner);
      if (members.putIfAbsent(name, value) != null) {
        throw new ConfigException(inner, "given twice, again" + place, "remove one of the two");
      }
    }
    return new Json.Obj(members);
  }

  private Json value(JsonToken token, String key) throws IOException, ConfigException {
    if (parser.isCurrentAlias() || parser.getObjectId() != null) {
      throw new ConfigException(key, "an anchor or alias" + place(), "write the value out");
    }
    if (parser.getTypeId() != null) {
      throw new ConfigException(key, "a tag" + place(), "write the plain value");
    }
    return switch (token) {
      case START_OBJECT -> mapping(key);
      case START_ARRAY -> list(key);
      case VALUE_STRING -> new Json.Str(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(key);
      case VALUE_TRUE, VALUE_FALSE -> bool(parser.getText());
      case VALUE_NULL ->
          throw new ConfigException(key, "has no value" + place(), "give one, or remove the key");
      default -> throw new AssertionError("no value begins with " + token);
    };
  }

  private Json.Arr list(String key) throws IOException, ConfigException {
    List<Json> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(value(token, key + "[" + items.size() + "]"));
    }
    return new Json.Arr(items);
  }

  /** YAML 1.2 knows two booleans; the parser below takes 1.1's yes, no, on and off as well. */
  private static Json bool(String text) {
    return switch (text) {
      case "true" -> Json.Bool.TRUE;
      case "false" -> Json.Bool.FALSE;
      default -> new Json.Str(text);
    };
  }

  private Json number(String key) throws IOException, ConfigException {
    String text = parser.getText();
    if (!NUMBER.matcher(text).matches() || Math.abs(Long.parseLong(text)) > Json.MAX_INTEGER) {
      throw new ConfigException(
          key,
          "found %s%s, expected a whole number in its plain spelling".formatted(text, place()),
          "put it in quotes if a string is meant");
    }
    return new Json.Int(Long.parseLong(text));
  }

  private String place() {
    return " at line " + parser.currentTokenLocation().getLineNr();
  }
}
