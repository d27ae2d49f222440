package dev.runseal.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.runseal.attestation.CustodyFact.Name;
import dev.runseal.bytes.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class JointCustodyTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final EvidenceSubject SUBJECT =
      new EvidenceSubject(Bytes.utf8("key"), Optional.empty());

  private final Custody host =
      custody(
          CustodyLevel.HOST_ASSERTED,
          "the host",
          NOW.minusSeconds(9),
          NOW.plusSeconds(1),
          new CustodyFact(Name.SERIAL, "17", "the host"),
          new CustodyFact(Name.MODEL, "v2", "the host"));
  private final Custody maker =
      custody(
          CustodyLevel.DEVICE_ATTESTED,
          "the maker",
          NOW.minusSeconds(1),
          NOW.plusSeconds(9),
          new CustodyFact(Name.SERIAL, "17", "the maker"),
          new CustodyFact(Name.MODEL, "Key 2", "the maker"));

  @Test
  void noEvidenceShowsNothing() throws Exception {
    assertThat(JointCustody.judge(List.of(), SUBJECT, DeviceRoots.NONE, NOW)).isEmpty();
  }

  @Test
  void theStrongestLevelCountsWithItsVoucherAndEverybodysFacts() throws Exception {
    Custody joint = JointCustody.of(List.of(host, maker));
    assertThat(joint.level()).isEqualTo(CustodyLevel.DEVICE_ATTESTED);
    assertThat(joint.voucher()).isEqualTo("the maker");
    assertThat(joint.facts())
        .extracting(CustodyFact::value, CustodyFact::source)
        .containsExactly(
            tuple("17", "the maker"),
            tuple("Key 2", "the maker"),
            tuple("17", "the host"),
            tuple("v2", "the host"));
    assertThat(joint.notShown()).containsExactly("what the maker leaves", "what the host leaves");
  }

  @Test
  void twoOfOneLevelVouchTogether() throws Exception {
    Custody other = custody(CustodyLevel.HOST_ASSERTED, "another", NOW, NOW);
    assertThat(JointCustody.of(List.of(host, other)).voucher()).isEqualTo("the host; another");
  }

  @Test
  void itHoldsAsLongAsAllOfIt() throws Exception {
    Custody joint = JointCustody.of(List.of(maker, host));
    assertThat(joint.notBefore()).isEqualTo(NOW.minusSeconds(1));
    assertThat(joint.notAfter()).isEqualTo(NOW.plusSeconds(1));
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "SERIAL",
        "MADE_ON_DEVICE",
        "EXTRACTABLE",
        "NEVER_EXTRACTABLE",
        "SENSITIVE",
        "EXPORTABLE_UNDER_WRAP"
      })
  void twoValuesOfOneFactAreADisagreement(Name name) {
    assertThatThrownBy(() -> JointCustody.of(List.of(saying(name, "yes"), saying(name, "no"))))
        .isInstanceOfSatisfying(
            AttestationException.class,
            e -> assertThat(e.reason()).isEqualTo(AttestationException.Reason.REFUSED))
        .hasMessage(
            "two pieces of evidence disagree: %s is yes by the word of who says yes, and no by that of who says no",
            name.text());
  }

  @ParameterizedTest
  @EnumSource(names = {"MODEL", "FIRMWARE", "MAKER", "SLOT", "KEY_LABEL"})
  void whatTwoMayNameDifferentlyIsNone(Name name) throws Exception {
    assertThat(JointCustody.of(List.of(saying(name, "a"), saying(name, "b"))).facts()).hasSize(2);
  }

  @Test
  void softwareAndADeviceAreADisagreementWhicheverComesFirst() {
    Custody software = custody(CustodyLevel.SOFTWARE, "the host", NOW, NOW);
    for (List<Custody> both : List.of(List.of(software, maker), List.of(maker, software))) {
      assertThatThrownBy(() -> JointCustody.of(both))
          .hasMessage(
              "two pieces of evidence disagree: the host says that the key lies in software, the maker that a device holds it");
    }
  }

  @Test
  void anAuthorityMayHaveMetAProgram() throws Exception {
    Custody software = custody(CustodyLevel.SOFTWARE, "the host", NOW, NOW);
    Custody met = custody(CustodyLevel.AUTHORITY_ATTESTED, "an authority", NOW, NOW);

    Custody joint = JointCustody.of(List.of(software, met));

    assertThat(joint.level()).isEqualTo(CustodyLevel.AUTHORITY_ATTESTED);
    assertThat(joint.voucher()).isEqualTo("an authority");
    assertThat(joint.notShown()).contains("what the host leaves");
  }

  @Test
  void evidenceOfATypeThatNobodyKnowsIsRefused() {
    var unknown = new EncodedEvidence("application/vnd.example.attestation", Bytes.utf8("x"));
    assertThatThrownBy(() -> JointCustody.judge(List.of(unknown), SUBJECT, DeviceRoots.NONE, NOW))
        .isInstanceOf(AttestationException.class)
        .hasMessage(
            "evidence of type \"application/vnd.example.attestation\" can't be judged by this version");
  }

  @ParameterizedTest
  @EnumSource(EvidenceType.class)
  void evidenceOfNoMeaningIsRefusedWithItsTypeNamed(EvidenceType type) {
    var garbage = new EncodedEvidence(type.mediaType(), Bytes.utf8("x"));
    assertThatThrownBy(() -> JointCustody.judge(List.of(garbage), SUBJECT, DeviceRoots.NONE, NOW))
        .isInstanceOf(AttestationException.class)
        .hasMessageStartingWith(type.text() + " evidence: ");
  }

  private static Custody saying(Name name, String value) {
    return custody(
        CustodyLevel.HOST_ASSERTED,
        "somebody",
        NOW,
        NOW,
        new CustodyFact(name, value, "who says " + value));
  }

  private static Custody custody(
      CustodyLevel level, String voucher, Instant from, Instant until, CustodyFact... facts) {
    return new Custody(
        level, voucher, List.of(facts), List.of("what " + voucher + " leaves"), from, until);
  }
}
