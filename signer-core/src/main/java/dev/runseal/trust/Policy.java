package dev.runseal.trust;

import dev.runseal.attestation.CustodyLevel;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import dev.runseal.declaration.SectionName;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import dev.runseal.json.StrictJson;
import dev.runseal.key.Origin;
import dev.runseal.statement.Separation;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a verifier asks of a bundle before it accepts it. A policy decides what to do about verdicts
 * and never changes one: a report says {@code fail} whatever policy reads it.
 *
 * @param required claims that must {@code pass}; {@code order} is asked of completions only
 * @param custody the least level; {@code none} asks for nothing
 * @param separations what the caller may have been to the signer
 * @param opaque sections that a declarer may keep to himself
 * @param origins the only logs accepted; empty for any that the trust roots vouch for
 */
public record Policy(
    String name,
    Set<Claim> required,
    CustodyLevel custody,
    Set<Separation> separations,
    Set<SectionName> opaque,
    Set<Origin> origins) {
  public static final String MEDIA_TYPE = "application/vnd.runseal.policy.v1+json";
  public static final int MAX_LENGTH = 1 << 20;

  /** Claims that hold or don't; custody and separation are asked for by their values. */
  private static final Set<Claim> REQUIRABLE =
      Collections.unmodifiableSet(
          EnumSet.of(
              Claim.SIGNATURE, Claim.INCLUSION, Claim.IDENTITY, Claim.COMPLETENESS, Claim.ORDER));

  /** What is asked where nobody said otherwise. */
  public static final Policy DEFAULT =
      new Policy(
          "default",
          REQUIRABLE,
          CustodyLevel.AUTHORITY_ATTESTED,
          EnumSet.of(Separation.OTHER_USER, Separation.TLS),
          EnumSet.of(SectionName.ENVIRONMENT),
          Set.of());

  /** For trying Runseal on one machine: any key in any hands, any caller, any section untold. */
  public static final Policy DEVELOPMENT =
      new Policy(
          "development",
          REQUIRABLE,
          CustodyLevel.NONE,
          EnumSet.allOf(Separation.class),
          EnumSet.allOf(SectionName.class),
          Set.of());

  public Policy {
    if (!name.matches("[a-z0-9][a-z0-9._-]{0,63}")) {
      throw new IllegalArgumentException(
          "policy name is not 1 to 64 of [a-z0-9._-] beginning with a letter or digit");
    }
    required = ordered(Claim.class, required);
    separations = ordered(Separation.class, separations);
    opaque = ordered(SectionName.class, opaque);
    origins = Collections.unmodifiableSet(new LinkedHashSet<>(origins));
    for (Claim claim : List.of(Claim.SIGNATURE, Claim.INCLUSION)) {
      if (!required.contains(claim)) {
        throw new IllegalArgumentException(
            "policy does not require \"%s\", without which nothing else can be shown"
                .formatted(claim.text()));
      }
    }
    for (Claim claim : required) {
      if (!REQUIRABLE.contains(claim)) {
        throw new IllegalArgumentException(
            "policy requires \"%s\": %s".formatted(claim.text(), whyNotRequirable(claim)));
      }
    }
    if (separations.isEmpty()) {
      throw new IllegalArgumentException(
          "policy allows no separation at all, so that no bundle could be accepted");
    }
  }

  public static Policy parse(Bytes json) throws TrustException {
    try {
      return read(ObjectReader.of(StrictJson.parse(json, MAX_LENGTH)));
    } catch (JsonException e) {
      throw new TrustException("policy: " + e.getMessage(), e);
    }
  }

  private static Policy read(ObjectReader reader) throws JsonException {
    reader.literal("mediaType", MEDIA_TYPE);
    String name = reader.string("name");
    Set<Claim> required = set(reader, "require", Claim::parse);
    CustodyLevel custody = reader.parsed("custody", CustodyLevel::parse);
    Set<Separation> separations = set(reader, "separation", Separation::parse);
    Set<SectionName> opaque = set(reader, "opaque", Policy::section);
    Set<Origin> origins = Set.of();
    if (reader.has("origins")) {
      origins = set(reader, "origins", Origin::new);
      if (origins.isEmpty()) {
        throw new JsonException(
            reader.at("origins"), "found no origin: leave the field out to accept any log");
      }
    }
    reader.end();
    try {
      return new Policy(name, required, custody, separations, opaque, origins);
    } catch (IllegalArgumentException e) {
      throw new JsonException("", String.valueOf(e.getMessage()), e);
    }
  }

  /** The policy as the JSON that {@link #parse} reads. */
  public Json.Obj json() {
    Json.Builder object =
        Json.object()
            .put("mediaType", MEDIA_TYPE)
            .put("name", name)
            .put("require", strings(required, Claim::text))
            .put("custody", custody.text())
            .put("separation", strings(separations, Separation::text))
            .put("opaque", strings(opaque, SectionName::text));
    if (!origins.isEmpty()) {
      object.put("origins", strings(origins, Origin::text));
    }
    return object.build();
  }

  static <T> Set<T> set(ObjectReader reader, String name, Function<String, T> parse)
      throws JsonException {
    Set<T> values = new HashSet<>();
    List<T> items =
        reader.array(
            name,
            (item, pointer) -> {
              String text = ObjectReader.asString(item, pointer);
              try {
                T value = parse.apply(text);
                if (!values.add(value)) {
                  throw new JsonException(
                      pointer, "found %s again".formatted(Excerpt.quoted(text)));
                }
                return value;
              } catch (IllegalArgumentException e) {
                throw new JsonException(pointer, String.valueOf(e.getMessage()), e);
              }
            });
    return new LinkedHashSet<>(items);
  }

  static <T> Json.Arr strings(Collection<T> values, Function<T, String> text) {
    return Json.array(values.stream().map(text).map(Json::string).toList());
  }

  private static SectionName section(String found) {
    for (SectionName each : SectionName.values()) {
      if (each.text().equals(found)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "section is %s, expected one of %s"
            .formatted(
                Excerpt.quoted(found),
                Arrays.stream(SectionName.values())
                    .map(SectionName::text)
                    .collect(Collectors.joining(", "))));
  }

  private static String whyNotRequirable(Claim claim) {
    return switch (claim) {
      case CUSTODY -> "ask for a level with \"custody\" instead";
      case SEPARATION -> "say what is allowed with \"separation\" instead";
      case TIME, UNIQUENESS, APPEND_ONLY -> "this version can't judge it, so nothing would pass";
      case SIGNATURE, INCLUSION, IDENTITY, COMPLETENESS, ORDER ->
          throw new AssertionError("a policy can require " + claim.text());
    };
  }

  private static <E extends Enum<E>> Set<E> ordered(Class<E> type, Set<E> values) {
    EnumSet<E> ordered = EnumSet.noneOf(type);
    ordered.addAll(values);
    return Collections.unmodifiableSet(ordered);
  }
}
