package dev.runseal.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.attestation.AttestationException.Reason;
import dev.runseal.attestation.CustodyFact.Name;
import dev.runseal.bytes.Bytes;
import dev.runseal.json.ObjectReader;
import dev.runseal.x509.CompanyAuthority;
import dev.runseal.x509.CompanyAuthority.Draft;
import dev.runseal.x509.DeviceCertificate;
import dev.runseal.x509.PemSample;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;

/** A real YubiHSM 2, and a test for each rule on ones that never were. */
final class YubiHsmEvidenceTest {
  private static final Instant AT = Instant.parse("2026-11-21T01:02:03Z");
  private static final EvidenceType TYPE = EvidenceType.YUBIHSM2;
  private static final String ARC = "1.3.6.1.4.1.41482.4.";
  private static final CompanyAuthority ROOT = CompanyAuthority.named("fake root");
  private static final CompanyAuthority LINE = CompanyAuthority.named("YubiHSM Attestation B2 1");
  private static final CompanyAuthority DEVICE =
      CompanyAuthority.named("YubiHSM Attestation (12345678)");
  private static final KeyPair KEYS = CompanyAuthority.p256();
  private static final Bytes ROOT_CERTIFICATE = ROOT.root(2).sign();

  @Test
  void aKeyOfARealDeviceIsShown() throws Exception {
    ObjectReader request = YubicoSamples.request("yubico");
    EvidenceSubject subject = YubicoSamples.keyOfRequest(request.string("csr"));
    Evidence evidence = Evidence.gather(TYPE, chain(request), subject);

    Custody custody =
        Evidence.decode(TYPE, evidence.encode())
            .verify(subject, YubicoSamples.roots(TYPE, YubicoSamples.HSM_ROOT), AT);

    assertThat(custody.level()).isEqualTo(CustodyLevel.DEVICE_ATTESTED);
    assertThat(custody.voucher()).isEqualTo("Yubico");
    assertThat(custody.facts().stream().map(fact -> fact.name().text() + ": " + fact.value()))
        .containsExactly(
            "maker: Yubico",
            "model: YubiHSM 2 FIPS",
            "serial: 20783176",
            "firmware: 2.2.0",
            "made on the device: yes",
            "extractable: no",
            "exportable under wrap: no",
            "fips: yes",
            "slot: object 0x0024",
            "capabilities: sign-pkcs, sign-pss, decrypt-pkcs, decrypt-oaep,"
                + " sign-attestation-certificate",
            "domains: 3, 4",
            "key label: Swish Sign RSA4096");
    assertThat(custody.notShown())
        .containsExactly(
            "that the evidence was made for this log: it speaks of the key alone",
            "who holds an authentication key of the YubiHSM 2's that may use this one",
            "that the YubiHSM 2 is in its FIPS-approved mode");
    assertThat(custody.notAfter()).isEqualTo("2071-10-05T00:00:00Z");
  }

  @Test
  void theRealDeviceHoldsUnderItsOwnRootAlone() throws Exception {
    ObjectReader request = YubicoSamples.request("yubico");
    EvidenceSubject subject = YubicoSamples.keyOfRequest(request.string("csr"));
    Evidence evidence = Evidence.gather(TYPE, chain(request), subject);

    assertThatThrownBy(
            () -> evidence.verify(subject, YubicoSamples.roots(TYPE, YubicoSamples.PIV_ROOT), AT))
        .isInstanceOf(AttestationException.class)
        .hasMessageStartingWith(
            "certificate 2, \"CN=Yubico YubiHSM 6742036 Sub-CA\", is issued by \"CN=Yubico YubiHSM"
                + " Root CA\", which is neither among the 1 trusted roots of its family");
  }

  @Test
  void anotherMakersAttestationIsRefused() throws Exception {
    ObjectReader request = YubicoSamples.request("securosys");
    EvidenceSubject subject = YubicoSamples.keyOfRequest(request.string("csr"));

    for (EvidenceType type : List.of(TYPE, EvidenceType.YUBIKEY_PIV)) {
      assertThatThrownBy(() -> Evidence.gather(type, chain(request), subject))
          .isInstanceOf(AttestationException.class)
          .hasMessageMatching(
              "none of the \\d certificates is a Yubi.* attestation of a .*; the first is"
                  + " \".*(Primus|Securosys).*\", issued by \".*\"")
          .extracting(e -> ((AttestationException) e).reason())
          .isEqualTo(Reason.REFUSED);
    }
  }

  @Test
  void allAsItShouldBeHolds() throws Exception {
    Custody custody = verify(key(), device(LINE), ROOT.ca(LINE, 1));

    assertThat(custody.find(Name.SERIAL)).contains("12345678");
    assertThat(custody.find(Name.MODEL)).contains("YubiHSM 2");
    assertThat(custody.find(Name.CAPABILITIES)).contains("sign-ecdsa");
    assertThat(custody.find(Name.DOMAINS)).contains("1, 16");
    assertThat(custody.find(Name.KEY_LABEL)).isEmpty();
    assertThat(custody.notShown())
        .contains(
            "that the key resists somebody who has the YubiHSM 2 in a laboratory: firmware before"
                + " 2.4.0 leaks ECDSA keys there (CVE-2024-45678)");
  }

  @Test
  void aKeyOnACurveThatThePlatformDoesNotKnowHolds() throws Exception {
    for (String curve : List.of("secp256k1", "secp224r1", "brainpoolP256r1", "brainpoolP512r1")) {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
      generator.initialize(new ECGenParameterSpec(curve));
      Draft leaf =
          withExtensions(
              DEVICE.issue("YubiHSM Attestation id:0x0024", generator.generateKeyPair()));

      assertThat(verify(leaf, device(LINE), ROOT.ca(LINE, 1)).level())
          .as(curve)
          .isEqualTo(CustodyLevel.DEVICE_ATTESTED);
      var forger = new CompanyAuthority(DEVICE.name, CompanyAuthority.p256());
      assertRefused(
          withExtensions(
              forger.issue("YubiHSM Attestation id:0x0024", generator.generateKeyPair())),
          "certificate 0, \"CN=YubiHSM Attestation id:0x0024\", names \"CN=YubiHSM Attestation"
              + " (12345678)\" as its issuer, whose key did not sign it",
          device(ROOT));
    }
  }

  @Test
  void anyOriginButGeneratedHereIsRefused() {
    var origins =
        Map.of(
            "02", "imported",
            "11", "generated on some device and imported under wrap",
            "12", "imported into some device and imported here under wrap",
            "10", "unknown (0x10)",
            "03", "unknown (0x03)",
            "00", "unknown (0x00)");
    origins.forEach((bits, name) ->
        assertRefused(
            key().withOctets(ARC + 3, false, hex("030200" + bits)),
            "origin of the key is \"%s\", expected \"generated\" alone".formatted(name),
            device(ROOT)));
  }

  @Test
  void aKeyThatMayBeExportedUnderWrapIsRefused() {
    assertRefused(
        key().withOctets(ARC + 5, false, hex("0309000000000000010080")),
        "capabilities of the key are \"sign-ecdsa, exportable-under-wrap\", expected none of"
            + " exportable-under-wrap",
        device(ROOT));
  }

  /** Whoever reads the least octet first takes this one for exportable, and lets the other pass. */
  @Test
  void capabilitiesAreReadWithTheMostSignificantOctetFirst() throws Exception {
    Custody custody =
        verify(key().withOctets(ARC + 5, false, hex("0309000000010000000080")), device(ROOT));

    assertThat(custody.find(Name.CAPABILITIES)).contains("sign-ecdsa, bit 40");
    assertRefused(
        key().withOctets(ARC + 5, false, hex("0309000000000000010000")),
        "capabilities of the key are \"exportable-under-wrap\"",
        device(ROOT));
  }

  @Test
  void aShortBitStringIsReadByTheSameOrder() {
    assertRefused(
        key().withOctets(ARC + 5, false, hex("030400010080")),
        "capabilities of the key are \"sign-ecdsa, exportable-under-wrap\"",
        device(ROOT));
  }

  @Test
  void withoutItsDeviceItIsRefused() {
    assertRefused(
        key(),
        "certificate 0, \"CN=YubiHSM Attestation id:0x0024\", is issued by \"CN=YubiHSM Attestation"
            + " (12345678)\", which is neither among the 1 trusted roots of its family nor among"
            + " the 0 other certificates at hand");
  }

  @Test
  void aDeviceOfAnotherSerialIsRefused() {
    assertRefused(
        key(),
        "attestation is of YubiHSM 12345678, the device certificate of YubiHSM 12345679",
        device(ROOT).withOctets(ARC + 2, false, hex("020400bc614f")));
  }

  @Test
  void anAttestationByAKeyOfTheOwnersIsRefused() {
    var owned = CompanyAuthority.named("YubiHSM Attestation id:0x0099");
    assertRefused(
        withExtensions(owned.issue("YubiHSM Attestation id:0x0024", KEYS)),
        "certificate 1, \"CN=YubiHSM Attestation id:0x0099\", issues certificates without being a"
            + " CA's",
        withExtensions(DEVICE.issue(owned.name, owned.keys)),
        device(ROOT));
    assertRefused(
        withExtensions(owned.issue("YubiHSM Attestation id:0x0024", KEYS)),
        "attestation is issued by \"CN=YubiHSM Attestation id:0x0099\", which is no YubiHSM 2's own"
            + " certificate",
        withExtensions(ROOT.ca(owned, 0)));
  }

  @Test
  void anAuthorityThatIsNoDeviceIsRefused() {
    assertRefused(
        key(),
        "attestation is issued by \"CN=YubiHSM Attestation (12345678)\", which is no YubiHSM 2's"
            + " own certificate",
        ROOT.ca(DEVICE, 0));
  }

  @Test
  void theLineOfAnotherProductIsRefused() {
    var fido = CompanyAuthority.named("Yubico FIDO Attestation B 1");
    assertRefused(
        key(),
        "YubiHSM 2 is certified by \"CN=Yubico FIDO Attestation B 1\", expected a CA for YubiHSM",
        device(fido),
        ROOT.ca(fido, 1));
  }

  @Test
  void anAttestationThatIsACaIsRefused() {
    assertRefused(
        key().with(Extension.basicConstraints, true, new BasicConstraints(true)),
        "attestation \"CN=YubiHSM Attestation id:0x0024\" is a CA's certificate, which no device"
            + " issues",
        device(ROOT));
  }

  @Test
  void aCriticalExtensionThatNobodyUnderstoodIsRefused() {
    assertRefused(
        key().withOctets(ARC + 77, true, hex("0500")),
        "certificate 0, \"CN=YubiHSM Attestation id:0x0024\", has a critical extension"
            + " 1.3.6.1.4.1.41482.4.77 that is not understood",
        device(ROOT));
  }

  @Test
  void anotherKeyIsRefused() throws Exception {
    Bytes leaf = key().sign();
    var other =
        new EvidenceSubject(
            Bytes.of(CompanyAuthority.p256().getPublic().getEncoded()), Optional.empty());

    assertThatThrownBy(() ->
            Evidence.gather(TYPE, Set.of(leaf, device(ROOT).sign()), other)
                .verify(other, roots(Set.of()), AT))
        .isInstanceOf(AttestationException.class)
        .hasMessageStartingWith("evidence is about key sha256:");
  }

  @Test
  void theFipsModeIsSaid() throws Exception {
    Draft fips = device(ROOT).withOctets(ARC + 10, false, hex("020206aa"));

    assertThat(verify(key().withOctets(ARC + 12, false, hex("020101")), fips).notShown())
        .noneMatch(text -> text.contains("FIPS"));
    assertThat(verify(key().withOctets(ARC + 12, false, hex("020100")), fips).notShown())
        .contains("that the YubiHSM 2 is in its FIPS-approved mode");
    assertThat(verify(key(), fips).notShown())
        .contains("that the YubiHSM 2 is in its FIPS-approved mode");
  }

  @Test
  void aLabelIsTextForOneLine() throws Exception {
    Custody custody = verify(key().withOctets(ARC + 9, false, hex("0c05610a620063")), device(ROOT));

    assertThat(custody.find(Name.KEY_LABEL)).contains("a\\u000ab");
  }

  @Test
  void extensionsOfAnotherFormAreMalformed() {
    String where = "certificate \"CN=YubiHSM Attestation id:0x0024\" ";
    String extension = where + "has an extension " + ARC;
    for (String origin : List.of("0302010100", "03020001ff", "030100", "040101", "01")) {
      assertMalformed(key().withOctets(ARC + 3, false, hex(origin)), extension + "3 that holds ");
    }
    assertMalformed(
        key().withOctets(ARC + 5, false, hex("030a00000000000000000080")),
        extension + "5 that holds 00000000000000000080, expected a BIT STRING of 1 to 8 octets");
    assertMalformed(
        key().withOctets(ARC + 4, false, hex("030400000001")), extension + "4 that holds ");
    assertMalformed(
        key().withOctets(ARC + 6, false, hex("0203010000")),
        where + "is of object 65536, expected a number of 16 bits");
    assertMalformed(
        key().without(new ASN1ObjectIdentifier(ARC + 5)),
        where + "has no extension 1.3.6.1.4.1.41482.4.5");
  }

  private static Draft key() {
    return withExtensions(DEVICE.issue("YubiHSM Attestation id:0x0024", KEYS));
  }

  private static Draft withExtensions(Draft draft) {
    return draft
        .withOctets(ARC + 1, false, hex("0403020201"))
        .withOctets(ARC + 2, false, hex("020400bc614e"))
        .withOctets(ARC + 3, false, hex("03020001"))
        .withOctets(ARC + 4, false, hex("0303008001"))
        .withOctets(ARC + 5, false, hex("0309000000000000000080"))
        .withOctets(ARC + 6, false, hex("020124"))
        .withOctets(ARC + 9, false, hex("0c00"));
  }

  private static Draft device(CompanyAuthority above) {
    return above
        .ca(DEVICE, 0)
        .withOctets(ARC + 1, false, hex("0403020201"))
        .withOctets(ARC + 2, false, hex("020400bc614e"));
  }

  private static Bytes hex(String text) {
    return Bytes.parseHex(text);
  }

  private static Set<Bytes> chain(ObjectReader request) throws Exception {
    String pem = String.join("\n", request.array("attestationCertChain", ObjectReader::asString));
    Set<Bytes> parts = new LinkedHashSet<>();
    for (DeviceCertificate each : PemSample.certificates(Bytes.utf8(pem))) {
      parts.add(each.der());
    }
    return parts;
  }

  private static DeviceRoots roots(Set<Bytes> onTheWay) {
    return new DeviceRoots(Map.of(TYPE, Set.of(ROOT_CERTIFICATE)), onTheWay);
  }

  private static Custody verify(Draft leaf, Draft... others) throws AttestationException {
    Bytes der = leaf.sign();
    Set<Bytes> rest = new LinkedHashSet<>();
    for (Draft other : others) {
      rest.add(other.sign());
    }
    var subject = new EvidenceSubject(YubicoSamples.spki(der), Optional.empty());
    return Evidence.gather(TYPE, Set.of(der), subject).verify(subject, roots(rest), AT);
  }

  private static void assertRefused(Draft leaf, String message, Draft... others) {
    assertFails(leaf, Reason.REFUSED, message, others);
  }

  private static void assertMalformed(Draft leaf, String message) {
    assertFails(leaf, Reason.MALFORMED, message);
  }

  private static void assertFails(Draft leaf, Reason reason, String message, Draft... others) {
    assertThatThrownBy(() -> verify(leaf, others))
        .isInstanceOf(AttestationException.class)
        .hasMessageStartingWith(message)
        .extracting(e -> ((AttestationException) e).reason())
        .isEqualTo(reason);
  }
}
