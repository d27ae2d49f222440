package dev.runseal.vectors;

import static dev.runseal.trust.Claim.COMPLETENESS;
import static dev.runseal.trust.Claim.IDENTITY;
import static dev.runseal.trust.Claim.INCLUSION;
import static dev.runseal.trust.Claim.SEPARATION;
import static dev.runseal.trust.Claim.SIGNATURE;
import static dev.runseal.trust.Claim.TIME;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.runseal.bundle.Bundle;
import dev.runseal.bundle.Dsse;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.key.SigningException;
import dev.runseal.key.SoftwareKey;
import dev.runseal.key.ToBeSigned;
import dev.runseal.trust.Claim;
import dev.runseal.verify.SampleBundles;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Bundles as files, and what stands beside the statement in them: formats, section 5. */
final class BundleVectors {
  private static final Set<Claim> BUT_SIGNATURE =
      EnumSet.of(INCLUSION, IDENTITY, COMPLETENESS, SEPARATION);
  private static final Set<Claim> UNDECLARED = EnumSet.of(SIGNATURE, INCLUSION, SEPARATION);

  private final SampleBundles sample = new SampleBundles();
  private final Bundle seal = sample.seal();
  private final String text = Sheet.text(seal);
  private final Sheet sheet;

  private BundleVectors(Sheet sheet) {
    this.sheet = sheet;
  }

  static void putOn(Sheet sheet) {
    var vectors = new BundleVectors(sheet);
    vectors.good();
    vectors.json();
    vectors.base64();
    vectors.head();
    vectors.dsse();
    vectors.time();
    vectors.declarations();
  }

  private void good() {
    sheet.good("good-seal", "a seal with its declaration", seal, Sheet.SEAL);
    sheet.good(
        "good-dsse", "a seal with a DSSE signature", signed(sample.sealingKey()), Sheet.SEAL);
    sheet.good(
        "good-minimal",
        "a seal without key attestation or declaration: not shown, nothing fails",
        Bundle.of(seal.statement(), seal.receipt()),
        EnumSet.noneOf(Claim.class));
    sheet.good(
        "good-whitespace",
        "white space between members",
        text.replace("\",\"", "\",\n \"") + "\n",
        Sheet.SEAL);
    sheet.good(
        "good-no-declaration", "no declaration at hand", declared(Optional.empty()), UNDECLARED);
    String first = "{\"statement\":\"" + seal.statement().toBase64() + "\",";
    sheet.good(
        "good-member-order",
        "members in another order",
        first
            + Sheet.replaced(text, ",\"statement\":\"" + seal.statement().toBase64() + "\"", "")
                .substring(1),
        Sheet.SEAL);
    sheet.good(
        "good-escapes",
        "escapes that need not be",
        Sheet.replaced(text, "\"receipt\"", "\"\\u0072eceipt\""),
        Sheet.SEAL);
    int length = Bytes.utf8(text).length();
    sheet.good("good-bundle-longest", "4 MiB", text, Sheet.SEAL);
    sheet.but(vector -> vector.withSpaces((4 << 20) - length));
    sheet.refused(
        "refused-bundle-too-long",
        "4 MiB and a byte",
        text,
        "bundle: json text has 4194305 bytes, expected at most 4194304");
    sheet.but(vector -> vector.withSpaces((4 << 20) - length + 1));
  }

  private void json() {
    refused(
        "duplicate-key",
        "a key twice",
        text.replaceFirst("\\{", "{\"mediaType\":\"x\","),
        "bundle: /mediaType: duplicate key \"mediaType\" at line 1, column 2384");
    refused(
        "duplicate-key-escaped",
        "a key twice, once escaped",
        text.replaceFirst("\\{", "{\"media\\\\u0054ype\":\"x\","),
        "bundle: /mediaType: duplicate key \"mediaType\" at line 1, column 2389");
    refused(
        "unknown-field",
        "a field nobody knows",
        text.replaceFirst("\\{", "{\"x\":1,"),
        "bundle: /x: unknown field \"x\"");
    refused(
        "null",
        "a field that is null",
        text.replaceFirst("\\{", "{\"seal\":null,"),
        "bundle: /seal: found null, expected an object");
    refused(
        "missing-field",
        "no media type",
        Sheet.replaced(text, "\"mediaType\":\"" + Bundle.MEDIA_TYPE + "\",", ""),
        "bundle: field \"mediaType\" is missing");
    refused(
        "media-type",
        "another version",
        text.replace("bundle.v1+json", "bundle.v2+json"),
        "bundle: /mediaType: found \"application/vnd.runseal.bundle.v2+json\", expected \"application/vnd.runseal.bundle.v1+json\"");
    refused(
        "trailing",
        "a second value",
        text + "{}",
        "bundle: json text goes on after its value at line 1, column 3604");
    refused(
        "trailing-comma",
        "a comma too many",
        text.substring(0, text.length() - 1) + ",}",
        "bundle: malformed json: Unexpected character ('}' (code 125)): was expecting double-quote to start field name at line 1, column 3603");
    refused(
        "bom",
        "a byte order mark",
        "\ufeff" + text,
        "bundle: json text begins with a byte order mark, expected none");
    refused(
        "array",
        "a list of one bundle",
        "[" + text + "]",
        "bundle: found an array, expected an object");
    refused(
        "comment",
        "a comment",
        text + "// ok",
        "bundle: malformed json: Unexpected character ('/' (code 47)): maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser) at line 1, column 3603");
    refused("empty", "nothing", "", "bundle: json text is empty");
    refused(
        "cut",
        "the end is missing",
        text.substring(0, text.length() - 1),
        "bundle: malformed json: Unexpected end-of-input: expected close marker for Object (start marker at line 1, column 1) at line 1, column 3602");
    refused(
        "control-character",
        "a newline in a string",
        text.replace("\\n", "\n"),
        "bundle: /receipt: malformed json: Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value at line 1, column 2441");
    refused(
        "lone-surrogate",
        "half of a surrogate pair",
        text.replaceFirst("\"receipt\":\"", "\"receipt\":\"\\\\ud800"),
        "bundle: /receipt: string holds the lone surrogate U+D800 at 0");
    sheet.put(
        GoldenVector.Input.BUNDLE,
        "refused-not-utf8",
        "a byte that is not UTF-8",
        Bytes.concat(
            Bytes.utf8(text.substring(0, 2)), Bytes.parseHex("ff"), Bytes.utf8(text.substring(2))),
        new GoldenVector.Expected.Refused("bundle: json text is not utf-8"));
    refused(
        "depth",
        "objects 65 deep",
        "{\"x\":".repeat(65) + "1" + "}".repeat(65),
        "bundle: /x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x: json is nested deeper than 64 levels at line 1, column 322");
  }

  private void base64() {
    String statement = "\"statement\":\"";
    String encoded = seal.statement().toBase64();
    refused(
        "base64-space",
        "a space",
        Sheet.replaced(text, statement, statement + " "),
        "bundle: /statement: not base64: Illegal base64 character 20");
    refused(
        "base64-line-break",
        "a line break",
        Sheet.replaced(
            text,
            statement + encoded.substring(0, 64),
            statement + encoded.substring(0, 64) + "\\n"),
        "bundle: /statement: not base64: Illegal base64 character a");
    refused(
        "base64-unpadded",
        "no padding",
        Sheet.replaced(text, encoded, encoded.replace("=", "")),
        "bundle: /statement: base64 is not in its canonical, padded form");
    refused(
        "base64-pad-bits",
        "unused bits that are not zero",
        Sheet.replaced(text, encoded, oddBits(encoded)),
        "bundle: /statement: base64 is not in its canonical, padded form");
    refused(
        "base64-url",
        "the alphabet of URLs",
        Sheet.replaced(text, encoded, "-_" + encoded.substring(2)),
        "bundle: /statement: not base64: Illegal base64 character 2d");
    refused(
        "base64-padding-twice",
        "padding too much",
        Sheet.replaced(text, encoded, encoded + "="),
        "bundle: /statement: not base64: Input byte array has incorrect ending byte at 728");
    refused(
        "statement-empty",
        "a statement of no bytes",
        Sheet.replaced(text, encoded, ""),
        "bundle: /statement: statement has 0 bytes, expected 1 to 65535");
    refused(
        "statement-too-long",
        "65,536 bytes",
        Sheet.replaced(text, encoded, Bytes.of(new byte[65536]).toBase64()),
        "bundle: /statement: statement has 65536 bytes, expected 1 to 65535");
  }

  private void head() {
    fails(
        "log",
        "the statement names another log",
        "/" + sample.origin().keyHash() + "\"",
        "/" + "0".repeat(32) + "\"",
        SIGNATURE,
        "checkpoint origin is runseal.example/log/1d7dac89bb437eb119cb5246224a148a, the statement's log is runseal.example/log/00000000000000000000000000000000");
    fails(
        "key-attestation-digest",
        "it names another key attestation",
        Sha256.of(sample.keyAttestation()).toString(),
        Sha256.of(Bytes.EMPTY).toString(),
        SIGNATURE,
        "key attestation hashes to sha256:5ae1c378869f47d5ce2c823402bb9b36b43bf4f1a4c1007d570d3ea50808a4d4, the statement names sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    fails(
        "index",
        "it names another index than the receipt",
        "\"index\":1",
        "\"index\":2",
        INCLUSION,
        "receipt index is 1, the statement's is 2");
  }

  private void dsse() {
    dsseFails(
        "dsse-key",
        "DSSE by another key",
        Sheet.text(signed(SoftwareKey.named("other"))),
        "dsse keyid is \"sha256:4389d461a27e69c2563c38309db83d06bbf05d1d55334854156ef536a87945c3\", expected \"sha256:1d7dac89bb437eb119cb5246224a148a68aa0faa27faa35aadfa1674da1f4339\"");
    String good = Sheet.text(signed(sample.sealingKey()));
    String keyId =
        "\"keyid\":\"sha256:" + sample.sealingKey().publicKey().spkiDigest().hex() + "\"";
    dsseFails(
        "dsse-keyid",
        "another keyid",
        Sheet.replaced(good, keyId, "\"keyid\":\"\""),
        "dsse keyid is \"\", expected \"sha256:1d7dac89bb437eb119cb5246224a148a68aa0faa27faa35aadfa1674da1f4339\"");
    String payload = "\"payload\":\"" + seal.statement().toBase64() + "\"";
    dsseFails(
        "dsse-payload",
        "another payload",
        Sheet.replaced(good, payload, "\"payload\":\"e30=\""),
        "dsse payload is other bytes than the bundle's statement");
    dsseFails(
        "dsse-of-checkpoint",
        "the signature of the checkpoint",
        rawDsse(good),
        "dsse signature does not verify under key sha256:1d7dac89bb437eb119cb5246224a148a68aa0faa27faa35aadfa1674da1f4339");
    refused(
        "dsse-type",
        "another payload type",
        good.replace("vnd.in-toto+json", "json"),
        "bundle: /dsse/payloadType: found \"application/json\", expected \"application/vnd.in-toto+json\"");
    refused(
        "dsse-keyid-too-long",
        "a keyid of 129 characters",
        Sheet.replaced(good, keyId, "\"keyid\":\"" + "k".repeat(129) + "\""),
        "bundle: /dsse: keyid has 129 characters, expected at most 128");
    refused(
        "dsse-none",
        "no signature",
        good.replaceFirst("\"signatures\":\\[[^]]*]", "\"signatures\":[]"),
        "bundle: /dsse/signatures: found 0 signatures, expected exactly one");
    refused(
        "dsse-two",
        "two signatures",
        good.replaceFirst("\"signatures\":\\[([^]]*)]", "\"signatures\":[$1,$1]"),
        "bundle: /dsse/signatures: found 2 signatures, expected exactly one");
    refused(
        "dsse-signature-too-long",
        "81 bytes",
        good.replaceFirst(
            "\"sig\":\"[^\"]*\"", "\"sig\":\"" + Bytes.of(new byte[81]).toBase64() + "\""),
        "bundle: /dsse: signature has 81 bytes, expected 1 to 80");
  }

  private void time() {
    String token = "{\"kind\":\"rfc3161\",\"token\":\"AA==\"}";
    timeFails(
        "time-before",
        "a time stamp",
        "{\"before\":[" + token + "]}",
        "the bundle holds \"time\", which this version can't judge");
    timeFails(
        "time-after",
        "an anchor",
        "{\"after\":{\"receipt\":" + quotedReceipt() + ",\"statement\":\"AA==\"}}",
        "the bundle holds \"time\", which this version can't judge");
    timeFails(
        "time-16-tokens",
        "16 time stamps",
        "{\"before\":[" + (token + ",").repeat(15) + token + "]}",
        "the bundle holds \"time\", which this version can't judge");
    refused(
        "time-empty",
        "an empty time",
        timed("{}"),
        "bundle: /time: time is empty, expected \"after\", \"before\" or both");
    refused(
        "time-no-token",
        "no time stamp",
        timed("{\"before\":[]}"),
        "bundle: /time/before: found no token, expected at least one");
    refused(
        "time-17-tokens",
        "17 time stamps",
        timed("{\"before\":[" + (token + ",").repeat(16) + token + "]}"),
        "bundle: /time: time has 17 tokens, expected at most 16");
    refused(
        "time-kind",
        "another kind of time stamp",
        timed("{\"before\":[" + token.replace("3161", "5816") + "]}"),
        "bundle: /time/before/0/kind: found \"rfc5816\", expected \"rfc3161\"");
    refused(
        "time-token-empty",
        "a time stamp of no bytes",
        timed("{\"before\":[" + token.replace("AA==", "") + "]}"),
        "bundle: /time/before/0/token: token has 0 bytes, expected 1 to 65535");
  }

  private void declarations() {
    String other = new String(sample.declaration().toArray(), UTF_8).replace("hosted", "other");
    sheet.fails(
        "fail-declaration",
        "another declaration than the sealed one",
        declared(Optional.of(Bytes.utf8(other))),
        IDENTITY,
        "the declaration at hand hashes to sha256:105b4ef86ea734411856a8ff5f9d844d6adfc8ed6b75619ee88c6336f422f0a3, sealed was sha256:212f22c046dbb9152d3993b2ad67067575b6024364d2a7a7006e07c9fbd8ce95");
    sealed(
        "declaration-not-canonical",
        "the digest of another form was sealed",
        Bytes.utf8(other + "\n"),
        IDENTITY,
        "the sealed bytes are not canonical json");
    sealed(
        "declaration-no-json",
        "the digest of some text was sealed",
        Bytes.utf8("hello"),
        IDENTITY,
        "the sealed bytes are not canonical json: malformed json: Unrecognized token 'hello': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false') at line 1, column 1");
    sealed(
        "declaration-key-twice",
        "the digest of an object with a key twice was sealed",
        Bytes.utf8("{\"a\":1,\"a\":1}"),
        IDENTITY,
        "the sealed bytes are not canonical json: /a: duplicate key \"a\" at line 1, column 13");
    sealed(
        "missing-sections",
        "what was sealed has no section",
        Bytes.utf8("{\"type\":\"https://runseal.dev/declaration/v1\"}"),
        COMPLETENESS,
        "what was sealed is no full declaration: section \"model\", \"instructions\", \"retrieval\", \"tools\", \"constraints\", \"configuration\", \"input\", \"environment\" is missing: silence is not a declaration, give it one of the states \"declared\", \"none\" or \"opaque\"");
    sealed(
        "no-declaration",
        "what was sealed is JSON and no declaration",
        Bytes.utf8("[]"),
        COMPLETENESS,
        "what was sealed is no full declaration: found an array, expected an object");
  }

  private void refused(String name, String about, String bundle, String reason) {
    if (bundle.equals(text)) {
      throw new AssertionError("nothing was changed for " + name);
    }
    sheet.refused("refused-" + name, about, bundle, reason);
  }

  private void fails(
      String name, String about, String part, String by, Claim claim, String reason) {
    sheet.fails("fail-" + name, about, sample.seal(Sheet.replacing(part, by)), claim, reason);
  }

  private void dsseFails(String name, String about, String bundle, String reason) {
    sheet.fails("fail-" + name, about, bundle, SIGNATURE, BUT_SIGNATURE, reason);
  }

  private void timeFails(String name, String about, String time, String reason) {
    sheet.fails("fail-" + name, about, timed(time), TIME, Sheet.SEAL, reason);
  }

  /** A seal of whatever bytes, with those bytes as its declaration. */
  private void sealed(String name, String about, Bytes declaration, Claim claim, String reason) {
    Bundle bundle =
        sample.seal(
            Sheet.replacing(Sha256.of(sample.declaration()).hex(), Sha256.of(declaration).hex()));
    sheet.fails("fail-" + name, about, declared(bundle, Optional.of(declaration)), claim, reason);
  }

  private String timed(String time) {
    return text.substring(0, text.length() - 1) + ",\"time\":" + time + "}";
  }

  private String quotedReceipt() {
    int from = text.indexOf("\"receipt\":") + "\"receipt\":".length();
    return text.substring(from, text.indexOf('"', from + 1) + 1);
  }

  private String rawDsse(String good) {
    // A checkpoint's signature is one over its own bytes: not over a pre-authentication encoding.
    Bytes raw =
        sample
            .sealingKey()
            .sign(
                new ToBeSigned.Checkpoint(
                    sample.origin(), 5, seal.receipt().head().checkpoint().root().digest()));
    return good.replaceFirst("\"sig\":\"[^\"]*\"", "\"sig\":\"" + raw.toBase64() + "\"");
  }

  private Bundle signed(SoftwareKey key) {
    try {
      return seal.withDsse(Dsse.sign(seal.statement(), key));
    } catch (SigningException e) {
      throw new AssertionError("a key in memory signs whatever it is given", e);
    }
  }

  private Bundle declared(Optional<Bytes> declaration) {
    return declared(seal, declaration);
  }

  private static Bundle declared(Bundle bundle, Optional<Bytes> declaration) {
    return new Bundle(
        bundle.statement(),
        bundle.receipt(),
        bundle.keyAttestation(),
        declaration,
        bundle.seal(),
        bundle.open(),
        bundle.time(),
        bundle.dsse());
  }

  /** The same bytes with a bit set that base64 leaves over; there must be padding. */
  private static String oddBits(String base64) {
    int last = base64.indexOf('=') - 1;
    return base64.substring(0, last)
        + (char) (base64.charAt(last) + 1)
        + base64.substring(last + 1);
  }
}
