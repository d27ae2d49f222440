package dev.runseal.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.attestation.AttestationException.Reason;
import dev.runseal.attestation.CustodyFact.Name;
import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.VerifyingKey;
import dev.runseal.tpm.Laptop;
import dev.runseal.tpm.ObjectAttributes;
import dev.runseal.tpm.ObjectAttributes.Attribute;
import dev.runseal.tpm.TpmException;
import dev.runseal.tpm.TpmHash;
import dev.runseal.tpm.TpmPublic;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TpmCertifyEvidenceTest {
  private static final Instant WHEN_NEW = Instant.parse("2021-06-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");

  private final ImaginaryTpm tpm = new ImaginaryTpm();

  @ParameterizedTest
  @EnumSource(Laptop.class)
  void aRealLaptopsWordHoldsWhereSha1IsAskedFor(Laptop laptop) throws Exception {
    Evidence evidence = Evidence.gather(EvidenceType.TPM2_CERTIFY, files(laptop), subject(laptop));

    Custody custody = evidence.verify(bound(laptop), makers(laptop).withSha1(), WHEN_NEW);

    assertThat(custody.level()).isEqualTo(CustodyLevel.DEVICE_ATTESTED);
    assertThat(custody.find(Name.MAKER)).contains(laptop == Laptop.SURFACE_PRO_4 ? "INTC" : "STM");
    assertThat(custody.find(Name.EXTRACTABLE)).contains("no");
    assertThat(custody.notShown()).anyMatch(each -> each.startsWith("that the attestation key is"));
  }

  @ParameterizedTest
  @EnumSource(Laptop.class)
  void aSignatureOverSha1IsRefusedUnlessAskedFor(Laptop laptop) throws Exception {
    Evidence evidence = Evidence.gather(EvidenceType.TPM2_CERTIFY, files(laptop), subject(laptop));

    assertRefused(evidence, subject(laptop), makers(laptop), WHEN_NEW)
        .hasMessage(
            "signature is over SHA-1, expected SHA-2: it is accepted only where that is asked for");
  }

  @Test
  void aCertificateThatRanOutIsRefused() throws Exception {
    Laptop laptop = Laptop.SURFACE_PRO_4;
    Evidence evidence = Evidence.gather(EvidenceType.TPM2_CERTIFY, files(laptop), subject(laptop));

    assertRefused(evidence, subject(laptop), makers(laptop).withSha1(), NOW)
        .hasMessageContaining("expired at 2025-05-22T20:32:21Z");
  }

  @Test
  void anotherLaptopsCertificateIsRefused() throws Exception {
    Laptop laptop = Laptop.SURFACE_PRO_4;
    Set<Bytes> crossed =
        Set.of(
            laptop.certification(),
            laptop.publicArea(),
            laptop.signature(),
            Laptop.LENOVO_CARBON_X1.attestationCertificate());
    Evidence evidence = Evidence.gather(EvidenceType.TPM2_CERTIFY, crossed, subject(laptop));

    assertRefused(evidence, subject(laptop), makers(Laptop.LENOVO_CARBON_X1).withSha1(), WHEN_NEW)
        .hasMessage("signature does not verify under the signer's key");
  }

  @Test
  void whatItWritesItReads() throws Exception {
    Evidence evidence = tpm.evidence();

    assertThat(Evidence.decode(EvidenceType.TPM2_CERTIFY, evidence.encode())).isEqualTo(evidence);
    assertThat(
            Evidence.gather(
                EvidenceType.TPM2_CERTIFY,
                Set.copyOf(evidence.parts().stream().map(VendorPart::content).toList()),
                tpm.subject()))
        .isEqualTo(evidence);
  }

  @Test
  void anAuthoritysWordIsTheAuthoritys() throws Exception {
    Custody custody = tpm.evidence().verify(tpm.subject(), tpm.authorities(), NOW);

    assertThat(custody.level()).isEqualTo(CustodyLevel.AUTHORITY_ATTESTED);
    assertThat(custody.voucher()).isEqualTo("enrolment authority CN=Enrolment");
    assertThat(custody.find(Name.BOUND_TO_LOG)).contains("yes");
    assertThat(custody.find(Name.MAKER)).contains("RSLX");
  }

  @Test
  void theSameCertificateAsAMakersIsTheMakers() throws Exception {
    DeviceRoots makers =
        new DeviceRoots(
            Map.of(EvidenceType.TPM2_CERTIFY, tpm.authorities().authorities()), Set.of());

    assertThat(tpm.evidence().verify(tpm.subject(), makers, NOW).level())
        .isEqualTo(CustodyLevel.DEVICE_ATTESTED);
  }

  @Test
  void anotherAuthorityIsRefused() throws Exception {
    assertRefused(tpm.evidence(), tpm.subject(), new ImaginaryTpm().authorities(), NOW)
        .hasMessageContaining("whose key did not sign it");
  }

  @Test
  void anotherKeyIsRefused() throws Exception {
    VerifyingKey other = ImaginaryTpm.verifyingKey(ImaginaryTpm.newKeyPair());
    var subject = new EvidenceSubject(other.spki(), Optional.of(Origin.of("x", other)));

    assertRefused(tpm.evidence(), subject, tpm.authorities(), NOW)
        .hasMessageStartingWith("the TPM speaks of key sha256:")
        .hasMessageEndingWith(", the key in use");
  }

  @Test
  void anotherLogsEvidenceIsRefused() throws Exception {
    var subject =
        new EvidenceSubject(tpm.subject().spki(), Optional.of(Origin.of("other", tpm.key())));

    assertRefused(tpm.evidence(), subject, tpm.authorities(), NOW)
        .hasMessageStartingWith("attestation's extraData is ")
        .hasMessageEndingWith(": it was made for another log or question");
  }

  @Test
  void aKeyThatCanLeaveItsTpmIsRefused() throws Exception {
    ObjectAttributes movable =
        ObjectAttributes.of(
            Attribute.FIXED_PARENT, Attribute.SENSITIVE_DATA_ORIGIN, Attribute.SIGN);

    assertRefused(tpm.evidenceOfKeyWith(movable), tpm.subject(), tpm.authorities(), NOW)
        .hasMessage("the key lacks fixedTPM: it was not made in the TPM, or can leave it");
  }

  @Test
  void aKeyThatWasBroughtIntoTheTpmIsRefused() throws Exception {
    ObjectAttributes imported =
        ObjectAttributes.of(Attribute.FIXED_TPM, Attribute.FIXED_PARENT, Attribute.SIGN);

    assertRefused(tpm.evidenceOfKeyWith(imported), tpm.subject(), tpm.authorities(), NOW)
        .hasMessage(
            "the key lacks sensitiveDataOrigin: it was not made in the TPM, or can leave it");
  }

  @Test
  void aKeyOfAnotherNameIsRefused() throws Exception {
    TpmPublic honest = tpm.sealingArea(ImaginaryTpm.KEPT);
    TpmPublic other =
        new TpmPublic(TpmHash.SHA384, honest.attributes(), honest.authPolicy(), honest.key());

    assertRefused(tpm.evidenceWithArea(other), tpm.subject(), tpm.authorities(), NOW)
        .hasMessageStartingWith("attestation is about the key named 000b");
  }

  @Test
  void anUnrestrictedAttestationKeyIsRefused() throws Exception {
    ObjectAttributes unrestricted =
        ObjectAttributes.of(
            Attribute.FIXED_TPM,
            Attribute.FIXED_PARENT,
            Attribute.SENSITIVE_DATA_ORIGIN,
            Attribute.SIGN);

    assertRefused(tpm.evidenceSignedWith(unrestricted), tpm.subject(), tpm.authorities(), NOW)
        .hasMessage(
            "the attestation key is not restricted to signing: it can sign a forged attestation");
  }

  @Test
  void aCertificateOfAnotherAttestationKeyIsRefused() throws Exception {
    assertRefused(tpm.evidenceUnderForeignCertificate(), tpm.subject(), tpm.authorities(), NOW)
        .hasMessageStartingWith("the attestation key is sha256:")
        .hasMessageContaining(", its certificate is about sha256:");
  }

  @Test
  void theUseOnTheIssuingCaAloneIsRefused() throws Exception {
    assertRefused(tpm.evidenceWithUseOnTheCaOnly(), tpm.subject(), tpm.authorities(), NOW)
        .hasMessageEndingWith(
            "is not for attestation keys: its extended key usage lacks 2.23.133.8.3");
  }

  @Test
  void aCriticalExtensionThatNobodyUnderstoodIsRefused() throws Exception {
    assertRefused(tpm.evidenceWithCriticalExtension(), tpm.subject(), tpm.authorities(), NOW)
        .hasMessageContaining("1.2.3.4.5");
  }

  @Test
  void anAlteredAttestationIsRefused() throws Exception {
    assertRefused(tpm.evidenceWithOtherClock(), tpm.subject(), tpm.authorities(), NOW)
        .hasMessage("signature does not verify under the signer's key");
  }

  @Test
  void aMissingPartIsSaid() {
    assertThatThrownBy(() ->
            Evidence.gather(
                EvidenceType.TPM2_CERTIFY,
                Set.of(
                    Laptop.SURFACE_PRO_4.certification(),
                    Laptop.SURFACE_PRO_4.publicArea(),
                    Laptop.SURFACE_PRO_4.attestationCertificate()),
                subject(Laptop.SURFACE_PRO_4)))
        .isInstanceOfSatisfying(
            AttestationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED))
        .hasMessage("found 0 of signature, expected one");
  }

  private static Set<Bytes> files(Laptop laptop) {
    return Set.of(
        laptop.certification(),
        laptop.publicArea(),
        laptop.signature(),
        laptop.attestationCertificate(),
        laptop.issuerCertificate());
  }

  private static EvidenceSubject subject(Laptop laptop) {
    return new EvidenceSubject(spki(laptop), Optional.empty());
  }

  private static EvidenceSubject bound(Laptop laptop) {
    return new EvidenceSubject(
        spki(laptop), Optional.empty(), Optional.of(TpmHash.SHA1.digest(laptop.certifiedTo())));
  }

  private static Bytes spki(Laptop laptop) {
    try {
      return TpmPublic.parse(laptop.publicArea()).key().spki();
    } catch (TpmException e) {
      throw new AssertionError("the vector holds a public area", e);
    }
  }

  /** The maker's root is in nobody's vectors: the line below it is trusted instead. */
  private static DeviceRoots makers(Laptop laptop) {
    return new DeviceRoots(
        Map.of(EvidenceType.TPM2_CERTIFY, Set.of(laptop.issuerCertificate())), Set.of());
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      Evidence evidence, EvidenceSubject subject, DeviceRoots roots, Instant at) {
    return assertThatThrownBy(() -> evidence.verify(subject, roots, at))
        .isInstanceOfSatisfying(
            AttestationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED));
  }
}
