package dev.runseal.pkixevidence;

import static dev.runseal.pkixevidence.EvidenceDraft.AK;
import static dev.runseal.pkixevidence.EvidenceDraft.spki;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.pkixevidence.PkixEvidenceException.Reason;
import dev.runseal.x509.CompanyAuthority;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.junit.jupiter.api.Test;

/** One test for a rule of draft §4 and §5; each begins with evidence that keeps them all. */
final class StatementRulesTest {
  private static final ASN1ObjectIdentifier FOREIGN = new ASN1ObjectIdentifier("1.2.3.4.5");
  private static final Bytes SPKI = spki(CompanyAuthority.p256());

  private final EvidenceDraft draft = EvidenceDraft.kept(SPKI, Bytes.utf8("nonce"));

  @Test
  void evidenceByTheRulesIsReadAsItWasWritten() throws Exception {
    EvidenceStatement read = read(draft.signed());
    assertThat(read.arc()).isEqualTo(OidArc.RUNSEAL);
    assertThat(read.transaction().orElseThrow().findOctets(ClaimType.NONCE))
        .contains(Bytes.utf8("nonce"));
    assertThat(read.keys().getFirst().keys(ClaimType.SPKI)).containsExactly(SPKI);
    assertThat(read.toBeSigned().bytes()).isEqualTo(tbs(draft.encode()));
  }

  @Test
  void everyTypeOfClaimIsReadAsItWasWritten() throws Exception {
    var everything =
        new EvidenceDraft(OidArc.DRAFT_SAMPLES)
            .claim(ClaimType.TIMESTAMP, new ClaimValue.Time(Instant.parse("2026-11-21T01:02:03Z")))
            .claim(ClaimType.AK_SPKI, new ClaimValue.PublicKey(SPKI))
            .claim(ClaimType.OEMID, new ClaimValue.Octets(Bytes.utf8("oem")))
            .claim(ClaimType.UPTIME, new ClaimValue.Whole(BigInteger.TEN))
            .claim(ClaimType.FIPSBOOT, new ClaimValue.Flag(true))
            .claim(ClaimType.FIPSLEVEL, new ClaimValue.Whole(BigInteger.TWO))
            .claim(ClaimType.IDENTIFIER, new ClaimValue.Text("ä"))
            .claim(
                ClaimType.PURPOSE,
                new ClaimValue.Purposes(
                    List.of(OidArc.DRAFT_SAMPLES.of(KeyPurpose.DERIVE), FOREIGN)));
    EvidenceStatement read = read(everything);
    assertThat(read.toBeSigned().bytes()).isEqualTo(tbs(everything.encode()));
    assertThat(read.keys().getFirst().findPurposes().orElseThrow().value())
        .extracting(read.arc()::purposeText)
        .containsExactly("derive", "1.2.3.4.5");
  }

  @Test
  void anotherVersionIsRefused() {
    assertRefused(draft.version(2), "evidence has version 2, expected 1");
  }

  @Test
  void aSecondPlatformIsRefused() {
    assertRefused(
        draft.element(
            OidArc.RUNSEAL.of(ElementType.PLATFORM),
            draft.pair(ClaimType.VENDOR, new ClaimValue.Text("another"))),
        "evidence has 2 platform elements, expected one at most");
  }

  @Test
  void aSecondTransactionIsRefused() {
    assertRefused(
        draft.element(
            OidArc.RUNSEAL.of(ElementType.TRANSACTION),
            draft.pair(ClaimType.NONCE, new ClaimValue.Octets(Bytes.utf8("another")))),
        "evidence has 2 transaction elements, expected one at most");
  }

  @Test
  void aRepeatedClaimIsRefused() {
    assertRefused(
        draft.claim(ClaimType.EXTRACTABLE, new ClaimValue.Flag(true)),
        "claim key-extractable is repeated, expected it once at most");
    assertRefused(
        EvidenceDraft.kept(SPKI, Bytes.utf8("nonce"))
            .claim(ClaimType.NONCE, new ClaimValue.Octets(Bytes.utf8("another"))),
        "claim transaction-nonce is repeated, expected it once at most");
  }

  @Test
  void namesOfAKeyAndAttestationKeysMayBeSeveral() throws Exception {
    EvidenceStatement read =
        read(
            draft
                .claim(ClaimType.IDENTIFIER, new ClaimValue.Text("second"))
                .claim(ClaimType.AK_SPKI, new ClaimValue.PublicKey(SPKI))
                .claim(ClaimType.AK_SPKI, new ClaimValue.PublicKey(spki(AK))));
    assertThat(read.keys().getFirst().identifiers()).containsExactly("sealing", "second");
    assertThat(read.transaction().orElseThrow().keys(ClaimType.AK_SPKI))
        .containsExactly(SPKI, spki(AK));
  }

  @Test
  void theSameAttestationKeyTwiceIsRefused() {
    assertRefused(
        draft
            .claim(ClaimType.AK_SPKI, new ClaimValue.PublicKey(SPKI))
            .claim(ClaimType.AK_SPKI, new ClaimValue.PublicKey(SPKI)),
        "claim transaction-ak-spki is repeated with the same value");
  }

  @Test
  void theSameKeyTwiceIsRefused() {
    assertRefused(
        draft.element(
            OidArc.RUNSEAL.of(ElementType.KEY),
            draft.pair(ClaimType.IDENTIFIER, new ClaimValue.Text("other")),
            draft.pair(ClaimType.IDENTIFIER, new ClaimValue.Text("sealing"))),
        "key \"sealing\" is reported twice, expected it once");
  }

  @Test
  void aSecondKeyIsFine() throws Exception {
    EvidenceStatement read =
        read(
            draft.element(
                OidArc.RUNSEAL.of(ElementType.KEY),
                draft.pair(ClaimType.IDENTIFIER, new ClaimValue.Text("other"))));
    assertThat(read.keys()).hasSize(2);
  }

  @Test
  void aKeyWithoutANameIsRefused() {
    assertRefused(
        draft.without(ClaimType.IDENTIFIER),
        "key element has no claim key-identifier, expected one");
  }

  @Test
  void unknownClaimsAndElementsAreIgnored() throws Exception {
    EvidenceStatement plain = read(draft);
    EvidenceStatement read =
        read(
            draft
                .raw(ElementType.KEY, FOREIGN, DERNull.INSTANCE)
                .raw(ElementType.KEY, FOREIGN)
                .raw(ElementType.PLATFORM, OidArc.RUNSEAL.evidence().branch("1.1.99"), SEQUENCE)
                .element(FOREIGN, draft.pair(ClaimType.NONCE, new ClaimValue.Flag(true)))
                .element(FOREIGN, new DERSequence(FOREIGN)));
    assertThat(read).isEqualTo(plain);
  }

  @Test
  void aClaimInAnElementOfAnotherKindIsRefused() {
    assertRefused(
        draft.raw(
            ElementType.PLATFORM, OidArc.RUNSEAL.of(ClaimType.EXTRACTABLE), ASN1Boolean.FALSE),
        "claim key-extractable stands in a platform element, expected one of its own kind");
  }

  @Test
  void aFipsLevelThatIsNoneIsRefused() {
    for (int level : new int[] {0, 5, -1, 9}) {
      assertRefused(
          EvidenceDraft.kept(SPKI, Bytes.EMPTY)
              .claim(ClaimType.FIPSLEVEL, new ClaimValue.Whole(BigInteger.valueOf(level))),
          "claim platform-fipslevel is %d, expected 1 to 4".formatted(level));
    }
  }

  @Test
  void elementsUnderTwoArcsAreRefused() {
    assertRefused(
        draft.element(OidArc.DRAFT_SAMPLES.of(ElementType.KEY), new DERSequence(FOREIGN)),
        "evidence has elements under 2 of the arcs %s, 1.3.6.1.5.5.999, expected one"
            .formatted(OidArc.RUNSEAL.evidence().getId()));
  }

  @Test
  void anArcThatIsToldIsRead() throws Exception {
    OidArc ours = OidArc.parse("1.2.3", "1.2.4");
    Bytes der =
        new EvidenceDraft(ours).claim(ClaimType.VENDOR, new ClaimValue.Text("Acme")).encode();
    assertThat(SignedEvidence.decode(der, List.of(ours)).statement().arc()).isEqualTo(ours);
    assertThatThrownBy(() -> SignedEvidence.decode(der, OidArc.KNOWN))
        .hasMessageContaining("evidence has elements under 0 of the arcs");
  }

  @Test
  void aClaimWithoutAValueIsMalformed() {
    assertMalformed(
        draft.raw(ElementType.PLATFORM, OidArc.RUNSEAL.of(ClaimType.HWSERIAL)),
        "claim platform-hwserial has no value, expected one");
  }

  @Test
  void aClaimOfAnotherTypeIsMalformed() {
    assertMalformed(
        draft.raw(
            ElementType.PLATFORM,
            OidArc.RUNSEAL.of(ClaimType.HWSERIAL),
            new DEROctetString(new byte[1])),
        "claim platform-hwserial is no UTF8String, which it has to be");
    assertMalformed(
        EvidenceDraft.kept(SPKI, Bytes.EMPTY)
            .with(ClaimType.SPKI, new ClaimValue.Octets(Bytes.utf8("no key"))),
        "claim key-spki is no OCTET STRING of a SubjectPublicKeyInfo, which it has to be");
  }

  @Test
  void aFlagThatDerDoesNotHaveIsMalformed() {
    Bytes der = draft.encode();
    byte[] changed = der.toArray();
    int at = der.toHex().lastIndexOf("0101ff") / 2 + 2;
    changed[at] = 1;
    assertThatThrownBy(() -> SignedEvidence.decode(Bytes.of(changed), OidArc.KNOWN))
        .isInstanceOf(PkixEvidenceException.class)
        .hasMessage("evidence is ASN.1, but not in DER");
  }

  @Test
  void textThatIsNoUtf8IsMalformed() {
    byte[] changed = draft.claim(ClaimType.HWSERIAL, new ClaimValue.Text("?!")).encode().toArray();
    int at = Bytes.of(changed).toHex().indexOf(Bytes.utf8("?!").toHex()) / 2;
    changed[at] = (byte) 0xc3;
    assertThatThrownBy(() -> SignedEvidence.decode(Bytes.of(changed), OidArc.KNOWN))
        .isInstanceOf(PkixEvidenceException.class)
        .hasMessage("claim platform-hwserial is no UTF8String, which it has to be");
  }

  @Test
  void evidenceThatIsNotInDerIsMalformed() {
    Bytes der = draft.encode();
    // The outermost length, in one byte more than it needs.
    Bytes longer =
        Bytes.concat(Bytes.parseHex("308300"), der.slice(2, 4), der.slice(4, der.length()));
    assertThatThrownBy(() -> SignedEvidence.decode(longer, OidArc.KNOWN))
        .isInstanceOf(PkixEvidenceException.class)
        .hasMessage("evidence is ASN.1, but not in DER");
    assertThatThrownBy(
            () -> SignedEvidence.decode(Bytes.concat(der, Bytes.of((byte) 0)), OidArc.KNOWN))
        .isInstanceOf(PkixEvidenceException.class)
        .hasMessageContaining("evidence is no DER");
  }

  @Test
  void evidenceThatIsDeeplyNestedIsMalformed() {
    var nested = new StringBuilder();
    for (int depth = 0; depth < 20_000; depth++) {
      nested.append("3080");
    }
    assertThatThrownBy(() -> SignedEvidence.decode(Bytes.parseHex(nested.toString()), OidArc.KNOWN))
        .isInstanceOf(PkixEvidenceException.class);
    ASN1Encodable deep = DERNull.INSTANCE;
    for (int depth = 0; depth < 2_000; depth++) {
      deep = new DERSequence(deep);
    }
    Bytes der = draft.raw(ElementType.KEY, FOREIGN, deep).encode();
    assertThatThrownBy(() -> SignedEvidence.decode(der, OidArc.KNOWN))
        .isInstanceOf(PkixEvidenceException.class);
  }

  @Test
  void evidenceThatIsTooLongIsMalformed() {
    Bytes der = Bytes.takingOwnership(new byte[SignedEvidence.MAX_LENGTH + 1]);
    assertThatThrownBy(() -> SignedEvidence.decode(der, OidArc.KNOWN))
        .isInstanceOf(PkixEvidenceException.class)
        .hasMessage("evidence has 262145 bytes, expected at most 262144");
  }

  @Test
  void evidenceOfNothingIsMalformed() {
    assertMalformed(
        new EvidenceDraft(OidArc.RUNSEAL), "list of elements has 0 parts, expected 1 to 1000");
    assertMalformed(
        new EvidenceDraft(OidArc.RUNSEAL).element(FOREIGN),
        "list of claims of element 0 has 0 parts, expected 1 to 1000");
  }

  @Test
  void whatWeSayIsHeldToTheRulesToo() {
    var claim = EvidenceElement.Claim.text(ClaimType.VENDOR, "Acme");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EvidenceElement(ElementType.PLATFORM, List.of(claim, claim)))
        .withMessage("claim platform-vendor is repeated, expected it once at most");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EvidenceElement.Claim.text(ClaimType.LOCAL, "yes"))
        .withMessageContaining("expected BOOLEAN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EvidenceStatement(OidArc.RUNSEAL, List.of()))
        .withMessage("evidence reports nothing, expected an element");
  }

  private static final ASN1Encodable SEQUENCE =
      new DERSequence(new ASN1Encodable[] {new ASN1Integer(1), new DERUTF8String("x")});

  private static EvidenceStatement read(EvidenceDraft draft) throws PkixEvidenceException {
    return SignedEvidence.decode(draft.encode(), OidArc.KNOWN).statement();
  }

  private static Bytes tbs(Bytes evidence) throws PkixEvidenceException {
    return Asn1.parse(evidence, "evidence").parts(2, 3).getFirst().der();
  }

  private static void assertRefused(EvidenceDraft draft, String message) {
    assertNotRead(draft, Reason.REFUSED, message);
  }

  private static void assertMalformed(EvidenceDraft draft, String message) {
    assertNotRead(draft, Reason.MALFORMED, message);
  }

  private static void assertNotRead(EvidenceDraft draft, Reason reason, String message) {
    assertThatThrownBy(() -> read(draft))
        .isInstanceOf(PkixEvidenceException.class)
        .hasMessage(message)
        .extracting(e -> ((PkixEvidenceException) e).reason())
        .isEqualTo(reason);
  }
}
