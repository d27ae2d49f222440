package dev.runseal.attestation;

import static dev.runseal.pkixevidence.EvidenceDraft.AK;
import static dev.runseal.pkixevidence.EvidenceDraft.AUTHORITY;
import static dev.runseal.pkixevidence.EvidenceDraft.ROOT;
import static dev.runseal.pkixevidence.EvidenceDraft.certificate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.attestation.AttestationException.Reason;
import dev.runseal.attestation.CustodyFact.Name;
import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.SoftwareKey;
import dev.runseal.key.VerifyingKey;
import dev.runseal.pkixevidence.ClaimType;
import dev.runseal.pkixevidence.ClaimValue;
import dev.runseal.pkixevidence.DraftSample;
import dev.runseal.pkixevidence.EvidenceDraft;
import dev.runseal.pkixevidence.OidArc;
import dev.runseal.x509.CompanyAuthority;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PkixEvidenceTest {
  private static final VerifyingKey KEY = SoftwareKey.named("pkix sealing").publicKey();
  private static final Origin LOG = Origin.of("runseal.test/pkix", KEY);
  private static final EvidenceSubject SUBJECT = new EvidenceSubject(KEY.spki(), Optional.of(LOG));
  private static final EvidenceSubject NO_LOG = new EvidenceSubject(KEY.spki(), Optional.empty());
  private static final DeviceRoots ROOTS = DeviceRoots.NONE.with(EvidenceType.PKIX, Set.of(ROOT));
  private static final Instant AT = Instant.parse("2026-11-21T01:02:03Z");
  private static final Bytes NONCE = EvidenceSubject.nonce(LOG, KEY.spki()).value();
  private static final String HOST = "the host that signed as \"CN=ak\" under \"CN=evidence root\"";

  private final EvidenceDraft draft = EvidenceDraft.kept(KEY.spki(), NONCE);

  @Test
  void whatTheHostSaysIsTheHostsWord() throws Exception {
    Custody custody =
        verify(
            draft
                .claim(ClaimType.HWSERIAL, new ClaimValue.Text("00041"))
                .claim(ClaimType.SWVERSION, new ClaimValue.Text("2.1"))
                .claim(ClaimType.FIPSBOOT, new ClaimValue.Flag(false))
                .signed());
    assertThat(custody.level()).isEqualTo(CustodyLevel.HOST_ASSERTED);
    assertThat(custody.voucher()).isEqualTo(HOST);
    assertThat(custody.facts())
        .containsExactly(
            new CustodyFact(Name.MAKER, "Acme Corp", HOST),
            new CustodyFact(Name.MODEL, "HSM-9000", HOST),
            new CustodyFact(Name.SERIAL, "41", HOST),
            new CustodyFact(Name.FIRMWARE, "2.1", HOST),
            new CustodyFact(Name.FIPS, "no", HOST),
            new CustodyFact(Name.KEY_LABEL, "sealing", HOST),
            new CustodyFact(Name.MADE_ON_DEVICE, "yes", HOST),
            new CustodyFact(Name.EXTRACTABLE, "no", HOST),
            new CustodyFact(Name.NEVER_EXTRACTABLE, "yes", HOST),
            new CustodyFact(Name.SENSITIVE, "yes", HOST),
            new CustodyFact(Name.BOUND_TO_LOG, "yes", HOST));
    assertThat(custody.notShown())
        .containsExactly(
            "that there is a device at all: nothing but the host's word stands behind this, and who"
                + " controls the host can say the same of a key in a file");
    assertThat(custody.notBefore()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(custody.notAfter()).isEqualTo(Instant.parse("2036-01-01T00:00:00Z"));
  }

  static List<SoftwareTokens.Kind> softwareTokens() {
    return SoftwareTokens.known();
  }

  @ParameterizedTest
  @MethodSource("softwareTokens")
  void aTokenThatSaysItIsAProgramIsSoftware(SoftwareTokens.Kind kind) throws Exception {
    Custody custody =
        verify(
            draft
                .with(ClaimType.VENDOR, new ClaimValue.Text(kind.manufacturer()))
                .with(ClaimType.HWMODEL, new ClaimValue.Octets(Bytes.utf8(kind.model())))
                .signed());
    assertThat(custody.level()).isEqualTo(CustodyLevel.SOFTWARE);
    assertThat(custody.notShown())
        .containsExactly(
            "that the key can't be copied: %s keeps keys in files".formatted(kind.kind()));
  }

  @Test
  void aProgramUnderAnotherNameStaysTheHostsWord() throws Exception {
    Custody custody =
        verify(
            draft
                .with(ClaimType.VENDOR, new ClaimValue.Text("Trustworthy HSMs Inc."))
                .with(ClaimType.HWMODEL, new ClaimValue.Octets(Bytes.utf8("SoftHSM v2")))
                .signed());
    assertThat(custody.level()).isEqualTo(CustodyLevel.HOST_ASSERTED);
    assertThat(custody.notShown().getFirst()).contains("nothing but the host's word stands behind");
  }

  @Test
  void aHostThatSaysNothingOfItsTokenIsNoBetter() throws Exception {
    Custody custody = verify(draft.without(ClaimType.VENDOR).without(ClaimType.HWMODEL).signed());
    assertThat(custody.level()).isEqualTo(CustodyLevel.HOST_ASSERTED);
    assertThat(custody.find(Name.MAKER)).isEmpty();
  }

  @Test
  void aModelThatIsNoTextIsToldInHex() throws Exception {
    Custody custody =
        verify(
            draft.with(ClaimType.HWMODEL, new ClaimValue.Octets(Bytes.parseHex("ff00"))).signed());
    assertThat(custody.find(Name.MODEL)).contains("ff00");
  }

  @Test
  void evidenceAboutAnotherKeyIsRefused() {
    Bytes other = SoftwareKey.named("another").publicKey().spki();
    assertRefused(
        draft.with(ClaimType.SPKI, new ClaimValue.PublicKey(other)).signed(),
        "evidence reports on 1 keys, of which 0 are the key %s, expected one"
            .formatted(KEY.spkiDigest()));
  }

  @Test
  void theKeyUnderTwoNamesIsRefused() {
    assertRefused(
        draft
            .element(
                new ASN1ObjectIdentifier(OidArc.RUNSEAL.evidence().getId() + ".0.2"),
                EvidenceDraft.claimOf(
                    OidArc.RUNSEAL, ClaimType.IDENTIFIER, new ClaimValue.Text("second")),
                EvidenceDraft.claimOf(
                    OidArc.RUNSEAL, ClaimType.SPKI, new ClaimValue.PublicKey(KEY.spki())))
            .signed(),
        "evidence reports on 2 keys, of which 2 are the key %s, expected one"
            .formatted(KEY.spkiDigest()));
  }

  @Test
  void aWrongNonceIsRefused() {
    assertRefused(
        draft.with(ClaimType.NONCE, new ClaimValue.Octets(Bytes.parseHex("0102"))).signed(),
        "claim transaction-nonce is 0102, expected %s, which is that of the log %s and its key"
            .formatted(NONCE, LOG));
  }

  @Test
  void evidenceWithoutANonceIsRefused() {
    assertRefused(
        draft.without(ClaimType.NONCE).signed(),
        "claim transaction-nonce is not there, expected %s, which is that of the log %s and its key"
            .formatted(NONCE, LOG));
  }

  @Test
  void evidenceForAnotherLogIsRefused() {
    Bytes other = EvidenceSubject.nonce(Origin.of("runseal.test/other", KEY), KEY.spki()).value();
    assertRefused(
        EvidenceDraft.kept(KEY.spki(), other).signed(),
        "claim transaction-nonce is %s, expected %s, which is that of the log %s and its key"
            .formatted(other, NONCE, LOG));
  }

  @Test
  void withoutALogTheNonceSaysNothing() throws Exception {
    Custody custody =
        PkixEvidence.decode(
                EvidenceDraft.kept(KEY.spki(), Bytes.parseHex("0102")).signed().encode())
            .verify(NO_LOG, ROOTS, AT);
    assertThat(custody.find(Name.BOUND_TO_LOG)).isEmpty();
    assertThat(custody.notShown()).contains("that this was said of the key's use in any one log");
  }

  @Test
  void aKeyThatIsNotKeptIsRefused() {
    record Twin(ClaimType claim, boolean wrong, String message) {}
    for (Twin twin :
        List.of(
            new Twin(ClaimType.EXTRACTABLE, true, "claim key-extractable is %s, expected false"),
            new Twin(
                ClaimType.NEVER_EXTRACTABLE,
                false,
                "claim key-never-extractable is %s, expected true"),
            new Twin(ClaimType.SENSITIVE, false, "claim key-sensitive is %s, expected true"),
            new Twin(ClaimType.LOCAL, false, "claim key-local is %s, expected true"))) {
      assertRefused(
          EvidenceDraft.kept(KEY.spki(), NONCE)
              .with(twin.claim(), new ClaimValue.Flag(twin.wrong()))
              .signed(),
          twin.message().formatted(twin.wrong()));
      assertRefused(
          EvidenceDraft.kept(KEY.spki(), NONCE).without(twin.claim()).signed(),
          twin.message().formatted("not there"));
    }
  }

  @Test
  void neverExtractableWithoutASignatureIsNobodysWord() {
    assertRefused(draft, "evidence is not signed: it is nobody's word");
  }

  @Test
  void aKeyPastItsTimeIsRefused() throws Exception {
    Instant end = Instant.parse("2026-11-21T00:00:00Z");
    assertRefused(
        draft.claim(ClaimType.EXPIRY, new ClaimValue.Time(end)).signed(),
        "claim key-expiry is 2026-11-21T00:00:00Z, needed at 2026-11-21T01:02:03Z");
    Instant later = Instant.parse("2027-01-01T00:00:00Z");
    assertThat(
            verify(
                    EvidenceDraft.kept(KEY.spki(), NONCE)
                        .claim(ClaimType.EXPIRY, new ClaimValue.Time(later))
                        .signed())
                .notAfter())
        .isEqualTo(later);
  }

  @Test
  void anAttestationKeyUnderAnotherRootIsRefused() {
    var other = CompanyAuthority.named("other root");
    assertRefused(
        draft.signedUnder(certificate(other, AK, OidArc.RUNSEAL).sign()),
        "attestation key: certificate 0, \"CN=ak\", is issued by \"CN=other root\", which is neither"
            + " among the 1 trusted roots of its family nor among the 0 other certificates at hand");
  }

  @Test
  void aRootOfAnotherFamilyCarriesNothing() {
    DeviceRoots others =
        DeviceRoots.NONE
            .with(EvidenceType.YUBIKEY_PIV, Set.of(ROOT))
            .with(EvidenceType.PKIX, Set.of());
    assertThatThrownBy(
            () -> PkixEvidence.decode(draft.signed().encode()).verify(SUBJECT, others, AT))
        .isInstanceOf(AttestationException.class)
        .hasMessageContaining("which is neither among the 0 trusted roots of its family");
  }

  @Test
  void anExpiredRootIsRefused() {
    assertThatThrownBy(() ->
            PkixEvidence.decode(
                    draft
                        .signedUnder(
                            certificate(AK)
                                .valid("2026-01-01T00:00:00Z", "2046-01-01T00:00:00Z")
                                .sign())
                        .encode())
                .verify(SUBJECT, ROOTS, Instant.parse("2036-02-01T00:00:00Z")))
        .isInstanceOf(AttestationException.class)
        .hasMessage(
            "attestation key: certificate 1, \"CN=evidence root\", expired at"
                + " 2036-01-01T00:00:00Z, needed at 2036-02-01T00:00:00Z");
  }

  @Test
  void anAttestationKeyWithoutItsUsageIsRefused() {
    assertRefused(
        draft.signedUnder(certificate(AK).without(Extension.extendedKeyUsage).sign()),
        "signature 0: certificate \"CN=ak\" is without the extended key usage %s, the attestation key's"
            .formatted(OidArc.RUNSEAL.attestationKey().getId()));
  }

  @Test
  void aCriticalExtensionThatNobodyUnderstandsIsRefused() {
    assertRefused(
        draft.signedUnder(
            certificate(AK)
                .with(new ASN1ObjectIdentifier("1.2.3.4"), true, DERNull.INSTANCE)
                .sign()),
        "attestation key: certificate 0, \"CN=ak\", has a critical extension 1.2.3.4 that is not"
            + " understood");
  }

  @Test
  void aPathGoesOverWhatTheEvidenceBringsAndWhatIsAtHand() throws Exception {
    var between = CompanyAuthority.named("between");
    Bytes intermediate = AUTHORITY.ca(between, 0).sign();
    Bytes leaf = certificate(between, AK, OidArc.RUNSEAL).sign();
    draft.signedUnder(leaf);
    PkixEvidence bare = PkixEvidence.decode(draft.encode());
    assertThatThrownBy(() -> bare.verify(SUBJECT, ROOTS, AT))
        .isInstanceOf(AttestationException.class)
        .hasMessageContaining("is issued by \"CN=between\", which is neither");
    var withHelp =
        new DeviceRoots(ROOTS.roots(), Set.of(Bytes.utf8("a CVC certificate"), intermediate));
    assertThat(bare.verify(SUBJECT, withHelp, AT).level()).isEqualTo(CustodyLevel.HOST_ASSERTED);
    assertThat(verify(draft.intermediates(intermediate)).level())
        .isEqualTo(CustodyLevel.HOST_ASSERTED);
  }

  @Test
  void oneSignerWhomNobodyTrustsSpoilsTheRest() {
    var other = CompanyAuthority.named("other root");
    assertRefused(
        draft.signed().signedUnder(certificate(other, AK, OidArc.RUNSEAL).sign()),
        "attestation key: certificate 0, \"CN=ak\", is issued by \"CN=other root\", which is neither"
            + " among the 1 trusted roots of its family nor among the 0 other certificates at hand");
  }

  @Test
  void theDraftsSecondSampleShowsItsFirstKeyAndNotItsSecond() throws Exception {
    PkixEvidence sample = PkixEvidence.decode(DraftSample.evidence(2));
    DeviceRoots roots =
        DeviceRoots.NONE.with(EvidenceType.PKIX, Set.of(DraftSample.certificate("ca")));
    Custody custody = sample.verify(sampleKey(sample, 0), roots, DraftSample.WITHIN);
    assertThat(custody.level()).isEqualTo(CustodyLevel.HOST_ASSERTED);
    assertThat(custody.find(Name.MODEL)).contains("HSM-9000");
    assertThat(custody.find(Name.CAPABILITIES)).contains("sign");
    assertThatThrownBy(() -> sample.verify(sampleKey(sample, 1), roots, DraftSample.WITHIN))
        .isInstanceOf(AttestationException.class)
        .hasMessage("claim key-extractable is true, expected false");
  }

  @Test
  void everyChangedByteOfTheSecondSampleIsSeen() throws Exception {
    Bytes der = DraftSample.evidence(2);
    EvidenceSubject key = sampleKey(PkixEvidence.decode(der), 0);
    DeviceRoots roots =
        DeviceRoots.NONE.with(EvidenceType.PKIX, Set.of(DraftSample.certificate("ca")));
    for (int at = 0; at < der.length(); at++) {
      byte[] changed = der.toArray();
      changed[at] ^= 1;
      assertThatThrownBy(
              () -> PkixEvidence.decode(Bytes.of(changed)).verify(key, roots, DraftSample.WITHIN))
          .as("byte %d", at)
          .isInstanceOf(AttestationException.class);
    }
  }

  @Test
  void theDraftsFirstSampleIsSignedAndSpeaksOfNoKey() throws Exception {
    var help = Set.of(DraftSample.certificate("ak"), DraftSample.certificate("int"));
    DeviceRoots roots =
        new DeviceRoots(
            DeviceRoots.NONE.with(EvidenceType.PKIX, Set.of(DraftSample.certificate("ca"))).roots(),
            help);
    assertThatThrownBy(() ->
            PkixEvidence.decode(DraftSample.evidence(1)).verify(NO_LOG, roots, DraftSample.WITHIN))
        .isInstanceOf(AttestationException.class)
        .hasMessage(
            "evidence reports on 0 keys, of which 0 are the key %s, expected one"
                .formatted(KEY.spkiDigest()));
  }

  @Test
  void bytesThatAreNoEvidenceAreMalformed() {
    assertThatThrownBy(() -> PkixEvidence.decode(Bytes.utf8("evidence")))
        .isInstanceOf(AttestationException.class)
        .extracting(e -> ((AttestationException) e).reason())
        .isEqualTo(Reason.MALFORMED);
  }

  private static EvidenceSubject sampleKey(PkixEvidence sample, int number) {
    return new EvidenceSubject(
        sample.signed().statement().keys().get(number).keys(ClaimType.SPKI).getFirst(),
        Optional.empty());
  }

  private static Custody verify(EvidenceDraft draft) throws AttestationException {
    return PkixEvidence.decode(draft.encode()).verify(SUBJECT, ROOTS, AT);
  }

  private static void assertRefused(EvidenceDraft draft, String message) {
    assertThatThrownBy(() -> verify(draft))
        .isInstanceOf(AttestationException.class)
        .hasMessage(message)
        .extracting(e -> ((AttestationException) e).reason())
        .isEqualTo(Reason.REFUSED);
  }
}
