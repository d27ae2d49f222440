package dev.runseal.server;

import dev.runseal.json.Json;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Takes one mapping of the configuration apart, key by key; {@link #end} then refuses every key
 * that nobody asked for. Used by one thread, once.
 */
final class ConfigSection {
  private final String key;
  private final Map<String, Json> members;
  private final Set<String> taken = new HashSet<>();

  ConfigSection(String key, Json.Obj object) {
    this.key = key;
    this.members = object.members();
  }

  boolean has(String name) {
    taken.add(name);
    return members.containsKey(name);
  }

  ConfigSection section(String name) throws ConfigException {
    Json value = value(name);
    if (value instanceof Json.Obj object) {
      return new ConfigSection(at(name), object);
    }
    throw wrongType(name, value, "a mapping", "indent its keys below it");
  }

  String string(String name) throws ConfigException {
    Json value = value(name);
    if (value instanceof Json.Str(String text)) {
      if (text.isEmpty()) {
        throw new ConfigException(at(name), "has no value", "give one, or remove the key");
      }
      return text;
    }
    throw wrongType(name, value, "a string", "put it in quotes");
  }

  /** A string, or anything else as an empty one: for a value that no message may show. */
  String hidden(String name) throws ConfigException {
    return value(name) instanceof Json.Str(String text) ? text : "";
  }

  Optional<String> findString(String name) throws ConfigException {
    return has(name) ? Optional.of(string(name)) : Optional.empty();
  }

  /** A string that {@code parse} turns into a value; what it throws becomes the complaint. */
  <T> T parsed(String name, Function<String, T> parse, String remedy) throws ConfigException {
    try {
      return parse.apply(string(name));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(at(name), String.valueOf(e.getMessage()), remedy, e);
    }
  }

  Path absolutePath(String name) throws ConfigException {
    String text = string(name);
    if (!text.startsWith("/") || text.indexOf('\0') >= 0) {
      throw new ConfigException(
          at(name), "found \"%s\", expected an absolute path".formatted(text), "begin it with /");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new ConfigException(
          at(name),
          "found \"%s\", which has no name in this process's locale".formatted(text),
          "start it with LC_ALL=C.UTF-8",
          e);
    }
  }

  boolean bool(String name) throws ConfigException {
    Json value = value(name);
    if (value instanceof Json.Bool bool) {
      return bool == Json.Bool.TRUE;
    }
    throw wrongType(name, value, "true or false", "write one of the two, without quotes");
  }

  int integer(String name, int least, int most) throws ConfigException {
    Json value = value(name);
    if (!(value instanceof Json.Int(long number))) {
      throw wrongType(name, value, "a whole number", "write it without quotes");
    }
    if (number < least || number > most) {
      throw new ConfigException(
          at(name),
          "found %d, expected %d to %d".formatted(number, least, most),
          "choose a number in between");
    }
    return (int) number;
  }

  List<Long> integers(String name) throws ConfigException {
    Json value = value(name);
    if (!(value instanceof Json.Arr(List<Json> items))) {
      throw wrongType(name, value, "a list", "write it in brackets, such as [1, 2]");
    }
    List<Long> numbers = new ArrayList<>();
    for (Json item : items) {
      if (!(item instanceof Json.Int(long number))) {
        throw wrongType(
            "%s[%d]".formatted(name, numbers.size()),
            item,
            "a whole number",
            "write it without quotes");
      }
      numbers.add(number);
    }
    return numbers;
  }

  /** Every key of this mapping with its string. */
  Map<String, String> strings() throws ConfigException {
    Map<String, String> strings = new LinkedHashMap<>();
    for (String name : members.keySet()) {
      strings.put(name, string(name));
    }
    return strings;
  }

  /** Every key must have been asked for. */
  void end() throws ConfigException {
    for (String name : members.keySet()) {
      if (!taken.contains(name)) {
        throw new ConfigException(
            at(name),
            "unknown key",
            "remove it; known here are "
                + taken.stream().sorted().collect(Collectors.joining(", ")));
      }
    }
  }

  String at(String name) {
    return key.isEmpty() ? name : key + "." + name;
  }

  private Json value(String name) throws ConfigException {
    taken.add(name);
    Json value = members.get(name);
    if (value == null) {
      throw new ConfigException(
          at(name), "is missing", "runseal init writes every key with its default");
    }
    return value;
  }

  private ConfigException wrongType(String name, Json found, String expected, String remedy) {
    String kind =
        switch (found) {
          case Json.Obj ignored -> "a mapping";
          case Json.Arr ignored -> "a list";
          case Json.Str(String text) -> '"' + text + '"';
          case Json.Int(long number) -> "the number " + number;
          case Json.Decimal ignored -> "a decimal number";
          case Json.Bool bool -> bool == Json.Bool.TRUE ? "true" : "false";
          case Json.Null ignored -> "nothing";
        };
    return new ConfigException(at(name), "found %s, expected %s".formatted(kind, expected), remedy);
  }
}
