package dev.runseal.bundle;

import dev.runseal.bytes.Bytes;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import dev.runseal.json.StrictJson;
import dev.runseal.note.Receipt;
import java.util.Optional;

/**
 * The file that travels with a run's output (formats, section 5): a statement, the receipt of its
 * place in the log, and what a verifier needs beside them. Reading one checks its shape and nothing
 * else. Members may stand in any order when read; {@link #encode} writes RFC 8785.
 *
 * @param keyAttestation the exact bytes; absent in the minimal form
 * @param declaration the canonical form, put in by the client
 * @param seal in a completion's bundle, the seal that it completes
 * @param open where the log was rotated in between, the entry that names the log before
 */
public record Bundle(
    Bytes statement,
    Receipt receipt,
    Optional<Bytes> keyAttestation,
    Optional<Bytes> declaration,
    Optional<Part> seal,
    Optional<Part> open,
    Optional<TimeProofs> time,
    Optional<Dsse> dsse) {
  public static final String MEDIA_TYPE = "application/vnd.runseal.bundle.v1+json";

  /** Room for every part at its own longest. */
  public static final int MAX_LENGTH = 4 << 20;

  private static final String MEDIA_TYPE_FIELD = "mediaType";
  private static final String KEY_ATTESTATION = "keyAttestation";
  private static final String DECLARATION = "declaration";
  private static final String SEAL = "seal";
  private static final String OPEN = "open";
  private static final String TIME = "time";
  private static final String DSSE = "dsse";

  public Bundle {
    requireStatementOfPartLength(statement, receipt);
    if (open.isPresent() && seal.isEmpty()) {
      throw new IllegalArgumentException(
          "bundle has \"open\" without the \"seal\" that it would lead to");
    }
  }

  /** A statement and its receipt, without anything beside. */
  public static Bundle of(Bytes statement, Receipt receipt) {
    return new Bundle(
        statement,
        receipt,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public static Bundle parse(Bytes json) throws BundleException {
    try {
      return read(ObjectReader.of(StrictJson.parse(json, MAX_LENGTH)));
    } catch (JsonException e) {
      throw new BundleException("bundle: " + e.getMessage(), e);
    }
  }

  private static Bundle read(ObjectReader reader) throws JsonException {
    reader.literal(MEDIA_TYPE_FIELD, MEDIA_TYPE);
    Part main = Part.read(reader);
    Optional<Bytes> keyAttestation = reader.findParsed(KEY_ATTESTATION, Bytes::parseBase64);
    Optional<Bytes> declaration = reader.findParsed(DECLARATION, Bytes::parseBase64);
    Optional<Part> seal = findPart(reader, SEAL);
    Optional<Part> open = findPart(reader, OPEN);
    Optional<TimeProofs> time = Optional.empty();
    if (reader.has(TIME)) {
      time = Optional.of(TimeProofs.read(reader.object(TIME)));
    }
    Optional<Dsse> dsse = Optional.empty();
    if (reader.has(DSSE)) {
      dsse = Optional.of(Dsse.read(reader.object(DSSE)));
    }
    reader.end();
    try {
      return new Bundle(
          main.statement(), main.receipt(), keyAttestation, declaration, seal, open, time, dsse);
    } catch (IllegalArgumentException e) {
      throw new JsonException("", String.valueOf(e.getMessage()), e);
    }
  }

  /** The entry that this bundle is about. */
  public Part main() {
    return new Part(statement, receipt);
  }

  /** The same bundle with the key attestation that it came without. */
  public Bundle withKeyAttestation(Bytes exact) {
    requireNoOther(KEY_ATTESTATION, keyAttestation, exact);
    return new Bundle(statement, receipt, Optional.of(exact), declaration, seal, open, time, dsse);
  }

  /** The same bundle with the declaration, in its canonical form, put in. */
  public Bundle withDeclaration(Bytes canonical) {
    requireNoOther(DECLARATION, declaration, canonical);
    return new Bundle(
        statement, receipt, keyAttestation, Optional.of(canonical), seal, open, time, dsse);
  }

  /** A completion's bundle with the seal that it completes. */
  public Bundle withSeal(Part completed) {
    return new Bundle(
        statement, receipt, keyAttestation, declaration, Optional.of(completed), open, time, dsse);
  }

  /** The same bundle with a DSSE signature over its statement. */
  public Bundle withDsse(Dsse signed) {
    return new Bundle(
        statement, receipt, keyAttestation, declaration, seal, open, time, Optional.of(signed));
  }

  /** The RFC 8785 form, without a newline after it. */
  public Bytes encode() {
    Json.Builder object =
        Json.object()
            .put(MEDIA_TYPE_FIELD, MEDIA_TYPE)
            .put(KEY_ATTESTATION, keyAttestation.map(Json::base64))
            .put(DECLARATION, declaration.map(Json::base64))
            .put(SEAL, seal.map(Part::json))
            .put(OPEN, open.map(Part::json))
            .put(TIME, time.map(TimeProofs::json))
            .put(DSSE, dsse.map(Dsse::json));
    return CanonicalJson.encode(main().addTo(object).build());
  }

  private static Optional<Part> findPart(ObjectReader reader, String name) throws JsonException {
    return reader.has(name) ? Optional.of(Part.readAlone(reader.object(name))) : Optional.empty();
  }

  private static void requireStatementOfPartLength(Bytes statement, Receipt receipt) {
    var unused = new Part(statement, receipt);
  }

  private static void requireNoOther(String name, Optional<Bytes> present, Bytes given) {
    if (present.isPresent() && !present.get().equals(given)) {
      throw new IllegalArgumentException(
          "bundle already has another \"%s\" than the one given: refusing to replace it"
              .formatted(name));
    }
  }
}
