package dev.runseal.trust;

import dev.runseal.attestation.DeviceRoot;
import dev.runseal.attestation.EvidenceType;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import dev.runseal.key.Origin;
import dev.runseal.statement.Timestamp;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The trust file's JSON, both ways. Formats, section 6. A list that is there has an item. */
final class TrustFile {
  static final String SEALING_ROOTS = "sealingRoots";
  static final String DEVICE_ROOTS = "deviceRoots";
  static final String ENROLMENT_AUTHORITIES = "enrolmentAuthorities";
  private static final String PINNED_ORIGINS = "pinnedOrigins";
  private static final String DISTRUST_AFTER = "distrustAfter";

  private TrustFile() {}

  static TrustRoots read(ObjectReader reader) throws JsonException {
    reader.literal("mediaType", TrustRoots.MEDIA_TYPE);
    Set<Bytes> sealing = Policy.set(reader, SEALING_ROOTS, TrustFile::certificate);
    Set<DeviceRoot> devices = deviceRoots(reader);
    Set<Bytes> authorities =
        atLeastOne(
            reader, ENROLMENT_AUTHORITIES, TrustFile::certificate, "authority", "trust none");
    Set<Origin> pinned = atLeastOne(reader, PINNED_ORIGINS, Origin::new, "origin", "trust any log");
    Map<Sha256, Timestamp> distrusted = distrusted(reader);
    reader.end("this version judges no other purpose");
    try {
      return new TrustRoots(sealing, devices, authorities, pinned, distrusted);
    } catch (IllegalArgumentException e) {
      throw new JsonException("", String.valueOf(e.getMessage()), e);
    }
  }

  static Json.Obj json(TrustRoots trust) {
    Json.Builder object =
        Json.object()
            .put("mediaType", TrustRoots.MEDIA_TYPE)
            .put(SEALING_ROOTS, Policy.strings(trust.sealingRoots(), Bytes::toBase64));
    if (!trust.deviceRoots().isEmpty()) {
      object.put(DEVICE_ROOTS, json(trust.deviceRoots()));
    }
    if (!trust.enrolmentAuthorities().isEmpty()) {
      object.put(
          ENROLMENT_AUTHORITIES, Policy.strings(trust.enrolmentAuthorities(), Bytes::toBase64));
    }
    if (!trust.pinnedOrigins().isEmpty()) {
      object.put(PINNED_ORIGINS, Policy.strings(trust.pinnedOrigins(), Origin::text));
    }
    if (!trust.distrustAfter().isEmpty()) {
      object.put(
          DISTRUST_AFTER,
          Json.array(
              trust.distrustAfter().entrySet().stream()
                  .map(entry ->
                      Json.object()
                          .put("key", entry.getKey().toString())
                          .put("after", entry.getValue().toString())
                          .build())
                  .toList()));
    }
    return object.build();
  }

  private static Json.Builder json(Set<DeviceRoot> roots) {
    Json.Builder families = Json.object();
    for (EvidenceType family : families()) {
      List<Bytes> ofFamily =
          roots.stream().filter(root -> root.family() == family).map(DeviceRoot::encoding).toList();
      if (!ofFamily.isEmpty()) {
        families.put(family.text(), Policy.strings(ofFamily, Bytes::toBase64));
      }
    }
    return families;
  }

  private static Set<DeviceRoot> deviceRoots(ObjectReader reader) throws JsonException {
    Set<DeviceRoot> roots = new LinkedHashSet<>();
    if (!reader.has(DEVICE_ROOTS)) {
      return roots;
    }
    ObjectReader object = reader.object(DEVICE_ROOTS);
    for (EvidenceType family : families()) {
      roots.addAll(
          atLeastOne(
              object,
              family.text(),
              text -> new DeviceRoot(family, Bytes.parseBase64(text)),
              "root",
              "trust none"));
    }
    object.end("expected a family of devices whose makers vouch for them");
    if (roots.isEmpty()) {
      throw new JsonException(
          reader.at(DEVICE_ROOTS), "found no family: leave the field out to trust none");
    }
    return roots;
  }

  private static List<EvidenceType> families() {
    return Stream.of(EvidenceType.values()).filter(DeviceRoot::isVouchedForByMaker).toList();
  }

  private static <T> Set<T> atLeastOne(
      ObjectReader reader, String name, Function<String, T> parse, String item, String without)
      throws JsonException {
    if (!reader.has(name)) {
      return Set.of();
    }
    Set<T> values = Policy.set(reader, name, parse);
    if (values.isEmpty()) {
      throw new JsonException(
          reader.at(name), "found no %s: leave the field out to %s".formatted(item, without));
    }
    return values;
  }

  private static Map<Sha256, Timestamp> distrusted(ObjectReader reader) throws JsonException {
    Map<Sha256, Timestamp> distrusted = new LinkedHashMap<>();
    if (!reader.has(DISTRUST_AFTER)) {
      return distrusted;
    }
    for (ObjectReader entry : reader.array(DISTRUST_AFTER, ObjectReader::of)) {
      Sha256 key = entry.digest("key");
      Timestamp after = entry.parsed("after", Timestamp::parse);
      entry.end();
      if (distrusted.putIfAbsent(key, after) != null) {
        throw new JsonException(entry.at("key"), "found \"%s\" again".formatted(key));
      }
    }
    return distrusted;
  }

  private static Bytes certificate(String base64) {
    return TrustRoots.requireCertificate(Bytes.parseBase64(base64));
  }
}
