package dev.runseal.trust;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import dev.runseal.json.StrictJson;
import dev.runseal.key.Origin;
import dev.runseal.statement.Timestamp;
import dev.runseal.x509.ChainException;
import dev.runseal.x509.PemCertificates;
import dev.runseal.x509.SealingChain;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whom a verifier trusts, and for what; obtained beforehand, never from a bundle. Roots are good
 * for one purpose and never another's. This version judges sealing chains only, so a file that
 * names roots or keys for another purpose is refused rather than half obeyed.
 *
 * @param sealingRoots certificates, in DER, that chains of sealing keys may end in
 * @param pinnedOrigins the only logs trusted; empty for any with a good chain
 * @param distrustAfter by SHA-256 of a key's SPKI, anywhere in a chain: entries that nothing shows
 *     to be older fail
 */
public record TrustRoots(
    Set<Bytes> sealingRoots, Set<Origin> pinnedOrigins, Map<Sha256, Timestamp> distrustAfter) {
  public static final String MEDIA_TYPE = "application/vnd.runseal.trust.v1+json";
  public static final int MAX_LENGTH = 1 << 20;

  private static final String SEALING_ROOTS = "sealingRoots";
  private static final String PINNED_ORIGINS = "pinnedOrigins";
  private static final String DISTRUST_AFTER = "distrustAfter";

  public TrustRoots {
    sealingRoots = Collections.unmodifiableSet(new LinkedHashSet<>(sealingRoots));
    pinnedOrigins = Collections.unmodifiableSet(new LinkedHashSet<>(pinnedOrigins));
    distrustAfter = Collections.unmodifiableMap(new LinkedHashMap<>(distrustAfter));
    if (sealingRoots.isEmpty()) {
      throw new IllegalArgumentException("no sealing root is trusted, expected at least one");
    }
    sealingRoots.forEach(TrustRoots::requireCertificate);
  }

  /** The short form of a trust file: one root certificate, for sealing chains and nothing else. */
  public static TrustRoots ofSealingRoot(String pem) throws TrustException {
    List<Bytes> certificates;
    try {
      certificates = PemCertificates.parse(pem);
    } catch (ChainException e) {
      throw new TrustException("root certificate: " + e.getMessage(), e);
    }
    if (certificates.size() != 1) {
      throw new TrustException(
          "root certificate: found %d certificates, expected one; several roots go into a trust file"
              .formatted(certificates.size()),
          null);
    }
    return ofSealingRoot(certificates.getFirst());
  }

  /** As {@link #ofSealingRoot(String)}, from DER. */
  public static TrustRoots ofSealingRoot(Bytes der) {
    return new TrustRoots(Set.of(der), Set.of(), Map.of());
  }

  public static TrustRoots parse(Bytes json) throws TrustException {
    try {
      return read(ObjectReader.of(StrictJson.parse(json, MAX_LENGTH)));
    } catch (JsonException e) {
      throw new TrustException("trust file: " + e.getMessage(), e);
    }
  }

  private static TrustRoots read(ObjectReader reader) throws JsonException {
    reader.literal("mediaType", MEDIA_TYPE);
    Set<Bytes> roots =
        Policy.set(reader, SEALING_ROOTS, text -> requireCertificate(Bytes.parseBase64(text)));
    Set<Origin> pinned = Set.of();
    if (reader.has(PINNED_ORIGINS)) {
      pinned = Policy.set(reader, PINNED_ORIGINS, Origin::new);
      if (pinned.isEmpty()) {
        throw new JsonException(
            reader.at(PINNED_ORIGINS), "found no origin: leave the field out to trust any log");
      }
    }
    Map<Sha256, Timestamp> distrusted = new LinkedHashMap<>();
    if (reader.has(DISTRUST_AFTER)) {
      for (ObjectReader entry : reader.array(DISTRUST_AFTER, ObjectReader::of)) {
        Sha256 key = entry.digest("key");
        Timestamp after = entry.parsed("after", Timestamp::parse);
        entry.end();
        if (distrusted.putIfAbsent(key, after) != null) {
          throw new JsonException(entry.at("key"), "found \"%s\" again".formatted(key));
        }
      }
    }
    reader.end("this version judges no other purpose");
    try {
      return new TrustRoots(roots, pinned, distrusted);
    } catch (IllegalArgumentException e) {
      throw new JsonException("", String.valueOf(e.getMessage()), e);
    }
  }

  /** The trust file that {@link #parse} reads. */
  public Bytes encode() {
    Json.Builder object =
        Json.object()
            .put("mediaType", MEDIA_TYPE)
            .put(SEALING_ROOTS, Policy.strings(sealingRoots, Bytes::toBase64));
    if (!pinnedOrigins.isEmpty()) {
      object.put(PINNED_ORIGINS, Policy.strings(pinnedOrigins, Origin::text));
    }
    if (!distrustAfter.isEmpty()) {
      object.put(
          DISTRUST_AFTER,
          Json.array(
              distrustAfter.entrySet().stream()
                  .map(entry ->
                      Json.object()
                          .put("key", entry.getKey().toString())
                          .put("after", entry.getValue().toString())
                          .build())
                  .toList()));
    }
    return CanonicalJson.encode(object.build());
  }

  /** When trust in this key ended, if it did. */
  public Optional<Timestamp> findDistrust(Sha256 spki) {
    return Optional.ofNullable(distrustAfter.get(spki));
  }

  private static Bytes requireCertificate(Bytes der) {
    try {
      SealingChain.verifyCertificate(der);
      return der;
    } catch (ChainException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }
}
