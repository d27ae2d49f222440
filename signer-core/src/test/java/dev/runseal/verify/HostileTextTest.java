package dev.runseal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.attestation.EncodedEvidence;
import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bundle.Bundle;
import dev.runseal.bundle.BundleException;
import dev.runseal.bundle.Dsse;
import dev.runseal.bundle.Part;
import dev.runseal.bytes.Bytes;
import dev.runseal.declaration.Declaration;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.StrictJson;
import dev.runseal.trust.Policy;
import dev.runseal.trust.TrustException;
import dev.runseal.trust.TrustRoots;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Every string of every document in turn says something to the terminal, at length. */
final class HostileTextTest {
  private static final List<UnaryOperator<String>> HOSTILE =
      List.of(
          text -> "\u001b[2J\u009b\u202e\r\n\u2028\u0000" + text,
          text -> text + "\u001b[2J\u009b\u202e\r\n\u2028\u0000",
          text -> text.replaceFirst(".(?=[^\n]*\n|[^\n]*$)", "\u009b\u202e"),
          text -> text.replaceFirst("index ", "index \u001b[2J"),
          text -> text + "x".repeat(100_000));

  private final SampleBundles sample = new SampleBundles();
  private final Verifier verifier =
      new Verifier(sample.trust(), Policy.DEVELOPMENT, InstantSource.fixed(SampleBundles.NOW));

  @Test
  void aBundlesStringsReachNoMessageAsTheyAre() throws Exception {
    Bundle completion = sample.completion();
    Bundle whole = completion.withDsse(Dsse.sign(completion.statement(), sample.sealingKey()));
    for (Bytes changed : changes(whole.encode())) {
      try {
        assertShowable(verifier.verify(Bundle.parse(changed)));
      } catch (BundleException e) {
        assertShowable(e);
      }
    }
  }

  @Test
  void aStatementsStringsReachNoReasonAsTheyAre() throws Exception {
    for (Bytes changed : changes(sample.completion().statement())) {
      if (changed.length() <= Part.MAX_STATEMENT) {
        assertShowable(
            verifier.verify(sample.completion(UnaryOperator.identity(), old -> changed)));
      }
    }
  }

  @Test
  void aKeyAttestationsStringsReachNoReasonAsTheyAre() throws Exception {
    var evidence = new EncodedEvidence("application/octet-stream", Bytes.utf8("none"));
    KeyAttestation whole =
        new KeyAttestation(
            sample.origin(),
            sample.attestation().certificates(),
            Optional.empty(),
            List.of(evidence));
    String withKey =
        whole.encode().toUtf8().replaceFirst("}$", ",\"witnessKey\":\"a+01234567+AQ==\"}");
    for (Bytes changed : changes(Bytes.utf8(withKey))) {
      assertShowable(verifier.verify(sample.withAttestation(changed).seal()));
    }
  }

  @Test
  void aDeclarationsStringsReachNoMessageAsTheyAre() throws Exception {
    for (Bytes changed : changes(sample.declaration())) {
      try {
        Declaration.parse(changed);
      } catch (JsonException e) {
        assertShowable(e);
      }
    }
  }

  @Test
  void trustAndPolicyFilesReachNoMessageAsTheyAre() throws Exception {
    for (Bytes changed : changes(sample.trust().encode())) {
      try {
        TrustRoots.parse(changed);
      } catch (TrustException e) {
        assertShowable(e);
      }
    }
    Policy pinned =
        new Policy(
            "pinned",
            Policy.DEFAULT.required(),
            Policy.DEFAULT.custody(),
            Policy.DEFAULT.separations(),
            Policy.DEFAULT.opaque(),
            Set.of(sample.origin()));
    for (Bytes changed : changes(CanonicalJson.encode(pinned.json()))) {
      try {
        Policy.parse(changed);
      } catch (TrustException e) {
        assertShowable(e);
      }
    }
  }

  private static void assertShowable(Exception refusal) {
    assertShowable(String.valueOf(refusal.getMessage()));
  }

  private static void assertShowable(Report report) {
    report.verdicts().values().forEach(verdict -> assertShowable(verdict.reason()));
  }

  private static void assertShowable(String message) {
    assertThat(message.length()).as(message).isLessThan(1000);
    assertThat(message.codePoints().map(Character::getType))
        .as("characters of: %s", message)
        .doesNotContain((int) Character.CONTROL, (int) Character.FORMAT)
        .doesNotContain((int) Character.LINE_SEPARATOR, (int) Character.PARAGRAPH_SEPARATOR);
  }

  /** The document with each of its strings, and each name of a member, made hostile by itself. */
  private static List<Bytes> changes(Bytes document) throws JsonException {
    Json whole = StrictJson.parse(document, Bundle.MAX_LENGTH);
    List<Bytes> changes = new ArrayList<>();
    for (UnaryOperator<String> change : HOSTILE) {
      changed(whole, change).forEach(json -> changes.add(CanonicalJson.encode(json)));
    }
    assertThat(changes).hasSizeGreaterThan(HOSTILE.size());
    return changes;
  }

  private static List<Json> changed(Json value, UnaryOperator<String> change) {
    List<Json> changes = new ArrayList<>();
    switch (value) {
      case Json.Obj(var members) ->
          members.forEach((name, member) -> {
            for (Json inner : changed(member, change)) {
              var others = new LinkedHashMap<>(members);
              others.put(name, inner);
              changes.add(new Json.Obj(others));
            }
            var others = new LinkedHashMap<>(members);
            others.remove(name);
            others.put(change.apply(name), member);
            changes.add(new Json.Obj(others));
          });
      case Json.Arr(var items) -> {
        for (int i = 0; i < items.size(); i++) {
          for (Json inner : changed(items.get(i), change)) {
            var others = new ArrayList<>(items);
            others.set(i, inner);
            changes.add(new Json.Arr(others));
          }
        }
      }
      case Json.Str(String text) -> changes.add(Json.string(change.apply(text)));
      case Json.Int ignored -> {}
      case Json.Decimal ignored -> {}
      case Json.Bool ignored -> {}
      case Json.Null ignored -> {}
    }
    return changes;
  }
}
