package dev.runseal.verify;

import static dev.runseal.verify.ReportAssertions.assertFailed;
import static dev.runseal.verify.ReportAssertions.assertNotShown;
import static dev.runseal.verify.ReportAssertions.assertPassed;
import static dev.runseal.verify.SampleBundles.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.attestation.CustodyLevel;
import dev.runseal.attestation.EncodedEvidence;
import dev.runseal.attestation.EvidenceType;
import dev.runseal.bundle.Bundle;
import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.SoftwareKey;
import dev.runseal.trust.Claim;
import dev.runseal.trust.Policy;
import dev.runseal.verify.Verdict.Fact;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** What a bundle's verdict on custody is, with evidence in every condition. */
final class CustodyTest {

  private final SampleBundles sample = new SampleBundles();
  private final SampleEvidence host = SampleEvidence.of(sample);

  @Test
  void theHostsWordIsSaidToBeTheHosts() {
    Report report = report(host.encoded());
    assertPassed(report, Claim.CUSTODY, Claim.SIGNATURE);
    Verdict custody = report.verdict(Claim.CUSTODY);
    assertThat(custody.reason())
        .startsWith(
            "a device holds the key: host-asserted, on the word of the host that signed as");
    assertThat(custody.facts())
        .startsWith(new Fact("level", "host-asserted"))
        .extracting(Fact::name)
        .containsExactly(
            "level",
            "voucher",
            "maker",
            "model",
            "serial",
            "key label",
            "made on the device",
            "extractable",
            "never extractable",
            "sensitive",
            "bound to the log",
            "not shown");
    assertThat(custody.facts().subList(2, 11))
        .allSatisfy(fact -> assertThat(fact.source().orElseThrow()).startsWith("the host that"));
    assertThat(custody.facts().getLast().value())
        .startsWith("that there is a device at all: nothing but the host's word");
  }

  @Test
  void thePageNamesTheSourceAboveItsFactsAndStaysWithinEightyColumns() {
    String page = report(host.encoded()).text();
    assertThat(page)
        .containsPattern(
            "\n  custody       pass       a device holds the key: host-asserted, on the word of\n")
        .containsPattern("\n    level        host-asserted\n")
        .containsPattern(
            "\n    says the host that signed as (.*\n){1,3}    maker        Acme Corp\n")
        .contains("\n    serial       17\n")
        .contains("\n    not shown\n      that there is a device at all: ");
    assertThat(page.lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void programsReadEachFactWithItsSource() throws Exception {
    assertThat(report(host.encoded()).json().toUtf8())
        .contains("{\"name\":\"level\",\"value\":\"host-asserted\"}")
        .containsPattern(
            "\\{\"name\":\"serial\",\"source\":\"the host that[^}]+\",\"value\":\"17\"}");
  }

  @Test
  void aKeyInSoftwareIsNotShownToBeInADevice() {
    Report report = report(host.onToken("SoftHSM project", "SoftHSM v2", "17").encoded());
    assertNotShown(report, Claim.CUSTODY, "the signer says that its key lies in software");
    assertThat(report.verdict(Claim.CUSTODY).facts()).contains(new Fact("level", "software"));
    assertThat(report.accepted()).isTrue();
  }

  @Test
  void aSoftHsmUnderAnotherNameStaysTheHostsWord() {
    Report report = report(host.onToken("Trustworthy HSMs Inc.", "SoftHSM v2", "17").encoded());
    assertThat(report.verdict(Claim.CUSTODY).facts()).contains(new Fact("level", "host-asserted"));
  }

  @Test
  void thePolicyAsksByLevel() {
    for (CustodyLevel asked : CustodyLevel.values()) {
      Report report = report(asking(asked), NOW, host.encoded());
      if (CustodyLevel.HOST_ASSERTED.isAtLeast(asked)) {
        assertThat(report.accepted()).as(asked.text()).isTrue();
      } else {
        assertThat(report.refusals())
            .containsExactly(
                new Refusal(
                    Claim.CUSTODY,
                    "the level shown is host-asserted, the policy asks for %s or more"
                        .formatted(asked.text())));
      }
    }
  }

  @Test
  void aPolicyThatTakesSoftwareTakesItThoughNotShown() {
    EncodedEvidence software = host.onToken("SoftHSM project", "SoftHSM v2", "17").encoded();
    Report report = report(asking(CustodyLevel.SOFTWARE), NOW, software);
    assertThat(report.accepted()).isTrue();
    assertThat(report.tolerated()).contains(Claim.CUSTODY);
    assertThat(report(asking(CustodyLevel.HOST_ASSERTED), NOW, software).accepted()).isFalse();
  }

  @Test
  void aPolicyThatAsksForNothingDoesNotTakeWhatFails() {
    EncodedEvidence unsigned = host.signedBy(SoftwareKey.named("stranger")).encoded();
    Report report = report(asking(CustodyLevel.NONE), NOW, unsigned);
    assertFailed(report, Claim.CUSTODY, "pkix evidence: signature 0: ");
    assertThat(report.refusals())
        .containsExactly(new Refusal(Claim.CUSTODY, "it failed, which no policy accepts"));
  }

  @Test
  void evidenceForAnotherLogFails() {
    Origin other = Origin.of("other.example", sample.sealingKey().publicKey());
    assertCustodyAloneFails(
        host.ofLog(other).encoded(), "pkix evidence: claim transaction-nonce is ");
  }

  @Test
  void evidenceAboutAnotherKeyFails() {
    Bytes other = SoftwareKey.named("stranger").publicKey().spki();
    assertCustodyAloneFails(
        host.ofKey(other).encoded(),
        "pkix evidence: evidence reports on 1 keys, of which 0 are the key "
            + sample.sealingKey().publicKey().spkiDigest());
  }

  @Test
  void aKeyThatOnceCouldBeTakenFails() {
    assertCustodyAloneFails(
        host.onceExtractable().encoded(),
        "pkix evidence: claim key-never-extractable is false, expected true");
  }

  @Test
  void neverExtractableThatNobodySignedFails() {
    assertCustodyAloneFails(
        host.signedBy(SoftwareKey.named("stranger")).encoded(), "pkix evidence: signature 0: ");
  }

  @Test
  void twoThatDisagreeFailThoughEachHolds() {
    EncodedEvidence other = host.onToken("Acme Corp", "HSM-9000", "18").encoded();
    assertThat(report(other).accepted()).isTrue();
    Report report = report(host.encoded(), other);
    assertFailed(
        report,
        Claim.CUSTODY,
        "two pieces of evidence disagree: serial is 17 by the word of the host that signed as");
    assertThat(report.accepted()).isFalse();
  }

  @Test
  void softwareBesideADeviceIsADisagreement() {
    EncodedEvidence software = host.onToken("SoftHSM project", "SoftHSM v2", "17").encoded();
    assertFailed(
        report(host.encoded(), software), Claim.CUSTODY, "says that the key lies in software");
  }

  @Test
  void oneBadEntryAmongGoodOnesFails() {
    var unknown = new EncodedEvidence("application/vnd.example.vault", Bytes.utf8("x"));
    assertFailed(
        report(host.encoded(), unknown),
        Claim.CUSTODY,
        "evidence of type \"application/vnd.example.vault\" can't be judged by this version");
    var garbage = new EncodedEvidence(EvidenceType.PKIX.mediaType(), Bytes.utf8("x"));
    assertFailed(report(garbage, host.encoded()), Claim.CUSTODY, "pkix evidence: ");
  }

  @Test
  void evidenceIsNotBelievedOutsideItsOwnDatesWhateverIsRemembered() {
    SampleBundles attested = sample.withEvidence(host.until("2027-01-01T00:00:00Z").encoded());
    Instant[] now = {NOW};
    var verifier = new Verifier(sample.trust(), Policy.DEVELOPMENT, () -> now[0]);
    Bundle bundle = attested.seal();
    assertPassed(verifier.verify(bundle), Claim.CUSTODY);
    now[0] = Instant.parse("2027-06-01T00:00:00Z");
    Report later = verifier.verify(bundle);
    assertFailed(later, Claim.CUSTODY, "pkix evidence: attestation key: ");
    assertPassed(later, Claim.SIGNATURE);
    now[0] = NOW;
    assertPassed(verifier.verify(bundle), Claim.CUSTODY);
  }

  private void assertCustodyAloneFails(EncodedEvidence evidence, String message) {
    Report report = report(evidence);
    assertFailed(report, Claim.CUSTODY, message);
    assertPassed(
        report,
        Claim.SIGNATURE,
        Claim.INCLUSION,
        Claim.IDENTITY,
        Claim.COMPLETENESS,
        Claim.SEPARATION);
    assertThat(report.accepted()).isFalse();
  }

  private static Policy asking(CustodyLevel level) {
    Policy any = Policy.DEVELOPMENT;
    return new Policy(
        "asking", any.required(), level, any.separations(), any.opaque(), any.origins());
  }

  private Report report(EncodedEvidence... evidence) {
    return report(Policy.DEVELOPMENT, NOW, evidence);
  }

  private Report report(Policy policy, Instant at, EncodedEvidence... evidence) {
    return new Verifier(sample.trust(), policy, InstantSource.fixed(at))
        .verify(sample.withEvidence(evidence).seal());
  }
}
