package dev.runseal.verify;

import static dev.runseal.verify.ReportAssertions.assertFailed;
import static dev.runseal.verify.ReportAssertions.assertNotShown;
import static dev.runseal.verify.ReportAssertions.assertNothingElsePasses;
import static dev.runseal.verify.ReportAssertions.assertPassed;
import static dev.runseal.verify.SampleBundles.NOW;
import static dev.runseal.verify.SampleBundles.replacing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.attestation.EncodedEvidence;
import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bundle.Bundle;
import dev.runseal.bundle.Dsse;
import dev.runseal.bundle.TimeProofs;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.json.Json;
import dev.runseal.key.Origin;
import dev.runseal.key.SigningException;
import dev.runseal.key.SoftwareKey;
import dev.runseal.key.VerifyingKey;
import dev.runseal.note.Checkpoint;
import dev.runseal.note.NoteSignature;
import dev.runseal.note.Receipt;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.note.SignedNote;
import dev.runseal.statement.Timestamp;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.TreeHash;
import dev.runseal.trust.Claim;
import dev.runseal.trust.Policy;
import dev.runseal.trust.TrustRoots;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One bundle that fails at each step of formats section 5, and at that step alone. */
final class VerifierTest {
  private final SampleBundles sample = new SampleBundles();
  private final SoftwareKey stranger = SoftwareKey.named("stranger");

  @Test
  void aSealShowsAllThatOneSealCan() {
    Report report = verify(sample.seal());
    assertPassed(
        report,
        Claim.SIGNATURE,
        Claim.INCLUSION,
        Claim.IDENTITY,
        Claim.COMPLETENESS,
        Claim.SEPARATION);
    assertNotShown(report, Claim.CUSTODY, "no device evidence");
    assertNotShown(report, Claim.ORDER, "a seal alone says nothing of outputs");
    assertNotShown(report, Claim.TIME, "no outside clock is in the bundle");
    assertNotShown(report, Claim.UNIQUENESS, "no witness was asked");
    assertNotShown(report, Claim.APPEND_ONLY, "a lone bundle can't show it");
    assertThat(report.accepted()).isTrue();
    assertThat(report.subject())
        .contains(
            new Report.Subject("seal", sample.origin(), 1, LeafHash.of(sample.seal().statement())));
  }

  @Test
  void aCompletionShowsOrderAsWell() {
    Report report = verify(sample.completion());
    assertPassed(
        report,
        Claim.SIGNATURE,
        Claim.INCLUSION,
        Claim.IDENTITY,
        Claim.COMPLETENESS,
        Claim.SEPARATION,
        Claim.ORDER);
    assertThat(report.accepted()).isTrue();
  }

  @Test
  void theDefaultPolicyRefusesTheSampleForItsCustodyAndItsOpaqueModel() {
    Report report = verifier(sample.trust(), Policy.DEFAULT, NOW).verify(sample.seal());
    assertThat(report.accepted()).isFalse();
    assertThat(report.refusals())
        .containsExactly(
            new Refusal(
                Claim.COMPLETENESS, "model is opaque, the policy allows that of environment"),
            new Refusal(
                Claim.CUSTODY,
                "the level shown is none, the policy asks for authority-attested or more"));
  }

  // The statement.

  @Test
  void bytesThatAreNoStatementFailBeforeAllElse() {
    Report report = verify(sample.seal(ignored -> Bytes.utf8("{}")));
    assertFailed(report, Claim.SIGNATURE, "statement: ");
    assertNothingElsePasses(report);
  }

  // "origin of checkpoint = predicate.log of every statement = keyAttestation.log = the SAN, and
  // its suffix = SHA-256 of the certified SPKI"

  @Test
  void anotherLogInTheStatementFails() {
    Origin other = Origin.of("other", sample.sealingKey().publicKey());
    Report report = verify(sample.seal(replacing(string(other), "predicate", "log")));
    assertFailed(
        report,
        Claim.SIGNATURE,
        "checkpoint origin is %s, the statement's log is %s".formatted(sample.origin(), other));
    assertNothingElsePasses(report);
  }

  @Test
  void anotherLogInTheKeyAttestationFails() {
    Origin other = Origin.of("other", sample.sealingKey().publicKey());
    KeyAttestation attestation = attestation(other, sample.attestation().certificates());
    Report report = verify(sample.withAttestation(attestation).seal());
    assertFailed(
        report,
        Claim.SIGNATURE,
        "key attestation's log is %s, the statement's log is %s".formatted(other, sample.origin()));
    assertNothingElsePasses(report);
  }

  @Test
  void anotherLogInTheCertificateFails() {
    Origin other = Origin.of("other", sample.sealingKey().publicKey());
    Report report = verify(sample.withAttestation(certified(other, sample.sealingKey())).seal());
    assertFailed(
        report,
        Claim.SIGNATURE,
        "the certificate's log is %s, the statement's log is %s".formatted(other, sample.origin()));
    assertNothingElsePasses(report);
  }

  @Test
  void aLogNamedAfterAnotherKeyThanTheCertifiedOneFails() {
    Bytes root = sample.rootCertificate();
    Bytes leaf =
        SampleChains.leafMisnamed(root, sample.rootKey(), sample.origin(), stranger.publicKey());
    KeyAttestation attestation = attestation(sample.origin(), List.of(leaf, root));
    Report report = verify(sample.withAttestation(attestation).seal());
    assertFailed(
        report,
        Claim.SIGNATURE,
        "certificate chain: sealing certificate names the log %s, expected one that ends in"
            .formatted(sample.origin()));
    assertNothingElsePasses(report);
  }

  // "receipt index = predicate.index < size"

  @Test
  void anotherIndexInTheStatementFailsInclusionAlone() {
    Report report = verify(sample.seal(replacing(Json.integer(2), "predicate", "index")));
    assertFailed(report, Claim.INCLUSION, "receipt index is 1, the statement's is 2");
    assertPassed(report, Claim.SIGNATURE);
    assertNothingElsePasses(report, Claim.SIGNATURE);
  }

  // "the key attestation's digest is the one in statement"

  @Test
  void anotherKeyAttestationThanTheStatementNamesFails() {
    Sha256 named = Sha256.of(Bytes.utf8("another"));
    Report report =
        verify(
            sample.seal(replacing(Json.string(named.toString()), "predicate", "keyAttestation")));
    assertFailed(
        report,
        Claim.SIGNATURE,
        "key attestation hashes to %s, the statement names %s"
            .formatted(Sha256.of(sample.keyAttestation()), named));
    assertNothingElsePasses(report);
  }

  @Test
  void withoutAKeyAttestationNothingIsShownUntilItIsBrought() {
    Bundle minimal = minimal(sample.seal()).withDeclaration(sample.declaration());
    Report report = verify(minimal);
    assertNotShown(report, Claim.SIGNATURE, "the bundle has no key attestation and none was given");
    assertNothingElsePasses(report);
    assertThat(verify(minimal.withKeyAttestation(sample.keyAttestation())).accepted()).isTrue();
  }

  @Test
  void bytesThatAreNoKeyAttestationFail() {
    Report report = verify(sample.withAttestation(Bytes.utf8("{}")).seal());
    assertFailed(report, Claim.SIGNATURE, "key attestation: ");
    assertNothingElsePasses(report);
  }

  // "inclusion"

  @Test
  void aWayUpThatLeadsElsewhereFailsInclusionAlone() {
    Bundle good = sample.seal();
    List<TreeHash> hashes = new ArrayList<>(good.receipt().hashes());
    hashes.set(0, TreeHash.EMPTY);
    Report report = verify(withReceipt(good, new Receipt(1, hashes, good.receipt().head())));
    assertFailed(report, Claim.INCLUSION, "inclusion proof of index 1 in size 5 leads to root");
    assertPassed(report, Claim.SIGNATURE);
    assertNothingElsePasses(report, Claim.SIGNATURE);
  }

  // "one valid checkpoint line by certificates[0]"

  @Test
  void aCheckpointThatAnotherKeySignedFails() throws SigningException {
    Checkpoint checkpoint = sample.seal().receipt().head().checkpoint();
    var line =
        new NoteSignature(
            sample.origin().text(),
            sample.sealingKey().publicKey().spkiDigest().value().slice(0, 4),
            stranger.sign(checkpoint.toBeSigned()));
    Report report = verify(withHead(sample.seal(), checkpoint, line));
    assertFailed(report, Claim.SIGNATURE, "checkpoint: signature line of " + sample.origin());
    assertNotShown(report, Claim.INCLUSION, "no trusted key is shown to have signed");
    assertNothingElsePasses(report);
  }

  @Test
  void aCheckpointThatOnlyStrangersSignedFails() throws SigningException {
    Checkpoint checkpoint = sample.seal().receipt().head().checkpoint();
    var line =
        new NoteSignature(
            "witness.example", Bytes.parseHex("01020304"), stranger.sign(checkpoint.toBeSigned()));
    Report report = verify(withHead(sample.seal(), checkpoint, line));
    assertFailed(
        report,
        Claim.SIGNATURE,
        "checkpoint: note has no signature line of %s with key id".formatted(sample.origin()));
    assertNothingElsePasses(report);
  }

  // "chain"

  @Test
  void aChainUnderARootThatNobodyTrustsFails() {
    TrustRoots others = TrustRoots.ofSealingRoot(SampleChains.root(stranger));
    Report report = verifier(others, Policy.DEVELOPMENT, NOW).verify(sample.seal());
    assertFailed(report, Claim.SIGNATURE, "certificate chain: ");
    assertNothingElsePasses(report);
  }

  @ParameterizedTest
  @CsvSource({"-3000", "40000"})
  void aChainOutsideItsDatesFailsWhateverTheStatementSaysOfTime(long days) {
    Instant then = NOW.plus(Duration.ofDays(days));
    Report report = verifier(sample.trust(), Policy.DEVELOPMENT, then).verify(sample.seal());
    assertFailed(report, Claim.SIGNATURE, "certificate chain: ");
    assertNothingElsePasses(report);
  }

  @Test
  void aRememberedChainIsNotBelievedOutsideItsDates() {
    Instant[] now = {NOW};
    var verifier = new Verifier(sample.trust(), Policy.DEVELOPMENT, () -> now[0]);
    assertThat(verifier.verify(sample.seal()).accepted()).isTrue();
    now[0] = NOW.plus(Duration.ofDays(40_000));
    assertFailed(verifier.verify(sample.seal()), Claim.SIGNATURE, "certificate chain: ");
  }

  @Test
  void aKeyThatIsDistrustedFailsWithoutAnOutsideClock() {
    Timestamp after = Timestamp.parse("2030-01-01T00:00:00.000000Z");
    for (VerifyingKey key :
        List.of(sample.sealingKey().publicKey(), sample.rootKey().publicKey())) {
      var trust =
          new TrustRoots(
              Set.of(sample.rootCertificate()), Set.of(), Map.of(key.spkiDigest(), after));
      Report report = verifier(trust, Policy.DEVELOPMENT, NOW).verify(sample.seal());
      assertFailed(
          report,
          Claim.SIGNATURE,
          "key %s in the chain is distrusted after 2030-01-01T00:00:00.000000Z, and nothing shows"
              .formatted(key.spkiDigest()));
      assertNothingElsePasses(report);
    }
  }

  @Test
  void aLogThatIsNotPinnedFails() {
    Origin other = Origin.of("other", sample.sealingKey().publicKey());
    var trust = new TrustRoots(Set.of(sample.rootCertificate()), Set.of(other), Map.of());
    Report report = verifier(trust, Policy.DEVELOPMENT, NOW).verify(sample.seal());
    assertFailed(
        report,
        Claim.SIGNATURE,
        "log is %s, which is none of the pinned origins".formatted(sample.origin()));
    assertNothingElsePasses(report);
  }

  // "evidence"

  @Test
  void evidenceThatCannotBeJudgedFailsCustodyAlone() {
    var evidence = new EncodedEvidence("application/vnd.example.vault", Bytes.utf8("x"));
    Report report = verify(sample.withEvidence(evidence).seal());
    assertFailed(
        report,
        Claim.CUSTODY,
        "evidence of type \"application/vnd.example.vault\" can't be judged by this version");
    assertPassed(
        report,
        Claim.SIGNATURE,
        Claim.INCLUSION,
        Claim.IDENTITY,
        Claim.COMPLETENESS,
        Claim.SEPARATION);
    assertThat(report.accepted()).isFalse();
  }

  // "DSSE payload = statement bytes"

  @Test
  void aGoodDsseSignatureIsSaidToBeThere() throws SigningException {
    Bundle seal = sample.seal();
    Report report = verify(seal.withDsse(Dsse.sign(seal.statement(), sample.sealingKey())));
    assertThat(report.accepted()).isTrue();
    assertThat(report.verdict(Claim.SIGNATURE).reason()).contains("dsse");
  }

  @Test
  void aDsseSignatureOverOtherBytesFailsTheSignatureAlone() throws SigningException {
    Bundle seal = sample.seal();
    Dsse other = Dsse.sign(Bytes.utf8("{}"), sample.sealingKey());
    assertDsseFails(
        seal.withDsse(other), "dsse payload is other bytes than the bundle's statement");
  }

  @Test
  void aDsseSignatureByAnotherKeyFailsTheSignatureAlone() throws SigningException {
    Bundle seal = sample.seal();
    Dsse foreign = Dsse.sign(seal.statement(), stranger);
    assertDsseFails(seal.withDsse(foreign), "dsse keyid is \"sha256:");
    Dsse good = Dsse.sign(seal.statement(), sample.sealingKey());
    assertDsseFails(
        seal.withDsse(new Dsse(good.payload(), good.keyId(), foreign.signature())),
        "dsse signature does not verify under key");
  }

  private void assertDsseFails(Bundle bundle, String message) {
    Report report = verify(bundle);
    assertFailed(report, Claim.SIGNATURE, message);
    assertPassed(report, Claim.INCLUSION, Claim.IDENTITY);
    assertThat(report.accepted()).isFalse();
  }

  // "bounds enclose sealedAt"

  @Test
  void aTimeProofThatCannotBeJudgedFailsTimeAlone() {
    Bundle seal = sample.seal();
    var time =
        new TimeProofs(Optional.empty(), List.of(new TimeProofs.Token(Bytes.parseHex("3000"))));
    Report report =
        verify(
            new Bundle(
                seal.statement(),
                seal.receipt(),
                seal.keyAttestation(),
                seal.declaration(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(time),
                Optional.empty()));
    assertFailed(report, Claim.TIME, "the bundle holds \"time\", which this version can't judge");
    assertPassed(report, Claim.SIGNATURE, Claim.INCLUSION, Claim.IDENTITY);
    assertThat(report.accepted()).isFalse();
  }

  private Report verify(Bundle bundle) {
    return verifier(sample.trust(), Policy.DEVELOPMENT, NOW).verify(bundle);
  }

  private static Verifier verifier(TrustRoots trust, Policy policy, Instant at) {
    return new Verifier(trust, policy, InstantSource.fixed(at));
  }

  private KeyAttestation certified(Origin san, SoftwareKey key) {
    Bytes root = sample.rootCertificate();
    Bytes leaf = SampleChains.leaf(root, sample.rootKey(), san, key.publicKey());
    return attestation(sample.origin(), List.of(leaf, root));
  }

  private static KeyAttestation attestation(Origin log, List<Bytes> certificates) {
    return new KeyAttestation(log, certificates, Optional.empty(), List.of());
  }

  private static Bundle minimal(Bundle bundle) {
    return Bundle.of(bundle.statement(), bundle.receipt());
  }

  private Bundle withReceipt(Bundle bundle, Receipt receipt) {
    return Bundle.of(bundle.statement(), receipt)
        .withKeyAttestation(sample.keyAttestation())
        .withDeclaration(sample.declaration());
  }

  private Bundle withHead(Bundle bundle, Checkpoint checkpoint, NoteSignature line) {
    var head = new SignedCheckpoint(checkpoint, new SignedNote(checkpoint.text(), List.of(line)));
    Receipt receipt = bundle.receipt();
    return withReceipt(bundle, new Receipt(receipt.index(), receipt.hashes(), head));
  }

  private static Json string(Origin origin) {
    return Json.string(origin.text());
  }
}
