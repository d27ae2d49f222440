package dev.runseal.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bundle.Bundle;
import dev.runseal.bytes.Bytes;
import dev.runseal.cvc.NitrokeyVectors;
import dev.runseal.declaration.Declaration;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.json.StrictJson;
import dev.runseal.key.Origin;
import dev.runseal.statement.Statement;
import dev.runseal.tree.LeafHash;
import dev.runseal.trust.Policy;
import dev.runseal.trust.TrustRoots;
import dev.runseal.trust.VendorBundle;
import dev.runseal.verify.SampleBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The examples of docs/formats.md and docs/policy.md are read by their parsers, and are the sample
 * of the golden vectors where they say so. A placeholder is filled with what it names.
 */
final class DocumentedExamplesTest {
  private static final String PLACEHOLDER_BASE64 = "<base64 of the exact bytes>";

  private final SampleBundles sample = new SampleBundles();
  private final String formats = page("formats.md");
  private final String policies = page("policy.md");

  @Test
  void everyExampleIsJson() throws Exception {
    List<String> all = List.of(formats, policies);
    int found = 0;
    for (String page : all) {
      for (String example : examples(page)) {
        assertThat(StrictJson.parse(Bytes.utf8(example), 1 << 20)).isNotNull();
        found++;
      }
    }
    assertThat(found).isGreaterThan(9);
  }

  @Test
  void theDeclarationIsTheSamples() throws Exception {
    Bytes written = Bytes.utf8(example(formats, "declaration/v1").replace("\n", ""));
    assertThat(written).isEqualTo(sample.declaration());
    assertThat(formats).contains("`" + Declaration.parse(written).identity() + "`");
  }

  @Test
  void theStatementsAreTheSamples() throws Exception {
    Bytes seal = canonical(example(formats, "https://runseal.dev/seal/v1"));
    Bytes completion = canonical(example(formats, "https://runseal.dev/completion/v1"));
    assertThat(seal).isEqualTo(sample.seal().statement());
    assertThat(completion).isEqualTo(sample.completion().statement());
    assertThat(Statement.parse(seal)).isNotNull();
    assertThat(Statement.parse(completion)).isNotNull();
    assertThat(formats)
        .contains(
            "it is %d bytes with the leaf hash\n`%s`".formatted(seal.length(), LeafHash.of(seal)))
        .contains("%d bytes when canonical".formatted(completion.length()));
  }

  @Test
  void theReceiptAndItsOriginAreTheSamples() {
    Origin origin = sample.origin();
    String written = sample.seal().receipt().encode().stripTrailing();
    // One line of it is broken on the page, and says so.
    String signature = "— %s ".formatted(origin);
    int at = written.indexOf(signature) + signature.length();
    String shown = written.substring(0, at - 1) + "\n " + written.substring(at);
    assertThat(formats)
        .contains(
            shown
                .lines()
                .map(line -> line.isEmpty() ? "" : "    " + line)
                .reduce((a, b) -> a + "\n" + b)
                .orElseThrow());
  }

  @Test
  void theKeyAttestationIsTheSamples() throws Exception {
    String written = example(formats, "key-attestation.v1+json");
    for (Bytes certificate : sample.attestation().certificates()) {
      String base64 = certificate.toBase64();
      written = filled(written, base64.substring(0, 20) + "…", base64);
    }
    assertThat(canonical(written)).isEqualTo(sample.keyAttestation());
    assertThat(KeyAttestation.parse(canonical(written))).isEqualTo(sample.attestation());
  }

  @Test
  void theBundleHasEveryMember() throws Exception {
    Bundle seal = sample.seal();
    String statement = seal.statement().toBase64();
    String receipt = CanonicalJson.text(Json.string(seal.receipt().encode()));
    String written = example(formats, "bundle.v1+json");
    written = filled(written, PLACEHOLDER_BASE64, statement);
    written = filled(written, PLACEHOLDER_BASE64, sample.keyAttestation().toBase64());
    written = filled(written, "<base64 of the canonical form>", sample.declaration().toBase64());
    written = filled(written, "\"<the receipt's text>\"", receipt);
    written = filled(written, "<base64 of DER>", "AA==");
    written = filled(written, "sha256:…", sample.sealingKey().publicKey().spkiDigest().toString());
    written = filled(written, "\"payload\": \"<base64>\"", "\"payload\": \"" + statement + "\"");
    written = filled(written, "<base64>", "AA==");
    written = written.replace("\"statement\": \"…\"", "\"statement\": \"" + statement + "\"");
    written = written.replace("\"receipt\": \"…\"", "\"receipt\": " + receipt);
    assertThat(written).doesNotContain("…", "<");
    assertThat(Bundle.parse(Bytes.utf8(written)).encode()).isEqualTo(canonical(written));
  }

  @Test
  void thePolicyIsReadAndWrittenBack() throws Exception {
    String written = example(policies, "policy.v1+json");
    Policy policy = Policy.parse(Bytes.utf8(written));
    // Its lists are sets, which are written in an order of their own.
    Bytes encoded = CanonicalJson.encode(policy.json());
    assertThat(encoded.length()).isEqualTo(canonical(written).length());
    assertThat(Policy.parse(encoded)).isEqualTo(policy);
  }

  @Test
  void theTrustFileIsReadAndWrittenBack() throws Exception {
    String written = example(policies, "trust.v1+json");
    written = filled(written, "<base64 of a DER certificate>", sample.rootCertificate().toBase64());
    Bytes maker = VendorBundle.shipped().roots().getFirst().encoding();
    written = filled(written, "<base64 of a maker's root>", maker.toBase64());
    written = filled(written, "<base64 of a CVC>", NitrokeyVectors.ROOT.toBase64());
    Bytes authority = ChainVectors.rootCertificate();
    written = filled(written, "<base64 of an authority's certificate>", authority.toBase64());
    written = filled(written, "sha256:<of the key's SPKI>", "sha256:" + "0".repeat(64));
    TrustRoots trust = TrustRoots.parse(Bytes.utf8(written));
    assertThat(trust.sealingRoots()).isEqualTo(Set.of(sample.rootCertificate()));
    assertThat(trust.encode()).isEqualTo(canonical(written));
  }

  private static String filled(String text, String placeholder, String value) {
    assertThat(text).contains(placeholder);
    int at = text.indexOf(placeholder);
    return text.substring(0, at) + value + text.substring(at + placeholder.length());
  }

  /** The one example that is of this type, and is not the schema. */
  private static String example(String page, String type) {
    List<String> found =
        examples(page).stream()
            .filter(each -> each.contains(type) && !each.contains("$schema"))
            .toList();
    assertThat(found).as(type).hasSize(1);
    return found.getFirst();
  }

  static List<String> examples(String page) {
    return Arrays.stream(page.split("\n```json\n"))
        .skip(1)
        .map(rest -> rest.substring(0, rest.indexOf("\n```")))
        .toList();
  }

  static String page(String name) {
    try {
      return Files.readString(Path.of("..", "docs", name));
    } catch (IOException e) {
      throw new AssertionError("docs/" + name + " can't be read", e);
    }
  }

  private static Bytes canonical(String json) throws Exception {
    return CanonicalJson.encode(StrictJson.parse(Bytes.utf8(json), 1 << 20));
  }
}
