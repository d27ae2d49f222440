package dev.runseal.json;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import dev.runseal.bytes.Sha256;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Takes one JSON object apart, field by field; {@link #end} then refuses every field that nobody
 * asked for. Each complaint names the place as a JSON pointer. Used by one thread, once.
 */
public final class ObjectReader {
  private final Json.Obj object;
  private final String pointer;
  private final Set<String> taken = new HashSet<>();

  private ObjectReader(Json.Obj object, String pointer) {
    this.object = object;
    this.pointer = pointer;
  }

  public static ObjectReader of(Json value) throws JsonException {
    return of(value, "");
  }

  public static ObjectReader of(Json value, String pointer) throws JsonException {
    if (value instanceof Json.Obj object) {
      return new ObjectReader(object, pointer);
    }
    throw new JsonException(pointer, "found %s, expected an object".formatted(kind(value)));
  }

  /** Reads one value that is not a field of its own: an array's item, say. */
  @FunctionalInterface
  public interface Item<T> {
    T read(Json value, String pointer) throws JsonException;
  }

  public String pointer() {
    return pointer;
  }

  public boolean has(String name) {
    return object.members().containsKey(name);
  }

  public Json value(String name) throws JsonException {
    return findValue(name)
        .orElseThrow(() -> new JsonException(pointer, "field \"%s\" is missing".formatted(name)));
  }

  public Optional<Json> findValue(String name) {
    taken.add(name);
    return object.find(name);
  }

  public ObjectReader object(String name) throws JsonException {
    return of(value(name), at(name));
  }

  public Optional<ObjectReader> findObject(String name) throws JsonException {
    return has(name) ? Optional.of(object(name)) : Optional.empty();
  }

  public String string(String name) throws JsonException {
    return asString(value(name), at(name));
  }

  public Optional<String> findString(String name) throws JsonException {
    return has(name) ? Optional.of(string(name)) : Optional.empty();
  }

  /** A string that {@code parse} turns into a value; what it throws becomes our complaint. */
  public <T> T parsed(String name, Function<String, T> parse) throws JsonException {
    String text = string(name);
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw new JsonException(at(name), String.valueOf(e.getMessage()), e);
    }
  }

  public <T> Optional<T> findParsed(String name, Function<String, T> parse) throws JsonException {
    return has(name) ? Optional.of(parsed(name, parse)) : Optional.empty();
  }

  public Sha256 digest(String name) throws JsonException {
    return parsed(name, Sha256::parse);
  }

  public Bytes base64(String name) throws JsonException {
    return parsed(name, Bytes::parseBase64);
  }

  /** Requires the field to be exactly this string: a type or version marker. */
  public void literal(String name, String expected) throws JsonException {
    String found = string(name);
    if (!found.equals(expected)) {
      throw new JsonException(
          at(name), "found %s, expected \"%s\"".formatted(Excerpt.quoted(found), expected));
    }
  }

  /** An integer that counts or numbers something: 0 to 2^53−1. */
  public long natural(String name) throws JsonException {
    long value = integer(name);
    if (value < 0) {
      throw new JsonException(at(name), "found %d, expected 0 or more".formatted(value));
    }
    return value;
  }

  public long integer(String name) throws JsonException {
    Json value = value(name);
    if (value instanceof Json.Int integer) {
      return integer.value();
    }
    throw new JsonException(at(name), "found %s, expected an integer".formatted(kind(value)));
  }

  public boolean bool(String name) throws JsonException {
    Json value = value(name);
    if (value instanceof Json.Bool bool) {
      return bool == Json.Bool.TRUE;
    }
    throw new JsonException(at(name), "found %s, expected true or false".formatted(kind(value)));
  }

  public <T> List<T> array(String name, Item<T> item) throws JsonException {
    Json value = value(name);
    if (!(value instanceof Json.Arr array)) {
      throw new JsonException(at(name), "found %s, expected an array".formatted(kind(value)));
    }
    List<T> items = new ArrayList<>();
    for (Json each : array.items()) {
      items.add(item.read(each, at(name) + "/" + items.size()));
    }
    return List.copyOf(items);
  }

  /** Every field must have been asked for. */
  public void end() throws JsonException {
    refuseUnknown("");
  }

  /** Every field must have been asked for; the complaint about another one ends in a remedy. */
  public void end(String remedy) throws JsonException {
    refuseUnknown(": " + remedy);
  }

  private void refuseUnknown(String remedy) throws JsonException {
    for (String name : object.members().keySet()) {
      if (!taken.contains(name)) {
        throw new JsonException(
            at(name), "unknown field %s%s".formatted(Excerpt.quoted(name), remedy));
      }
    }
  }

  /** The JSON pointer of one of this object's fields. */
  public String at(String name) {
    return pointer + step(name);
  }

  public static String asString(Json value, String pointer) throws JsonException {
    if (value instanceof Json.Str string) {
      return string.value();
    }
    throw new JsonException(pointer, "found %s, expected a string".formatted(kind(value)));
  }

  private static String kind(Json value) {
    return switch (value) {
      case Json.Obj ignored -> "an object";
      case Json.Arr ignored -> "an array";
      case Json.Str ignored -> "a string";
      case Json.Int ignored -> "an integer";
      case Json.Decimal ignored -> "a decimal number";
      case Json.Bool ignored -> "true or false";
      case Json.Null ignored -> "null";
    };
  }

  /** One step of a JSON pointer (RFC 6901), its slash included, fit for a message. */
  static String step(String name) {
    return '/' + Excerpt.of(name).replace("~", "~0").replace("/", "~1");
  }
}
