package dev.runseal.verify;

import static dev.runseal.verify.ReportAssertions.assertFailed;
import static dev.runseal.verify.ReportAssertions.assertNotShown;
import static dev.runseal.verify.ReportAssertions.assertNothingElsePasses;
import static dev.runseal.verify.ReportAssertions.assertPassed;
import static dev.runseal.verify.SampleBundles.NOW;
import static dev.runseal.verify.SampleBundles.replacing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bundle.Bundle;
import dev.runseal.bundle.Part;
import dev.runseal.bundle.SmallLog;
import dev.runseal.bytes.Bytes;
import dev.runseal.json.Json;
import dev.runseal.key.Origin;
import dev.runseal.note.Receipt;
import dev.runseal.trust.Claim;
import dev.runseal.trust.Policy;
import dev.runseal.trust.TrustRoots;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A completion, its seal, and whom the signer says that they came from. */
final class OrderCheckTest {
  private static final UnaryOperator<Bytes> SAME = UnaryOperator.identity();

  private final SampleBundles sample = new SampleBundles();

  @Test
  void aCompletionWithoutItsSealShowsNeitherOrderNorIdentity() {
    Bundle whole = sample.completion();
    Report report =
        verify(
            minimal(whole)
                .withKeyAttestation(sample.keyAttestation())
                .withDeclaration(sample.declaration()));
    assertNotShown(report, Claim.ORDER, "does not hold the seal it completes");
    assertNotShown(report, Claim.IDENTITY, "no seal was verified");
    assertPassed(report, Claim.SIGNATURE, Claim.INCLUSION);
    assertThat(report.accepted()).isFalse();
  }

  @Test
  void aSealInTheBundleOfASealFails() {
    SmallLog log = sample.log(SAME, SAME);
    Report report = verify(sample.seal().withSeal(log.part(0)));
    assertFailed(report, Claim.ORDER, "the bundle of a seal holds another seal, expected none");
    assertThat(report.accepted()).isFalse();
  }

  @Test
  void aCompletionInThePlaceOfTheSealFails() {
    SmallLog log = sample.log(SAME, SAME);
    assertOrderFails(
        sample.completion().withSeal(log.part(3)),
        "\"seal\" holds a statement of another kind, expected a seal");
  }

  @Test
  void aSealUnderAnotherCheckpointFails() {
    SmallLog log = sample.log(SAME, SAME);
    log.append(Bytes.utf8("{}"));
    assertOrderFails(
        sample.completion().withSeal(log.part(1)),
        "seal's receipt carries another checkpoint than the completion's");
  }

  @Test
  void aSealThatIsNotIncludedFails() {
    Bundle whole = sample.completion();
    Receipt receipt = whole.receipt();
    Part seal = whole.seal().orElseThrow();
    assertOrderFails(
        whole.withSeal(new Part(seal.statement(), new Receipt(1, List.of(), receipt.head()))),
        "seal: inclusion proof of index 1 in size 5 has 0 hashes, expected 3");
  }

  @Test
  void aSealOfAnotherPlaceFails() {
    SmallLog log = sample.log(SAME, SAME);
    assertOrderFails(
        sample.completion().withSeal(log.part(2)),
        "the completion names entry 1 of %s, leaf hash sha256:".formatted(sample.origin()));
  }

  @Test
  void aSealThatStandsBehindItsCompletionFails() {
    SmallLog log = sample.log(SAME, SAME);
    assertOrderFails(
        sample.completion().withSeal(log.part(4)),
        "seal's index is 4, expected less than the completion's, 3");
  }

  @Test
  void aSealOfAnotherCallerFails() {
    assertOrderFails(
        sample.completion(replacing(Json.string("unix:1001"), "predicate", "caller"), SAME),
        "the completion's caller is unix:1000, the seal's is unix:1001");
  }

  @Test
  void aCompletionThatClaimsToBeOlderThanItsSealFails() {
    assertOrderFails(
        sample.completion(
            SAME, replacing(Json.string("2026-11-21T01:02:00.000000Z"), "predicate", "sealedAt")),
        "the completion's time is 2026-11-21T01:02:00.000000Z, before the seal's");
  }

  @Test
  void aSealOfAnotherLogFails() {
    Origin other = Origin.of("other", sample.sealingKey().publicKey());
    assertOrderFails(
        sample.completion(replacing(string(other), "predicate", "log"), SAME),
        "seal's log is %s, the completion's is %s".formatted(other, sample.origin()));
  }

  @Test
  void aRotatedLogCannotBeJudgedAndFails() {
    Bundle whole = sample.completion();
    SmallLog log = sample.log(SAME, SAME);
    assertOrderFails(
        new Bundle(
            whole.statement(),
            whole.receipt(),
            whole.keyAttestation(),
            whole.declaration(),
            whole.seal(),
            Optional.of(log.part(0)),
            Optional.empty(),
            Optional.empty()),
        "the bundle holds \"open\": this version can't judge a log that was rotated");
  }

  private void assertOrderFails(Bundle bundle, String message) {
    Report report = verify(bundle);
    assertFailed(report, Claim.ORDER, message);
    assertPassed(report, Claim.SIGNATURE, Claim.INCLUSION);
    assertNotShown(report, Claim.SEPARATION, "it rests on the order");
    assertNothingElsePasses(report, Claim.SIGNATURE, Claim.INCLUSION);
  }

  // Separation, as the signer says it.

  @Test
  void theSignersOwnUserFailsSeparationWhichDevelopmentPutsUpWith() {
    Bundle bundle =
        sample.seal(
            replacing(Json.string("unix:991"), "predicate", "caller")
                    .andThen(replacing(Json.string("same-user"), "predicate", "separation"))
                ::apply);
    Report report = verify(bundle);
    assertFailed(report, Claim.SEPARATION, "the signer says that the caller was its own user");
    assertThat(report.accepted()).isTrue();
    assertThat(report.tolerated()).contains(Claim.SEPARATION);
    assertThat(verifier(sample.trust(), Policy.DEFAULT, NOW).verify(bundle).refusals())
        .contains(
            new Refusal(Claim.SEPARATION, "it is same-user, the policy allows other-user, tls"));
  }

  @Test
  void theWorseSeparationOfSealAndCompletionCounts() {
    UnaryOperator<Bytes> unknown = replacing(Json.string("unknown"), "predicate", "separation");
    for (Bundle bundle :
        List.of(sample.completion(unknown, SAME), sample.completion(SAME, unknown))) {
      assertNotShown(
          verify(bundle), Claim.SEPARATION, "the signer does not say who the caller was");
    }
  }

  private Report verify(Bundle bundle) {
    return verifier(sample.trust(), Policy.DEVELOPMENT, NOW).verify(bundle);
  }

  private static Verifier verifier(TrustRoots trust, Policy policy, Instant at) {
    return new Verifier(trust, policy, InstantSource.fixed(at));
  }

  private static Bundle minimal(Bundle bundle) {
    return Bundle.of(bundle.statement(), bundle.receipt());
  }

  private static Json string(Origin origin) {
    return Json.string(origin.text());
  }
}
