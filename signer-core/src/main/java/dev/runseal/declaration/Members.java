package dev.runseal.declaration;

import dev.runseal.bytes.Excerpt;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks the members of one object of a declared section, each by its kind; {@link #end} then
 * refuses whatever was not asked for. A name starting with {@code may} lets the member be absent.
 */
final class Members {
  private static final int MAX_DECIMAL = 64;
  private static final Pattern DECIMAL =
      Pattern.compile("0|-?(?:0\\.[0-9]*[1-9]|[1-9][0-9]*(?:\\.[0-9]*[1-9])?)");

  private final ObjectReader reader;

  Members(ObjectReader reader) {
    this.reader = reader;
  }

  /** Checks one object and all its members but for {@link Members#end}, which follows. */
  @FunctionalInterface
  interface Rule {
    void check(Members members) throws JsonException;
  }

  static String requireText(String text) {
    if (text.trim().isEmpty()) {
      throw new IllegalArgumentException("text is empty, expected something to read");
    }
    return text;
  }

  static String requireDecimal(String text) {
    if (text.length() > MAX_DECIMAL || !DECIMAL.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "found %s, expected a decimal in its shortest form, like \"0.2\", \"-1.5\" or \"1\""
              .formatted(Excerpt.quoted(text)));
    }
    return text;
  }

  String text(String name) throws JsonException {
    return reader.parsed(name, Members::requireText);
  }

  void mayText(String... names) throws JsonException {
    for (String name : names) {
      reader.findParsed(name, Members::requireText);
    }
  }

  /** One of a fixed set of words. */
  void word(String name, Set<String> words) throws JsonException {
    String found = reader.string(name);
    if (!words.contains(found)) {
      throw new JsonException(
          reader.at(name),
          "found %s, expected one of %s"
              .formatted(
                  Excerpt.quoted(found), String.join(", ", words.stream().sorted().toList())));
    }
  }

  void mayTexts(String name) throws JsonException {
    if (reader.has(name)) {
      reader.array(name, Members::textItem);
    }
  }

  long natural(String name) throws JsonException {
    return reader.natural(name);
  }

  void mayNatural(String... names) throws JsonException {
    for (String name : names) {
      if (reader.has(name)) {
        reader.natural(name);
      }
    }
  }

  void mayInteger(String name) throws JsonException {
    if (reader.has(name)) {
      reader.integer(name);
    }
  }

  void mayDecimal(String... names) throws JsonException {
    for (String name : names) {
      if (reader.has(name) && !(reader.value(name) instanceof Json.Str)) {
        throw new JsonException(
            reader.at(name), "expected a decimal written as a string, like \"0.2\"");
      }
      reader.findParsed(name, Members::requireDecimal);
    }
  }

  void mayBool(String... names) throws JsonException {
    for (String name : names) {
      if (reader.has(name)) {
        reader.bool(name);
      }
    }
  }

  void digest(String name) throws JsonException {
    ContentRef.readDigest(reader.object(name));
  }

  /** A marker that is either there and true, or absent. */
  boolean mayMarker(String name) throws JsonException {
    if (!reader.has(name)) {
      return false;
    }
    if (!reader.bool(name)) {
      throw new JsonException(reader.at(name), "found false, expected true or no such field");
    }
    return true;
  }

  void content(String name) throws JsonException {
    ContentRef.read(reader.value(name), reader.at(name));
  }

  void mayContent(String... names) throws JsonException {
    for (String name : names) {
      if (reader.has(name)) {
        content(name);
      }
    }
  }

  void mayContents(String... names) throws JsonException {
    for (String name : names) {
      if (reader.has(name)) {
        reader.array(name, ContentRef::read);
      }
    }
  }

  void mayObject(String name, Rule rule) throws JsonException {
    if (reader.has(name)) {
      check(reader.value(name), reader.at(name), rule);
    }
  }

  /** Objects of one shape; how many there were. */
  long objects(String name, Rule rule) throws JsonException {
    return reader.array(name, (value, pointer) -> check(value, pointer, rule)).size();
  }

  void mayObjects(String name, Rule rule) throws JsonException {
    if (reader.has(name)) {
      objects(name, rule);
    }
  }

  void end() throws JsonException {
    reader.end(ContentRef.REMEDY);
  }

  boolean has(String name) {
    return reader.has(name);
  }

  JsonException refusal(String name, String problem) {
    return new JsonException(reader.at(name), problem);
  }

  void requireNotEmpty(String name) throws JsonException {
    if (reader.value(name) instanceof Json.Arr array && array.items().isEmpty()) {
      throw refusal(name, "the list is empty, expected at least one; or make the state \"none\"");
    }
  }

  /** Ranks are 1, 2, 3 … in the order of the list: a gap would be a candidate left out. */
  void requireRanksInOrder(String array) throws JsonException { // beyond the schema
    List<Long> ranks =
        reader.array(array, (value, pointer) -> ObjectReader.of(value, pointer).natural("rank"));
    for (int i = 0; i < ranks.size(); i++) {
      if (ranks.get(i) != i + 1) {
        throw refusal(array, "rank at %d is %d, expected %d".formatted(i, ranks.get(i), i + 1));
      }
    }
  }

  List<String> names(String array) throws JsonException {
    return reader.array(array, (value, pointer) -> ObjectReader.of(value, pointer).string("name"));
  }

  void contents(String name) throws JsonException {
    reader.array(name, ContentRef::read);
  }

  private static String textItem(Json value, String pointer) throws JsonException {
    try {
      return requireText(ObjectReader.asString(value, pointer));
    } catch (IllegalArgumentException e) {
      throw new JsonException(pointer, String.valueOf(e.getMessage()), e);
    }
  }

  private static Members check(Json value, String pointer, Rule rule) throws JsonException {
    var members = new Members(ObjectReader.of(value, pointer));
    rule.check(members);
    members.end();
    return members;
  }
}
