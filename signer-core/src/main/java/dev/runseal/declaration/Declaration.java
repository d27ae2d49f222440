package dev.runseal.declaration;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import dev.runseal.json.StrictJson;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What one run is made of, all eight sections of it. None can be missing: a declarer says what a
 * part is, that there is none, or that it won't tell. Immutable; equal when the identity is.
 * Formats, section 1.
 */
public final class Declaration {
  public static final String TYPE = "https://runseal.dev/declaration/v1";
  public static final String MEDIA_TYPE = "application/vnd.runseal.declaration.v1+json";
  public static final int MAX_LENGTH = 1 << 20;

  private static final String EXTENSIONS = "extensions";

  private final Map<SectionName, Section> sections;
  private final Optional<Json> extensions;
  private final Bytes canonical;
  private final RunIdentity identity;

  private Declaration(Json json, Map<SectionName, Section> sections, Optional<Json> extensions) {
    this.sections = sections;
    this.extensions = extensions;
    this.canonical = CanonicalJson.encode(json);
    this.identity = new RunIdentity(Sha256.of(canonical));
  }

  /** Reads any spelling of the JSON; {@link #canonical} is the one that counts. */
  public static Declaration parse(Bytes json) throws JsonException {
    return of(StrictJson.parse(json, MAX_LENGTH));
  }

  private static Declaration of(Json json) throws JsonException {
    ObjectReader reader = ObjectReader.of(json);
    reader.literal("type", TYPE);
    requireEverySection(reader);
    var sections = new EnumMap<SectionName, Section>(SectionName.class);
    for (SectionName name : SectionName.values()) {
      String key = name.text();
      sections.put(name, Section.read(name, reader.value(key), reader.at(key)));
    }
    Optional<Json> extensions = reader.findValue(EXTENSIONS);
    reader.end(ContentRef.REMEDY);
    return new Declaration(json, sections, extensions);
  }

  private static void requireEverySection(ObjectReader reader) throws JsonException {
    List<String> missing = new ArrayList<>();
    for (SectionName name : SectionName.values()) {
      if (!reader.has(name.text())) {
        missing.add('"' + name.text() + '"');
      }
    }
    if (!missing.isEmpty()) {
      throw new JsonException(
          "",
          "section %s is missing: silence is not a declaration, give it one of the states"
                  .formatted(String.join(", ", missing))
              + " \"declared\", \"none\" or \"opaque\"");
    }
  }

  public Section section(SectionName name) {
    return Objects.requireNonNull(sections.get(name));
  }

  /** The sections that the declarer would not tell, in their order. */
  public List<SectionName> opaque() {
    return sections.entrySet().stream()
        .filter(entry -> entry.getValue() instanceof Section.Opaque)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What the declarer added of his own; part of the identity, understood by nobody else. */
  public Optional<Json> extensions() {
    return extensions;
  }

  /** The RFC 8785 form: the bytes that the identity is the digest of. */
  public Bytes canonical() {
    return canonical;
  }

  public RunIdentity identity() {
    return identity;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Declaration that && canonical.equals(that.canonical);
  }

  @Override
  public int hashCode() {
    return canonical.hashCode();
  }

  @Override
  public String toString() {
    return identity.toString();
  }
}
