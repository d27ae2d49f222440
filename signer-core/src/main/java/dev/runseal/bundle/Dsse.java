package dev.runseal.bundle;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import dev.runseal.key.BadSignatureException;
import dev.runseal.key.SealingKey;
import dev.runseal.key.SigningException;
import dev.runseal.key.ToBeSigned;
import dev.runseal.key.VerifyingKey;
import java.util.List;

/**
 * A DSSE envelope around the statement, for tools that know DSSE and no logs: the payload type is
 * in-toto's, and there is exactly one signature, DER ECDSA over the pre-authentication encoding,
 * whose key id is {@code sha256:} and the digest of the signer's SPKI.
 */
public record Dsse(Bytes payload, String keyId, Bytes signature) {
  private static final int MAX_SIGNATURE = 80;
  private static final int MAX_KEY_ID = 128;

  public Dsse {
    if (payload.length() == 0 || payload.length() > Part.MAX_STATEMENT) {
      throw new IllegalArgumentException(
          "payload has %d bytes, expected 1 to %d".formatted(payload.length(), Part.MAX_STATEMENT));
    }
    if (keyId.length() > MAX_KEY_ID) {
      throw new IllegalArgumentException(
          "keyid has %d characters, expected at most %d".formatted(keyId.length(), MAX_KEY_ID));
    }
    if (signature.length() == 0 || signature.length() > MAX_SIGNATURE) {
      throw new IllegalArgumentException(
          "signature has %d bytes, expected 1 to %d".formatted(signature.length(), MAX_SIGNATURE));
    }
  }

  /** Signs a statement alone. It costs one operation of the token and is not logged. */
  public static Dsse sign(Bytes statement, SealingKey key) throws SigningException {
    Bytes signature = key.sign(new ToBeSigned.DssePae(statement));
    return new Dsse(statement, keyId(key.publicKey()), signature);
  }

  /** Throws unless {@code key} signed exactly this statement. */
  public void verify(Bytes statement, VerifyingKey key) throws BadSignatureException {
    if (!payload.equals(statement)) {
      throw new BadSignatureException(
          "dsse payload is other bytes than the bundle's statement", null);
    }
    if (!keyId.equals(keyId(key))) {
      throw new BadSignatureException(
          "dsse keyid is %s, expected \"%s\"".formatted(Excerpt.quoted(keyId), keyId(key)), null);
    }
    try {
      key.verify(new ToBeSigned.DssePae(payload).bytes(), signature);
    } catch (BadSignatureException e) {
      throw new BadSignatureException("dsse " + e.getMessage(), e);
    }
  }

  static Dsse read(ObjectReader reader) throws JsonException {
    reader.literal("payloadType", ToBeSigned.DssePae.PAYLOAD_TYPE);
    Bytes payload = reader.base64("payload");
    List<ObjectReader> signatures = reader.array("signatures", ObjectReader::of);
    reader.end();
    if (signatures.size() != 1) {
      throw new JsonException(
          reader.at("signatures"),
          "found %d signatures, expected exactly one".formatted(signatures.size()));
    }
    ObjectReader one = signatures.getFirst();
    String keyId = one.string("keyid");
    Bytes signature = one.base64("sig");
    one.end();
    try {
      return new Dsse(payload, keyId, signature);
    } catch (IllegalArgumentException e) {
      throw new JsonException(reader.pointer(), String.valueOf(e.getMessage()), e);
    }
  }

  Json.Obj json() {
    Json.Obj one = Json.object().put("keyid", keyId).put("sig", Json.base64(signature)).build();
    return Json.object()
        .put("payloadType", ToBeSigned.DssePae.PAYLOAD_TYPE)
        .put("payload", Json.base64(payload))
        .put("signatures", Json.array(List.of(one)))
        .build();
  }

  private static String keyId(VerifyingKey key) {
    return key.spkiDigest().toString();
  }
}
