package dev.runseal.declaration;

import dev.runseal.bytes.Excerpt;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;

/** What a declaration says about one part of the run: this is it, there is none, or not told. */
public sealed interface Section {

  /** The part is described; {@code members} is the whole object, its {@code state} included. */
  record Declared(Json.Obj members) implements Section {}

  /** The run has no such part. */
  record None() implements Section {}

  /** The run has such a part, and the declarer can't or won't say what it is. */
  record Opaque(String reason) implements Section {
    public Opaque {
      Members.requireText(reason);
    }
  }

  static Section read(SectionName name, Json value, String pointer) throws JsonException {
    ObjectReader reader = ObjectReader.of(value, pointer);
    if (!(value instanceof Json.Obj object) || !reader.has("state")) {
      throw new JsonException(
          pointer, "\"state\" is missing, expected \"declared\", \"none\" or \"opaque\"");
    }
    String state = reader.string("state");
    return switch (state) {
      case "declared" -> {
        if (object.members().size() == 1) {
          throw new JsonException(
              pointer,
              "declared, but nothing is said: describe it, or make the state \"none\" or"
                  + " \"opaque\"");
        }
        var members = new Members(reader);
        SectionRules.check(name, members);
        members.end();
        yield new Declared(object);
      }
      case "none" -> {
        reader.end("a section whose state is \"none\" says nothing else");
        yield new None();
      }
      case "opaque" -> {
        String reason = reader.parsed("reason", Members::requireText);
        reader.end("a section whose state is \"opaque\" gives its \"reason\" and nothing else");
        yield new Opaque(reason);
      }
      default ->
          throw new JsonException(
              reader.at("state"),
              "found %s, expected \"declared\", \"none\" or \"opaque\""
                  .formatted(Excerpt.quoted(state)));
    };
  }
}
