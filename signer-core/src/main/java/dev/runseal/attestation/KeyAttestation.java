package dev.runseal.attestation;

import dev.runseal.attestation.AttestationException.Reason;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import dev.runseal.bytes.Sha256;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import dev.runseal.json.StrictJson;
import dev.runseal.key.Origin;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The certificates of a log's sealing key, and what devices say of the key. Formats §4. Statements
 * name it by the digest of its bytes, so it has one form: RFC 8785. Nothing in it is believed for
 * being here.
 */
public record KeyAttestation(
    Origin log,
    List<Bytes> certificates,
    Optional<String> witnessKey,
    List<EncodedEvidence> evidence) {
  public static final String MEDIA_TYPE = "application/vnd.runseal.key-attestation.v1+json";
  public static final int MAX_LENGTH = 1 << 20;
  public static final int MAX_CERTIFICATES = 8;

  // spec: C2SP signed-note, "verifier keys": <name>+<hex key id>+<base64 of type and key>
  private static final Pattern VKEY = Pattern.compile("([^+\\s]+)\\+([0-9a-f]{8})\\+(.+)");
  private static final Bytes ED25519 = Bytes.of((byte) 1);
  private static final int ED25519_LENGTH = 32;

  public KeyAttestation {
    certificates = List.copyOf(certificates);
    evidence = List.copyOf(evidence);
    if (certificates.isEmpty() || certificates.size() > MAX_CERTIFICATES) {
      throw new IllegalArgumentException(
          "key attestation has %d certificates, expected 1 to %d"
              .formatted(certificates.size(), MAX_CERTIFICATES));
    }
    if (witnessKey.isPresent()) {
      requireWitnessKey(witnessKey.get(), log);
    }
  }

  /** Reads exactly what {@link #encode} writes. */
  public static KeyAttestation parse(Bytes encoded) throws AttestationException {
    KeyAttestation attestation;
    try {
      attestation = read(ObjectReader.of(StrictJson.parse(encoded, MAX_LENGTH)));
    } catch (JsonException e) {
      throw new AttestationException(Reason.MALFORMED, "key attestation: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new AttestationException(Reason.MALFORMED, String.valueOf(e.getMessage()), e);
    }
    if (!attestation.encode().equals(encoded)) {
      throw AttestationException.malformed(
          "key attestation is not in its canonical form (RFC 8785)");
    }
    return attestation;
  }

  public Bytes encode() {
    List<Json> pairs =
        evidence.stream()
            .<Json>map(each ->
                Json.array(List.of(Json.string(each.mediaType()), Json.base64(each.value()))))
            .toList();
    return CanonicalJson.encode(
        Json.object()
            .put("mediaType", MEDIA_TYPE)
            .put("log", log.text())
            .put("certificates", Json.array(certificates.stream().map(Json::base64).toList()))
            .put("witnessKey", witnessKey.map(Json::string))
            .put("evidence", Json.array(pairs))
            .build());
  }

  /** What {@code keyAttestation} in a statement says. */
  public Sha256 digest() {
    return Sha256.of(encode());
  }

  private static KeyAttestation read(ObjectReader reader) throws JsonException {
    reader.literal("mediaType", MEDIA_TYPE);
    var attestation =
        new KeyAttestation(
            reader.parsed("log", Origin::new),
            reader.array("certificates", KeyAttestation::base64),
            reader.findString("witnessKey"),
            reader.array("evidence", KeyAttestation::pair));
    reader.end();
    return attestation;
  }

  private static EncodedEvidence pair(Json value, String pointer) throws JsonException {
    if (!(value instanceof Json.Arr(List<Json> items) && items.size() == 2)) {
      throw new JsonException(pointer, "expected a pair of media type and base64");
    }
    String mediaType = ObjectReader.asString(items.get(0), pointer + "/0");
    Bytes evidence = base64(items.get(1), pointer + "/1");
    try {
      return new EncodedEvidence(mediaType, evidence);
    } catch (IllegalArgumentException e) {
      throw new JsonException(pointer, String.valueOf(e.getMessage()), e);
    }
  }

  private static Bytes base64(Json value, String pointer) throws JsonException {
    String text = ObjectReader.asString(value, pointer);
    try {
      return Bytes.parseBase64(text);
    } catch (IllegalArgumentException e) {
      throw new JsonException(pointer, String.valueOf(e.getMessage()), e);
    }
  }

  private static void requireWitnessKey(String vkey, Origin log) {
    Matcher parts = VKEY.matcher(vkey);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "witness key is %s, expected <name>+<8 hex digits>+<base64>"
              .formatted(Excerpt.quoted(vkey)));
    }
    if (!parts.group(1).equals(log.text())) {
      throw new IllegalArgumentException(
          "witness key is of %s, expected the log %s"
              .formatted(Excerpt.quoted(parts.group(1)), log));
    }
    Bytes key = Bytes.parseBase64(parts.group(3));
    if (key.length() != 1 + ED25519_LENGTH || !key.startsWith(ED25519)) {
      throw new IllegalArgumentException(
          "witness key is %d bytes beginning %s, expected 01 and an Ed25519 key of 32"
              .formatted(key.length(), key.slice(0, Math.min(1, key.length())).toHex()));
    }
    String id = Sha256.of(Bytes.utf8(log.text() + "\n"), key).hex().substring(0, 8);
    if (!parts.group(2).equals(id)) {
      throw new IllegalArgumentException(
          "witness key has the id %s, expected %s".formatted(parts.group(2), id));
    }
  }
}
