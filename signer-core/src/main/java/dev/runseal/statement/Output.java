package dev.runseal.statement;

import dev.runseal.bytes.Excerpt;
import dev.runseal.bytes.Sha256;
import dev.runseal.json.Json;

/**
 * One output of a run: a name of 1 to 256 UTF-16 code units without control characters, and the
 * digest of the content. The name {@code seal} is taken: in a completion it names the seal, and
 * in-toto readers look subjects up by name.
 */
public record Output(String name, Sha256 digest) {
  public static final int MAX_NAME_LENGTH = 256;

  static final String RESERVED_NAME = "seal";

  public Output {
    if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
      throw new IllegalArgumentException(
          "output name has %d characters, expected 1 to %d"
              .formatted(name.length(), MAX_NAME_LENGTH));
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "output name is %s, expected one without control characters"
              .formatted(Excerpt.quoted(name)));
    }
    if (name.equals(RESERVED_NAME)) {
      throw new IllegalArgumentException(
          "output name is \"seal\", which names the seal itself: expected another");
    }
    // Refuses lone surrogates, which JSON can't carry.
    var unused = Json.string(name);
  }
}
