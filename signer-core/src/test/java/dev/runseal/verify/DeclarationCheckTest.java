package dev.runseal.verify;

import static dev.runseal.verify.ReportAssertions.assertFailed;
import static dev.runseal.verify.ReportAssertions.assertNotShown;
import static dev.runseal.verify.ReportAssertions.assertPassed;
import static dev.runseal.verify.SampleBundles.NOW;
import static dev.runseal.verify.SampleBundles.replacing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bundle.Bundle;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.json.Json;
import dev.runseal.trust.Claim;
import dev.runseal.trust.Policy;
import dev.runseal.trust.TrustRoots;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The declaration at hand against the digest that was sealed. */
final class DeclarationCheckTest {
  private final SampleBundles sample = new SampleBundles();

  @Test
  void withoutADeclarationIdentityIsNotShown() {
    Bundle bare = minimal(sample.seal()).withKeyAttestation(sample.keyAttestation());
    Report report = verify(bare);
    assertNotShown(report, Claim.IDENTITY, "no declaration is at hand");
    assertNotShown(report, Claim.COMPLETENESS, "no declaration is at hand");
    assertPassed(report, Claim.SIGNATURE, Claim.INCLUSION, Claim.SEPARATION);
    assertThat(report.accepted()).isFalse();
    assertThat(verify(bare.withDeclaration(sample.declaration())).accepted()).isTrue();
  }

  @Test
  void anotherDeclarationFailsIdentity() {
    Report report =
        verify(
            minimal(sample.seal())
                .withKeyAttestation(sample.keyAttestation())
                .withDeclaration(Bytes.utf8("{}")));
    assertFailed(report, Claim.IDENTITY, "the declaration at hand hashes to sha256:44136fa3");
    assertNotShown(report, Claim.COMPLETENESS, "is not shown to be the sealed one");
    assertThat(report.accepted()).isFalse();
  }

  @Test
  void aSealedTextWithASectionMissingFailsCompleteness() {
    Report report =
        verify(sealing(Bytes.utf8("{\"type\":\"https://runseal.dev/declaration/v1\"}")));
    assertFailed(
        report, Claim.COMPLETENESS, "what was sealed is no full declaration: section \"model\"");
    assertThat(report.accepted()).isFalse();
  }

  @Test
  void sealedBytesThatAreNotCanonicalFailIdentity() {
    Report report = verify(sealing(Bytes.utf8("{ }")));
    assertFailed(report, Claim.IDENTITY, "the sealed bytes are not canonical json");
    assertThat(report.accepted()).isFalse();
  }

  private Report verify(Bundle bundle) {
    return verifier(sample.trust(), Policy.DEVELOPMENT, NOW).verify(bundle);
  }

  private static Verifier verifier(TrustRoots trust, Policy policy, Instant at) {
    return new Verifier(trust, policy, InstantSource.fixed(at));
  }

  /** A seal's bundle whose statement names these bytes as the declaration, and which holds them. */
  private Bundle sealing(Bytes declaration) {
    Json subject =
        Json.array(
            List.of(
                Json.object()
                    .put("name", "declaration")
                    .put("digest", Json.object().put("sha256", Sha256.of(declaration).hex()))
                    .build()));
    return minimal(sample.seal(replacing(subject, "subject")))
        .withKeyAttestation(sample.keyAttestation())
        .withDeclaration(declaration);
  }

  private static Bundle minimal(Bundle bundle) {
    return Bundle.of(bundle.statement(), bundle.receipt());
  }
}
