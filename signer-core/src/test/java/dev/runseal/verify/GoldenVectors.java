package dev.runseal.verify;

import static dev.runseal.verify.SampleBundles.replacing;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.runseal.bundle.Bundle;
import dev.runseal.bundle.Dsse;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.key.SigningException;
import dev.runseal.key.SoftwareKey;
import dev.runseal.trust.Claim;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The bundles of docs/vectors, made anew from the sample log: good ones, and bad ones that each
 * break one rule. The claim that must fail is written here by hand, never taken from a verifier.
 */
final class GoldenVectors {
  /** What every verifier must make of a bundle. */
  sealed interface Expected {
    /** It is read, and no claim fails. */
    record Good() implements Expected {}

    /** It is read, and this claim fails. */
    record Fails(Claim claim) implements Expected {}

    /** It is not read at all. */
    record Refused() implements Expected {}
  }

  record Vector(String about, Bytes bundle, Expected expected) {}

  private final SampleBundles sample = new SampleBundles();
  private final Map<String, Vector> vectors = new LinkedHashMap<>();

  private GoldenVectors() {}

  static Map<String, Vector> all() {
    var golden = new GoldenVectors();
    golden.good();
    golden.failing();
    golden.refused();
    return golden.vectors;
  }

  static Bytes manifest(Map<String, Vector> vectors) {
    List<Json> entries =
        vectors.entrySet().stream()
            .<Json>map(each -> {
              Json.Builder entry =
                  Json.object()
                      .put("file", each.getKey() + ".json")
                      .put("about", each.getValue().about());
              return switch (each.getValue().expected()) {
                case Expected.Good ignored -> entry.put("expect", "good").build();
                case Expected.Refused ignored -> entry.put("expect", "refused").build();
                case Expected.Fails(Claim claim) ->
                    entry.put("expect", "fails").put("claim", claim.text()).build();
              };
            })
            .toList();
    return CanonicalJson.encode(
        Json.object()
            .put("checkedAt", SampleBundles.NOW.toString())
            .put("root", "root.pem")
            .put("vectors", Json.array(entries))
            .build());
  }

  private void good() {
    put("good-seal", "a seal with its declaration", sample.seal(), new Expected.Good());
    put("good-completion", "a completion with its seal", sample.completion(), new Expected.Good());
    put(
        "good-dsse",
        "a seal with a DSSE signature",
        dsse(sample.sealingKey()),
        new Expected.Good());
    Bundle seal = sample.seal();
    put(
        "good-minimal",
        "a seal without key attestation or declaration: not shown, nothing fails",
        Bundle.of(seal.statement(), seal.receipt()),
        new Expected.Good());
    putText(
        "good-whitespace",
        "members of a bundle may have white space between them",
        text(seal).replace("\",\"", "\",\n \"") + "\n",
        new Expected.Good());
  }

  private void failing() {
    fails(
        "fail-dsse-key", "DSSE by another key", dsse(SoftwareKey.named("other")), Claim.SIGNATURE);
    fails(
        "fail-index",
        "statement names another index",
        seal(Json.integer(2), "index"),
        Claim.INCLUSION);
    fails(
        "fail-log",
        "statement names another log",
        seal(Json.string("runseal.example/log/" + "0".repeat(32)), "log"),
        Claim.SIGNATURE);
    fails(
        "fail-key-attestation-digest",
        "statement names another key attestation",
        seal(Json.string(Sha256.of(Bytes.EMPTY).toString()), "keyAttestation"),
        Claim.SIGNATURE);
    fails(
        "fail-time-form",
        "sealedAt without six decimals",
        seal(Json.string("2026-11-21T01:02:01Z"), "sealedAt"),
        Claim.SIGNATURE);
    fails(
        "fail-upper-case-hex",
        "digest in upper case",
        seal(Json.string("sha256:" + "A".repeat(64)), "keyAttestation"),
        Claim.SIGNATURE);
    fails(
        "fail-separation-mismatch",
        "separation is not what caller and signer are to each other",
        seal(Json.string("same-user"), "separation"),
        Claim.SIGNATURE);
    fails(
        "fail-statement-not-canonical",
        "a space in the statement",
        sample.seal(statement -> Bytes.concat(Bytes.utf8(" "), statement)),
        Claim.SIGNATURE);
    fails(
        "fail-caller",
        "the completion is another caller's",
        sample.completion(
            UnaryOperator.identity(), replacing(Json.string("unix:1001"), "predicate", "caller")),
        Claim.ORDER);
    Bundle completion = sample.completion();
    fails(
        "fail-seal-in-seal",
        "the bundle of a seal holds another seal",
        sample.seal().withSeal(completion.seal().orElseThrow()),
        Claim.ORDER);
    fails(
        "fail-other-checkpoint",
        "the seal's receipt is under another checkpoint than the completion's",
        completion.withSeal(seal(Json.string("other"), "execution").main()),
        Claim.ORDER);
    Bundle seal = sample.seal();
    fails(
        "fail-declaration",
        "the declaration at hand is not the sealed one",
        declared(seal, SampleBundles.canonical(SampleDeclarationText.OTHER)),
        Claim.IDENTITY);
    Bytes incomplete = Bytes.utf8("{\"type\":\"https://runseal.dev/declaration/v1\"}");
    fails(
        "fail-missing-sections",
        "what was sealed has no section",
        declared(
            sample.seal(
                replacing(
                    Json.array(
                        List.of(
                            Json.object()
                                .put("name", "declaration")
                                .put(
                                    "digest",
                                    Json.object().put("sha256", Sha256.of(incomplete).hex()))
                                .build())),
                    "subject")),
            incomplete),
        Claim.COMPLETENESS);
  }

  private void refused() {
    String seal = text(sample.seal());
    refused(
        "refused-duplicate-key", "a key twice", seal.replaceFirst("\\{", "{\"mediaType\":\"x\","));
    refused("refused-unknown-field", "a field nobody knows", seal.replaceFirst("\\{", "{\"x\":1,"));
    refused("refused-trailing", "text after the value", seal + "{}");
    refused("refused-bom", "a byte order mark", "\ufeff" + seal);
    refused(
        "refused-media-type", "another version", seal.replace("bundle.v1+json", "bundle.v2+json"));
    refused(
        "refused-base64-space",
        "a space within base64",
        seal.replace("\"statement\":\"", "\"statement\":\" "));
    refused("refused-crlf", "a receipt with CRLF", seal.replace("\\n", "\\r\\n"));
    refused(
        "refused-extra-line",
        "a receipt with an extra line",
        seal.replace("v1\\nindex", "v1\\nextra AA==\\nindex"));
    refused("refused-leading-zero", "index 01", seal.replace("\\nindex 1\\n", "\\nindex 01\\n"));
    refused(
        "refused-index-beyond-size",
        "index 5 of 5",
        seal.replace("\\nindex 1\\n", "\\nindex 5\\n"));
    refused(
        "refused-no-final-newline",
        "a note without its last newline",
        seal.replaceFirst("\\\\n\",\"statement", "\",\"statement"));
  }

  private Bundle seal(Json value, String field) {
    return sample.seal(replacing(value, "predicate", field));
  }

  private Bundle dsse(SoftwareKey key) {
    Bundle seal = sample.seal();
    try {
      return seal.withDsse(Dsse.sign(seal.statement(), key));
    } catch (SigningException e) {
      throw new AssertionError("a key in memory signs whatever it is given", e);
    }
  }

  private static Bundle declared(Bundle bundle, Bytes declaration) {
    return new Bundle(
        bundle.statement(),
        bundle.receipt(),
        bundle.keyAttestation(),
        Optional.of(declaration),
        bundle.seal(),
        bundle.open(),
        bundle.time(),
        bundle.dsse());
  }

  private void fails(String name, String about, Bundle bundle, Claim claim) {
    put(name, about, bundle, new Expected.Fails(claim));
  }

  private void refused(String name, String about, String text) {
    putText(name, about, text, new Expected.Refused());
  }

  private void put(String name, String about, Bundle bundle, Expected expected) {
    putText(name, about, text(bundle), expected);
  }

  private void putText(String name, String about, String text, Expected expected) {
    vectors.put(name, new Vector(about, Bytes.utf8(text), expected));
  }

  private static String text(Bundle bundle) {
    return new String(bundle.encode().toArray(), UTF_8);
  }

  /** A declaration that the sample log never sealed. */
  private static final class SampleDeclarationText {
    static final String OTHER =
        """
        {"type": "https://runseal.dev/declaration/v1",
         "model": {"state": "opaque", "reason": "another"},
         "instructions": {"state": "none"}, "retrieval": {"state": "none"},
         "tools": {"state": "none"}, "constraints": {"state": "none"},
         "configuration": {"state": "none"}, "input": {"state": "none"},
         "environment": {"state": "none"}}
        """;
  }
}
