package dev.runseal.vectors;

import dev.runseal.bytes.Bytes;
import dev.runseal.json.Json;
import dev.runseal.trust.Claim;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One file of docs/vectors and what every verifier must make of it.
 *
 * @param spaces how many spaces a reader puts behind the file's content; for limits in bytes
 * @param trust the file to be trusted in place of the manifest's root
 */
record GoldenVector(
    String name,
    Input input,
    String about,
    Bytes content,
    int spaces,
    Optional<String> trust,
    Expected expected) {

  /** What the file is, which says how it is read and in which folder it stands. */
  enum Input {
    BUNDLE("bundles", "json"),
    DECLARATION("declarations", "json"),
    ROOT("trust", "pem"),
    TRUST("trust", "json"),
    POLICY("policies", "json");

    private final String folder;
    private final String ending;

    Input(String folder, String ending) {
      this.folder = folder;
      this.ending = ending;
    }
  }

  /** What must come of it; the words of {@code reason} are Runseal's own. */
  sealed interface Expected {
    /** A bundle is read; these claims pass, these fail, and all others are not shown. */
    record Verdicts(Set<Claim> pass, Set<Claim> fail, String reason) implements Expected {}

    /** A declaration is read and has this identity. */
    record Identity(String identity) implements Expected {}

    /** A trust file, a policy or a root is read. */
    record Read() implements Expected {}

    /** It is not read at all. */
    record Refused(String reason) implements Expected {}
  }

  /** What nothing else in the manifest is called. */
  String id() {
    return input.folder + "/" + name;
  }

  String file() {
    return id() + "." + input.ending;
  }

  /** The content with the spaces that the file leaves out. */
  Bytes whole() {
    return Bytes.concat(content, Bytes.utf8(" ".repeat(spaces)));
  }

  GoldenVector trusting(String file) {
    return new GoldenVector(name, input, about, content, spaces, Optional.of(file), expected);
  }

  GoldenVector withSpaces(int count) {
    return new GoldenVector(name, input, about, content, count, trust, expected);
  }

  Json.Obj manifestEntry() {
    Json.Builder entry =
        Json.object()
            .put("name", id())
            .put("file", file())
            .put("input", input.name().toLowerCase(Locale.ROOT))
            .put("about", about)
            .put("trust", trust.map(Json::string));
    if (spaces > 0) {
      entry.put("spaces", spaces);
    }
    switch (expected) {
      case Expected.Verdicts(Set<Claim> pass, Set<Claim> fail, String reason) -> {
        Json.Builder verdicts = Json.object();
        pass.forEach(claim -> verdicts.put(claim.text(), "pass"));
        fail.forEach(claim -> verdicts.put(claim.text(), "fail"));
        entry.put("verdicts", verdicts);
        if (!fail.isEmpty()) {
          entry.put("reason", reason);
        }
      }
      case Expected.Identity(String identity) -> entry.put("identity", identity);
      case Expected.Read ignored -> entry.put("read", Json.bool(true));
      case Expected.Refused(String reason) -> entry.put("refused", reason);
    }
    return entry.build();
  }
}
