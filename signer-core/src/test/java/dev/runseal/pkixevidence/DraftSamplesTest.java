package dev.runseal.pkixevidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.pkixevidence.PkixEvidenceException.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the draft's own samples say, by the dumps that lie beside them. */
final class DraftSamplesTest {
  private static final Bytes AK = DraftSample.certificate("ak");

  @Test
  void theFirstReportsOnThePlatformAndNamesItsSignerById() throws Exception {
    SignedEvidence evidence = SignedEvidence.decode(DraftSample.evidence(1), OidArc.KNOWN);
    EvidenceStatement statement = evidence.statement();
    assertThat(statement.arc()).isEqualTo(OidArc.DRAFT_SAMPLES);
    assertThat(statement.keys()).isEmpty();

    EvidenceElement transaction = statement.transaction().orElseThrow();
    assertThat(transaction.findOctets(ClaimType.NONCE))
        .contains(Bytes.parseHex("deadbeefcafebabe"));
    assertThat(transaction.claims())
        .contains(
            new EvidenceElement.Claim(
                ClaimType.TIMESTAMP, new ClaimValue.Time(Instant.parse("2026-07-21T11:13:38Z"))));

    EvidenceElement platform = statement.platform().orElseThrow();
    assertThat(platform.findText(ClaimType.VENDOR)).contains("Acme Corp");
    assertThat(platform.findOctets(ClaimType.HWMODEL)).contains(Bytes.utf8("HSM-9000"));
    assertThat(platform.findText(ClaimType.HWVERSION)).contains("2.1.0");
    assertThat(platform.findFlag(ClaimType.FIPSBOOT)).contains(true);

    assertThat(evidence.certificates()).isEmpty();
    assertThat(evidence.verifySignatures(Set.of(AK)))
        .extracting(signer -> signer.certificate().der())
        .containsExactly(AK);
  }

  @Test
  void theFirstIsRefusedWhereNobodyKnowsItsSigner() throws Exception {
    SignedEvidence evidence = SignedEvidence.decode(DraftSample.evidence(1), OidArc.KNOWN);
    assertThatThrownBy(() -> evidence.verifySignatures(Set.of(DraftSample.certificate("int"))))
        .isInstanceOf(PkixEvidenceException.class)
        .hasMessage(
            "signature 0: names a key (keyId 1d0a7417fa5f0437a7334c932ce135b7f73419fe) that no"
                + " certificate at hand is of");
  }

  @Test
  void theSecondReportsOnTwoKeysAndBringsItsCertificates() throws Exception {
    SignedEvidence evidence = SignedEvidence.decode(DraftSample.evidence(2), OidArc.KNOWN);
    EvidenceElement kept = evidence.statement().keys().getFirst();
    assertThat(kept.identifiers()).containsExactly("9a25f603-a2c4-4dad-9ee0-a1b4e771f2c3");
    assertThat(kept.findFlag(ClaimType.EXTRACTABLE)).contains(false);
    assertThat(kept.findFlag(ClaimType.NEVER_EXTRACTABLE)).contains(true);
    assertThat(kept.findFlag(ClaimType.SENSITIVE)).contains(true);
    assertThat(kept.findFlag(ClaimType.LOCAL)).contains(true);
    assertThat(kept.findPurposes().orElseThrow().value())
        .extracting(OidArc.DRAFT_SAMPLES::purposeText)
        .containsExactly("sign");

    EvidenceElement loose = evidence.statement().keys().get(1);
    assertThat(loose.identifiers()).containsExactly("85704b99-7097-4bca-93b6-13352f865ace");
    assertThat(loose.findFlag(ClaimType.EXTRACTABLE)).contains(true);
    assertThat(loose.findFlag(ClaimType.SENSITIVE)).contains(false);
    assertThat(loose.findFlag(ClaimType.NEVER_EXTRACTABLE)).isEqualTo(Optional.empty());

    assertThat(evidence.certificates()).containsExactly(DraftSample.certificate("int"));
    assertThat(evidence.verifySignatures(List.of()))
        .extracting(signer -> signer.certificate().der())
        .containsExactly(AK);
  }

  /**
   * The third is doubtful for what it says, not for how it is signed: it has a platform twice,
   * where draft §5.1 has a reader reject that, and it is older than the certificates beside it,
   * whose root is another of the same name.
   */
  @Test
  void theThirdHasTwoPlatforms() {
    assertThatThrownBy(() -> SignedEvidence.decode(DraftSample.evidence(3), OidArc.KNOWN))
        .isInstanceOf(PkixEvidenceException.class)
        .hasMessage("evidence has 2 platform elements, expected one at most")
        .extracting(e -> ((PkixEvidenceException) e).reason())
        .isEqualTo(Reason.REFUSED);
  }

  @Test
  void samplesSayNothingUnderAnotherArc() {
    assertThatThrownBy(
            () -> SignedEvidence.decode(DraftSample.evidence(2), List.of(OidArc.RUNSEAL)))
        .isInstanceOf(PkixEvidenceException.class)
        .hasMessage(
            "evidence has elements under 0 of the arcs %s, expected one"
                .formatted(OidArc.RUNSEAL.evidence().getId()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void everyTruncationIsRefused(int number) {
    Bytes der = DraftSample.evidence(number);
    for (int length = 0; length < der.length(); length++) {
      Bytes cut = der.slice(0, length);
      assertThatThrownBy(() -> SignedEvidence.decode(cut, OidArc.KNOWN))
          .isInstanceOf(PkixEvidenceException.class)
          .extracting(e -> ((PkixEvidenceException) e).reason())
          .isEqualTo(Reason.MALFORMED);
    }
  }

  /** The first has no certificate that no signature covers. */
  @Test
  void everyChangedByteIsSeen() {
    Bytes der = DraftSample.evidence(1);
    for (int at = 0; at < der.length(); at++) {
      byte[] changed = der.toArray();
      changed[at] ^= 1;
      assertThatThrownBy(() ->
              SignedEvidence.decode(Bytes.of(changed), OidArc.KNOWN).verifySignatures(Set.of(AK)))
          .as("byte %d", at)
          .isInstanceOf(PkixEvidenceException.class);
    }
  }
}
