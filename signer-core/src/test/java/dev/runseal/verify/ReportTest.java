package dev.runseal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.json.Json;
import dev.runseal.json.StrictJson;
import dev.runseal.statement.Output;
import dev.runseal.statement.Timestamp;
import dev.runseal.trust.Claim;
import dev.runseal.trust.Policy;
import dev.runseal.verify.Verdict.Fact;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

final class ReportTest {
  private final SampleBundles sample = new SampleBundles();

  @Test
  void thePageSaysWhatWasFoundWhatIsPutUpWithAndWhatWasNotChecked() {
    assertThat(report(Policy.DEVELOPMENT).text())
        .startsWith("ACCEPTED by policy \"development\"\n\n    entry        completion 3\n")
        .contains("\n  signature     pass       the log's key signed the checkpoint\n")
        .contains("\n    root certificate\n      sha256:")
        .contains("\n    output answer.txt\n      sha256:")
        .contains("\n  custody       not shown  no device evidence: nothing shows where the key is")
        .contains("\nAccepted by this policy though not shown, or not so:\n  custody: not shown,")
        .contains("\nOpaque sections:\n  model, environment\n")
        .contains("\nNot checked:\n  revocation: nothing was asked online")
        .doesNotContain("Refused because");
  }

  @Test
  void thePageSaysWhatThePolicyRefusesAndWhy() {
    assertThat(report(Policy.DEFAULT).text())
        .startsWith("REFUSED by policy \"default\"\n")
        .contains(
            """

            Refused because:
              completeness: model is opaque, the policy allows that of environment
              custody: the level shown is none, the policy asks for authority-attested or
                more
            """)
        .doesNotContain("Accepted by this policy");
  }

  @Test
  void noLineIsWiderThanEightyColumns() {
    for (Policy policy : new Policy[] {Policy.DEFAULT, Policy.DEVELOPMENT}) {
      assertThat(report(policy).text().lines())
          .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }
  }

  @Test
  void aWordLongerThanALineIsBroken() {
    var findings = new Findings();
    findings.restNotShown("x".repeat(300));
    String text = page(findings);
    assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    assertThat(text).contains("  signature     not shown  " + "x".repeat(53) + "\n");
  }

  @Test
  void aBundleCannotWriteOnTheTerminal() {
    var findings = new Findings();
    findings.put(
        Claim.ORDER,
        Verdict.pass(
            "red \u001b[31m line\nfeed \u202e back",
            Fact.of("output \u009b2J", "a\tb"),
            Fact.of(new Output("résumé \u202e.txt", Sha256.of(Bytes.EMPTY)).name(), "c")));
    String text = page(findings);
    assertThat(text)
        .contains("red \\u001b[31m line\\u000afeed \\u202e back")
        .contains("output \\u009b2J  a\\u0009b")
        .contains("résumé \\u202e.txt  c");
    assertThat(text.chars().filter(c -> c != '\n')).noneMatch(Character::isISOControl);
  }

  @Test
  void noTextCanImitateTheColumnsOfThePage() {
    var findings = new Findings();
    findings.put(
        Claim.ORDER,
        Verdict.pass(
            "fine", Fact.of("output x  custody   pass", "a"), Fact.of("output \u2800\u3164", "b")));
    assertThat(page(findings))
        .contains("output x \\u0020custody \\u0020\\u0020pass  a")
        .contains("output \\u2800\\u3164");
  }

  @Test
  void noLineIsWiderThanEightyColumnsInAScriptOfWideCharacters() {
    var findings = new Findings();
    findings.put(
        Claim.ORDER,
        Verdict.pass("\u5370".repeat(300), Fact.of("output " + "\ud83d\ude00".repeat(60), "a")));
    assertThat(page(findings).lines())
        .allSatisfy(line ->
            assertThat(line.codePoints().map(c -> c < 0x1100 ? 1 : 2).sum())
                .isLessThanOrEqualTo(80))
        .noneMatch(line -> line.codePoints().anyMatch(c -> c >= 0xd800 && c <= 0xdfff));
  }

  @Test
  void theJsonSaysTheSameToPrograms() throws Exception {
    Report report = report(Policy.DEFAULT);
    var json = (Json.Obj) StrictJson.parse(report.json(), 1 << 20);
    assertThat(json.members().keySet())
        .containsExactly(
            "accepted",
            "checkedAt",
            "mediaType",
            "notChecked",
            "opaque",
            "policy",
            "refusals",
            "subject",
            "tolerated",
            "verdicts");
    assertThat(json.find("accepted")).contains(Json.bool(false));
    assertThat(json.find("policy")).contains(Policy.DEFAULT.json());
    assertThat(((Json.Obj) json.find("verdicts").orElseThrow()).members().keySet())
        .containsExactlyInAnyOrder(
            "signature",
            "inclusion",
            "identity",
            "completeness",
            "custody",
            "separation",
            "order",
            "time",
            "uniqueness",
            "append-only");
    assertThat(report.json().toUtf8())
        .contains(
            "\"custody\":{\"facts\":[],\"reason\":\"no device evidence: nothing shows where the"
                + " key is kept\",\"verdict\":\"not shown\"}");
  }

  @Test
  void nothingUnverifiedIsAFact() {
    Report report =
        new Verifier(sample.trust(), Policy.DEVELOPMENT, InstantSource.fixed(SampleBundles.NOW))
            .verify(
                sample.seal(
                    SampleBundles.replacing(
                                Json.string("2026-11-21T01:02:09.000000Z"), "predicate", "sealedAt")
                            .andThen(SampleBundles.replacing(Json.integer(2), "predicate", "index"))
                        ::apply));
    assertThat(report.text()).doesNotContain("01:02:09").doesNotContain("unix:1000");
    assertThat(report.verdicts().values())
        .filteredOn(verdict -> !(verdict instanceof Verdict.Pass))
        .allSatisfy(verdict -> assertThat(verdict.facts()).isEmpty());
  }

  @Test
  void oneMomentOneReport() {
    assertThat(report(Policy.DEFAULT).json()).isEqualTo(report(Policy.DEFAULT).json());
    assertThat(report(Policy.DEFAULT).text()).isEqualTo(report(Policy.DEFAULT).text());
  }

  private Report report(Policy policy) {
    return new Verifier(sample.trust(), policy, InstantSource.fixed(SampleBundles.NOW))
        .verify(sample.completion());
  }

  private static String page(Findings findings) {
    return Report.of(Timestamp.of(SampleBundles.NOW), Policy.DEVELOPMENT, findings).text();
  }
}
