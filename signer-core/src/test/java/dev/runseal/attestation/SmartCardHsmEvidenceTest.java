package dev.runseal.attestation;

import static dev.runseal.cvc.NitrokeyVectors.DEV_AUT;
import static dev.runseal.cvc.NitrokeyVectors.REQUEST;
import static dev.runseal.cvc.NitrokeyVectors.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.runseal.attestation.AttestationException.Reason;
import dev.runseal.attestation.CustodyFact.Name;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.cvc.AuthenticatedRequest;
import dev.runseal.cvc.CvCertificate;
import dev.runseal.cvc.CvcException;
import dev.runseal.cvc.CvcIssuer;
import dev.runseal.cvc.CvcIssuer.Pair;
import dev.runseal.cvc.CvcIssuer.Plan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SmartCardHsmEvidenceTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String CURVE = "brainpoolP256r1";

  private final Pair root = Pair.ec(CURVE);
  private final Pair issuer = Pair.ec(CURVE);
  private final Pair device = Pair.ec(CURVE);
  private final Pair key = Pair.ec("secp256r1");
  private final Bytes rootCertificate = CvcIssuer.root(root).signedBy(root);
  private final Bytes issuerCertificate = CvcIssuer.deviceIssuer(issuer).signedBy(root);
  private final Bytes deviceCertificate = CvcIssuer.device(device).signedBy(issuer);
  private final Bytes request = CvcIssuer.request(key, device);

  private static Bytes attestedKey() {
    try {
      return AuthenticatedRequest.parse(REQUEST).verifyKey().spki();
    } catch (CvcException e) {
      throw new AssertionError(e);
    }
  }

  private static DeviceRoots trusting(Bytes... certificates) {
    return new DeviceRoots(Map.of(EvidenceType.SMARTCARD_HSM, Set.of(certificates)), Set.of());
  }

  private static EvidenceSubject subject(Bytes spki) {
    return new EvidenceSubject(spki, Optional.empty());
  }

  private Custody judge(Bytes... files) throws AttestationException {
    return judge(subject(key.spki()), files);
  }

  private Custody judge(EvidenceSubject subject, Bytes... files) throws AttestationException {
    return SmartCardHsmEvidence.gather(Set.of(files))
        .verify(subject, trusting(rootCertificate), NOW);
  }

  private void assertRefused(String message, Bytes... files) {
    AttestationException refused =
        catchThrowableOfType(AttestationException.class, () -> judge(files));
    assertThat(refused).hasMessage(message);
    assertThat(refused.reason()).isEqualTo(Reason.REFUSED);
  }

  @Test
  void aNitrokeysWordIsCardContactsWordThatTheKeyWasMadeOnTheDevice() throws Exception {
    Custody custody =
        SmartCardHsmEvidence.gather(Set.of(REQUEST, DEV_AUT))
            .verify(subject(attestedKey()), trusting(ROOT), NOW);
    assertThat(custody.find(Name.SERIAL)).contains("DENK0404144");
    assertThat(custody.find(Name.MAKER)).contains("device issuer DEDINK04");
    assertThat(custody.find(Name.MODEL)).contains("SmartCard-HSM");
    assertThat(custody.find(Name.MADE_ON_DEVICE)).contains("yes");
    assertThat(custody.find(Name.KEY_LABEL)).contains("DENK040414400001");
    assertThat(custody.facts())
        .filteredOn(fact -> fact.name() != Name.KEY_LABEL)
        .allMatch(fact -> fact.source().equals("CardContact, by root DESRCACC100001"));
    assertThat(custody.notBefore()).isEqualTo("2026-05-28T00:00:00Z");
    assertThat(custody.notAfter()).isBetween("2031-05-27T23:59:59Z", "2031-05-28T00:00:00Z");
  }

  /** Formats §4: no higher level without "not exportable under wrap", which no request shows. */
  @Test
  void theLevelIsTheHostsBecauseNothingShowsThatTheKeyCantLeaveTheDevice() throws Exception {
    Custody custody = judge(request, deviceCertificate, issuerCertificate);
    assertThat(custody.level()).isEqualTo(CustodyLevel.HOST_ASSERTED);
    assertThat(custody.voucher())
        .isEqualTo("CardContact for where the key was made, the host for where it is now");
    assertThat(custody.find(Name.EXPORTABLE_UNDER_WRAP)).isEmpty();
    assertThat(custody.find(Name.EXTRACTABLE)).isEmpty();
    assertThat(custody.notShown()).first().asString().contains("key shares (DKEK)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secp192r1",
        "secp256r1",
        "secp256k1",
        "secp384r1",
        "secp521r1",
        "brainpoolP224r1",
        "brainpoolP256r1",
        "brainpoolP320r1",
        "brainpoolP384r1",
        "brainpoolP512r1"
      })
  void aKeyOnAnyOfTheDevicesCurvesIsAttested(String curve) throws Exception {
    Pair other = Pair.ec(curve);
    Custody custody =
        judge(
            subject(other.spki()),
            CvcIssuer.request(other, device),
            deviceCertificate,
            issuerCertificate);
    assertThat(custody.find(Name.SERIAL)).contains("UTNK0000001");
  }

  @ParameterizedTest
  @ValueSource(strings = {CvcIssuer.RSA_SHA_256, CvcIssuer.RSA_PSS_SHA_256})
  void anRsaKeyIsAttested(String algorithm) throws Exception {
    Pair other = Pair.rsa(algorithm);
    Custody custody =
        judge(
            subject(other.spki()),
            CvcIssuer.request(other, device),
            deviceCertificate,
            issuerCertificate);
    assertThat(custody.find(Name.MADE_ON_DEVICE)).contains("yes");
  }

  @Test
  void filesAreTakenInAnyOrderAndEachForm() throws Exception {
    Evidence expected = SmartCardHsmEvidence.gather(Set.of(Bytes.concat(REQUEST, DEV_AUT)));
    List<CvCertificate> both = CvCertificate.parseAll(DEV_AUT);
    List<List<Bytes>> forms =
        List.of(
            List.of(DEV_AUT, REQUEST),
            List.of(both.getLast().encoding(), REQUEST, both.getFirst().encoding()),
            List.of(REQUEST, Bytes.concat(both.getLast().encoding(), both.getFirst().encoding())),
            List.of(CvcIssuer.tlv(0x30, REQUEST, DEV_AUT)),
            List.of(REQUEST, DEV_AUT, both.getLast().encoding(), ROOT));
    for (List<Bytes> files : forms) {
      assertThat(SmartCardHsmEvidence.gather(Set.copyOf(files))).isEqualTo(expected);
    }
    assertThat(expected.encode()).isEqualTo(Bytes.concat(REQUEST, DEV_AUT));
    assertThat(Evidence.decode(EvidenceType.SMARTCARD_HSM, expected.encode())).isEqualTo(expected);
    assertThat(expected.parts())
        .containsExactly(new VendorPart("request", REQUEST), new VendorPart("devaut", DEV_AUT));
  }

  @Test
  void asEvidenceInABundleItHasOneSpelling() {
    for (Bytes other :
        List.of(
            Bytes.concat(DEV_AUT, REQUEST),
            CvcIssuer.tlv(0x30, REQUEST, DEV_AUT),
            Bytes.concat(REQUEST, DEV_AUT, ROOT))) {
      assertThatThrownBy(() -> Evidence.decode(EvidenceType.SMARTCARD_HSM, other))
          .isInstanceOf(AttestationException.class)
          .hasMessage(
              "it is not the request followed by the certificates of the device and of its issuer,"
                  + " each once");
    }
  }

  @Test
  void anotherKeyThanTheOneInUseIsRefused() {
    Pair other = Pair.ec("secp256r1");
    assertThatThrownBy(
            () -> judge(subject(other.spki()), request, deviceCertificate, issuerCertificate))
        .hasMessage(
            "the request speaks of key %s, expected %s, the key in use"
                .formatted(Sha256.of(key.spki()), Sha256.of(other.spki())));
  }

  @Test
  void everyChangedByteIsRefused() throws Exception {
    byte[] octets = Bytes.concat(REQUEST, DEV_AUT).toArray();
    EvidenceSubject subject = subject(attestedKey());
    DeviceRoots roots = trusting(ROOT);
    Evidence.decode(EvidenceType.SMARTCARD_HSM, Bytes.of(octets)).verify(subject, roots, NOW);
    for (int at = 0; at < octets.length; at++) {
      octets[at] ^= 1;
      Bytes changed = Bytes.of(octets);
      assertThatThrownBy(() ->
              Evidence.decode(EvidenceType.SMARTCARD_HSM, changed).verify(subject, roots, NOW))
          .as("byte %d", at)
          .isInstanceOf(AttestationException.class);
      octets[at] ^= 1;
    }
  }

  @Test
  void theCertificateOfAnotherDeviceIsRefused() {
    Pair other = Pair.ec(CURVE);
    Plan plan = CvcIssuer.device(other);
    Bytes crossed =
        new Plan(
                plan.issuer(),
                "UTNK000000200000",
                plan.role(),
                plan.effective(),
                plan.expires(),
                plan.key(),
                plan.extensions())
            .signedBy(issuer);
    assertRefused(
        "certificate \"UTNK000000200000\" of a device is not on the path from device"
            + " \"UTNK000000100000\", whose key signed the request",
        request,
        crossed,
        issuerCertificate);
    // The same name for another key: what counts is the signature.
    assertRefused(
        "the request's signature by device \"UTNK000000100000\" does not verify under the key"
            + " (id-TA-ECDSA-SHA-256)",
        request,
        plan.signedBy(issuer),
        issuerCertificate);
  }

  @Test
  void aRequestThatNoDeviceSignedIsRefused() {
    assertRefused(
        "the request's signature by device \"UTNK000000100000\" does not verify under the key"
            + " (id-TA-ECDSA-SHA-256)",
        CvcIssuer.request(key, Pair.ec(CURVE)),
        deviceCertificate,
        issuerCertificate);
  }

  @Test
  void aRequestThatTheNewKeyDidNotSignIsRefused() {
    assertRefused(
        "the request's signature with the new key does not verify under the key"
            + " (id-TA-ECDSA-SHA-256)",
        CvcIssuer.request(CvcIssuer.explicit(key), Bytes.EMPTY, Pair.ec("secp256r1"), device),
        deviceCertificate,
        issuerCertificate);
  }

  @Test
  void aMissingCertificateOfTheDeviceIsRefused() {
    String message =
        "no certificate of device \"UTNK000000100000\", whose key signed the request, is there";
    assertRefused(message, request);
    assertRefused(message, request, issuerCertificate);
  }

  @Test
  void aMissingIssuerIsRefusedUnlessItIsOnTheWay() throws Exception {
    assertRefused(
        "no certificate of device issuer \"UTDICA100001\", which issued \"UTNK000000100000\","
            + " is there",
        request,
        deviceCertificate);
    var roots =
        new DeviceRoots(
            Map.of(EvidenceType.SMARTCARD_HSM, Set.of(rootCertificate)),
            Set.of(issuerCertificate, Bytes.parseHex("3000")));
    assertThat(
            SmartCardHsmEvidence.gather(Set.of(request, deviceCertificate))
                .verify(subject(key.spki()), roots, NOW)
                .find(Name.SERIAL))
        .contains("UTNK0000001");
  }

  @Test
  void aRootThatIsNotTrustedIsRefused() {
    String message =
        "device issuer \"UTDICA100001\" is certified by \"UTSRCA100001\", which is none of the %d"
            + " trusted roots";
    var evidence = gathered(request, deviceCertificate, issuerCertificate, rootCertificate);
    assertThatThrownBy(() -> evidence.verify(subject(key.spki()), DeviceRoots.NONE, NOW))
        .hasMessage(message.formatted(0));
    assertThatThrownBy(() -> evidence.verify(subject(key.spki()), trusting(ROOT), NOW))
        .hasMessage(message.formatted(1));
    Bytes namesake = CvcIssuer.root(device).signedBy(device);
    assertThatThrownBy(() -> evidence.verify(subject(key.spki()), trusting(namesake), NOW))
        .hasMessage(
            "the signature of certificate \"UTDICA100001\" by \"UTSRCA100001\" does not verify"
                + " under the key (id-TA-ECDSA-SHA-256)");
  }

  @Test
  void aRootOfAnotherFamilyCountsForNothing() {
    var roots = new DeviceRoots(Map.of(EvidenceType.YUBIHSM2, Set.of(rootCertificate)), Set.of());
    var evidence = gathered(request, deviceCertificate, issuerCertificate);
    assertThatThrownBy(() -> evidence.verify(subject(key.spki()), roots, NOW))
        .hasMessageEndingWith("which is none of the 0 trusted roots");
  }

  @Test
  void datesCountAtTheMomentThatIsAskedAbout() throws Exception {
    var evidence = gathered(REQUEST, DEV_AUT);
    EvidenceSubject nitrokey = subject(attestedKey());
    assertThatThrownBy(
            () -> evidence.verify(nitrokey, trusting(ROOT), Instant.parse("2026-05-27T23:59:59Z")))
        .hasMessage(
            "certificate \"DENK040414400000\" is valid from 2026-05-28, needed at"
                + " 2026-05-27T23:59:59Z");
    evidence.verify(nitrokey, trusting(ROOT), Instant.parse("2026-05-28T00:00:00Z"));
    evidence.verify(nitrokey, trusting(ROOT), Instant.parse("2031-05-27T23:59:59.999999Z"));
    assertThatThrownBy(
            () -> evidence.verify(nitrokey, trusting(ROOT), Instant.parse("2031-05-28T00:00:00Z")))
        .hasMessage(
            "certificate \"DENK040414400000\" expired after 2031-05-27, needed at"
                + " 2031-05-28T00:00:00Z");
  }

  @Test
  void anExpiredIssuerOrRootCarriesNothing() {
    assertRefused(
        "certificate \"UTDICA100001\" expired after 2026-11-20, needed at 2026-11-21T12:00:00Z",
        request,
        deviceCertificate,
        CvcIssuer.deviceIssuer(issuer).until("261120").signedBy(root));
    Bytes old = CvcIssuer.root(root).until("261120").signedBy(root);
    var evidence = gathered(request, deviceCertificate, issuerCertificate);
    assertThatThrownBy(() -> evidence.verify(subject(key.spki()), trusting(old), NOW))
        .hasMessage(
            "certificate \"UTSRCA100001\" expired after 2026-11-20, needed at"
                + " 2026-11-21T12:00:00Z");
  }

  @Test
  void domainParametersOfNoCurveAreRefused() {
    // With the public point as base point, anybody knows a private key: it is 1.
    Bytes forged = CvcIssuer.explicit(device, Optional.of(CvcIssuer.pointOf(device)));
    assertRefused(
        "certificate \"UTNK000000100000\" has a key with domain parameters that are those of no"
            + " curve with a name",
        request,
        CvcIssuer.device(device).with(forged).signedBy(issuer),
        issuerCertificate);
    assertRefused(
        "the request has a key with domain parameters that are those of no curve with a name",
        CvcIssuer.request(
            CvcIssuer.explicit(key, Optional.of(CvcIssuer.pointOf(key))), Bytes.EMPTY, key, device),
        deviceCertificate,
        issuerCertificate);
  }

  @Test
  void domainParametersThatAreNotTheRootsAreRefused() {
    Pair other = Pair.ec("secp256r1");
    assertRefused(
        "certificate \"UTNK000000100000\" has a key with domain parameters of secp256r1, expected"
            + " those of its root, brainpoolP256r1",
        CvcIssuer.request(key, other),
        CvcIssuer.device(other).with(CvcIssuer.explicit(other)).signedBy(issuer),
        issuerCertificate);
  }

  @Test
  void aPointThatIsNotOnTheCurveIsRefused() {
    Bytes point = Bytes.parseHex("04" + "01".repeat(64));
    Bytes beside =
        CvcIssuer.tlv(
            0x7f49,
            CvcIssuer.tlv(0x06, Bytes.parseHex(CvcIssuer.ECDSA_SHA_256)),
            CvcIssuer.tlv(0x86, point));
    assertRefused(
        "certificate \"UTNK000000100000\" has a key that is no point of brainpoolP256r1:"
            + " Invalid point coordinates",
        request,
        CvcIssuer.device(device).with(beside).signedBy(issuer),
        issuerCertificate);
  }

  @Test
  void aRequestWithoutDomainParametersIsRefused() {
    assertRefused(
        "the request has a key without domain parameters, and none to inherit",
        CvcIssuer.request(CvcIssuer.inheriting(key), Bytes.EMPTY, key, device),
        deviceCertificate,
        issuerCertificate);
  }

  @Test
  void aDeviceIssuesNoDevices() {
    Plan plan = CvcIssuer.deviceIssuer(issuer);
    Bytes asDevice =
        new Plan(
                plan.issuer(),
                plan.holder(),
                "00",
                plan.effective(),
                plan.expires(),
                plan.key(),
                plan.extensions())
            .signedBy(root);
    assertRefused(
        "certificate \"UTDICA100001\" of a device is not on the path from device"
            + " \"UTNK000000100000\", whose key signed the request",
        request,
        deviceCertificate,
        asDevice);
  }

  @Test
  void aDeviceIssuerIsNoRoot() {
    assertThatThrownBy(() -> new DeviceRoot(EvidenceType.SMARTCARD_HSM, issuerCertificate))
        .hasMessage(
            "certificate \"UTDICA100001\" is one of a device issuer issued by"
                + " \"UTSRCA100001\", expected a self-issued root");
  }

  @Test
  void anExtensionThatNobodyUnderstoodIsRefused() {
    assertRefused(
        "certificate \"UTNK000000100000\" has an extension, 2b06, that is not understood",
        request,
        CvcIssuer.device(device).extended().signedBy(issuer),
        issuerCertificate);
    Bytes extension = CvcIssuer.device(device).extended().extensions();
    assertRefused(
        "the request has an extension, 2b06, that is not understood",
        CvcIssuer.request(CvcIssuer.explicit(key), extension, key, device),
        deviceCertificate,
        issuerCertificate);
  }

  @Test
  void sha1VouchesForNothingButMaySignItsOwnRequest() throws Exception {
    Pair old = Pair.ec(CURVE, CvcIssuer.ECDSA_SHA_1);
    assertRefused(
        "certificate \"UTNK000000100000\" has a key that signs by id-TA-ECDSA-SHA-1, which vouches"
            + " for nothing any more",
        CvcIssuer.request(key, old),
        CvcIssuer.device(old).signedBy(issuer),
        issuerCertificate);
    Pair own = Pair.ec("secp256r1", CvcIssuer.ECDSA_SHA_1);
    judge(
        subject(own.spki()), CvcIssuer.request(own, device), deviceCertificate, issuerCertificate);
  }

  @Test
  void aSignatureOfAnotherLengthIsRefused() {
    Bytes longer = CvcIssuer.tlv(0x5f37, Bytes.takingOwnership(new byte[66]));
    Bytes body = bodyOf(deviceCertificate);
    assertRefused(
        "the signature of certificate \"UTNK000000100000\" by \"UTDICA100001\" has 66 bytes,"
            + " expected the two numbers of 32 bytes that a key on brainpoolP256r1 makes",
        request,
        CvcIssuer.tlv(0x7f21, body, longer),
        issuerCertificate);
  }

  @Test
  void filesWithoutExactlyOneRequestAreMalformed() {
    List<String> messages = new ArrayList<>();
    for (Set<Bytes> files :
        List.of(
            Set.of(DEV_AUT), Set.of(REQUEST, request, DEV_AUT), Set.of(Bytes.parseHex("3000")))) {
      AttestationException refused =
          catchThrowableOfType(
              AttestationException.class, () -> SmartCardHsmEvidence.gather(files));
      assertThat(refused.reason()).isEqualTo(Reason.MALFORMED);
      messages.add(refused.getMessage());
    }
    assertThat(messages)
        .containsExactly(
            "found 0 authenticated requests (67), expected one",
            "found 2 authenticated requests (67), expected one",
            "found 0 authenticated requests (67), expected one");
    assertThatThrownBy(() -> SmartCardHsmEvidence.gather(Set.of(Bytes.parseHex("020101"))))
        .hasMessage(
            "found data object 02, expected an authenticated request (67) or a certificate (7F21)");
    assertThatThrownBy(
            () -> SmartCardHsmEvidence.gather(Set.of(Bytes.takingOwnership(new byte[20_000]))))
        .hasMessage("file has 20000 bytes, expected at most 16384");
  }

  private static SmartCardHsmEvidence gathered(Bytes... files) {
    try {
      return SmartCardHsmEvidence.gather(Set.of(files));
    } catch (AttestationException e) {
      throw new AssertionError(e);
    }
  }

  private static Bytes bodyOf(Bytes certificate) {
    try {
      return CvCertificate.parse(certificate).body().encoding();
    } catch (CvcException e) {
      throw new AssertionError(e);
    }
  }
}
