package dev.runseal.declaration;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import dev.runseal.bytes.Sha256;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Content named by its digest, while the content itself stays with its owner. Content that could be
 * guessed is salted: its digest can't be tried against candidates, and its size is not told.
 * Formats, section 1.
 */
public record ContentRef(
    Optional<String> name,
    Optional<String> mediaType,
    OptionalLong size,
    Sha256 digest,
    boolean salted) {
  public static final int SALT_LENGTH = 32;

  static final String REMEDY = "put it under /extensions";

  private static final Bytes SALTED_DOMAIN = Bytes.utf8("runseal-content-v1\0");
  // A type, a subtype, and perhaps parameters in printable ASCII (RFC 6838, RFC 9110 §8.3.1).
  private static final Pattern MEDIA_TYPE =
      Pattern.compile(
          "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*(?:;[ -~]+)?");

  public ContentRef {
    name.ifPresent(Members::requireText);
    mediaType.ifPresent(ContentRef::requireMediaType);
    if (size.isPresent() && salted) {
      throw new IllegalArgumentException("a salted content has no size: it would help to guess it");
    }
    if (size.orElse(0) < 0 || size.orElse(0) > Json.MAX_INTEGER) {
      throw new IllegalArgumentException(
          "size is %d, expected 0 to 2^53−1".formatted(size.orElse(0)));
    }
  }

  public static ContentRef of(Bytes content) {
    return new ContentRef(
        Optional.empty(),
        Optional.empty(),
        OptionalLong.of(content.length()),
        Sha256.of(content),
        false);
  }

  /** Each part has its own salt, drawn once; a retry of the run uses it again. */
  public static ContentRef salted(Bytes content, Bytes salt) {
    if (salt.length() != SALT_LENGTH) {
      throw new IllegalArgumentException(
          "salt has %d bytes, expected %d".formatted(salt.length(), SALT_LENGTH));
    }
    return new ContentRef(
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        Sha256.of(SALTED_DOMAIN, salt, content),
        true);
  }

  public static ContentRef read(Json value, String pointer) throws JsonException {
    ObjectReader reader = ObjectReader.of(value, pointer);
    var name = reader.findParsed("name", Members::requireText);
    var mediaType = reader.findParsed("mediaType", ContentRef::requireMediaType);
    OptionalLong size =
        reader.has("size") ? OptionalLong.of(reader.natural("size")) : OptionalLong.empty();
    Sha256 digest = readDigest(reader.object("digest"));
    boolean salted = new Members(reader).mayMarker("salted");
    reader.end(REMEDY);
    if (salted && size.isPresent()) {
      throw new JsonException(
          reader.at("size"), "a salted content has no size: it would help to guess it");
    }
    return new ContentRef(name, mediaType, size, digest, salted);
  }

  static Sha256 readDigest(ObjectReader digests) throws JsonException {
    Sha256 digest = digests.parsed("sha256", Sha256::parseHex);
    digests.end(REMEDY);
    return digest;
  }

  public ContentRef withName(String given) {
    return new ContentRef(Optional.of(given), mediaType, size, digest, salted);
  }

  public ContentRef withMediaType(String given) {
    return new ContentRef(name, Optional.of(given), size, digest, salted);
  }

  public Json.Obj toJson() {
    Json.Builder object =
        Json.object()
            .put("name", name.map(Json::string))
            .put("mediaType", mediaType.map(Json::string));
    size.ifPresent(octets -> object.put("size", octets));
    object.put("digest", Json.object().put("sha256", digest.hex()));
    if (salted) {
      object.put("salted", Json.bool(true));
    }
    return object.build();
  }

  private static String requireMediaType(String text) {
    if (!MEDIA_TYPE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "found %s, expected a media type like \"text/plain\"".formatted(Excerpt.quoted(text)));
    }
    return text;
  }
}
