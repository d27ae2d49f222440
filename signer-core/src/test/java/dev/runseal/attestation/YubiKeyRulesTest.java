package dev.runseal.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.attestation.AttestationException.Reason;
import dev.runseal.attestation.CustodyFact.Name;
import dev.runseal.bytes.Bytes;
import dev.runseal.x509.CompanyAuthority;
import dev.runseal.x509.CompanyAuthority.Draft;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Test;

/** One test a rule, on YubiKeys that never were, under a root that is not Yubico's. */
final class YubiKeyRulesTest {
  private static final Instant AT = Instant.parse("2026-11-21T01:02:03Z");
  private static final EvidenceType TYPE = EvidenceType.YUBIKEY_PIV;
  private static final String ARC = "1.3.6.1.4.1.41482.3.";
  private static final CompanyAuthority ROOT = CompanyAuthority.named("fake root");
  private static final CompanyAuthority LINE = CompanyAuthority.named("Yubico PIV Attestation B 1");
  private static final CompanyAuthority DEVICE = CompanyAuthority.named("Yubico PIV Attestation");
  private static final CompanyAuthority SLOT = CompanyAuthority.named("YubiKey PIV Attestation 9c");
  private static final KeyPair KEYS = CompanyAuthority.p256();
  private static final Bytes ROOT_CERTIFICATE = ROOT.root(3).sign();

  @Test
  void allAsItShouldBeHolds() throws Exception {
    Custody custody = verify(slot(DEVICE), device(ROOT));

    assertThat(custody.level()).isEqualTo(CustodyLevel.DEVICE_ATTESTED);
    assertThat(custody.find(Name.SERIAL)).contains("12345678");
    assertThat(custody.find(Name.MODEL)).contains("YubiKey 5");
  }

  @Test
  void everyFormThatFirmwaresWriteIsRead() throws Exception {
    Custody custody =
        verify(
            slot(DEVICE)
                .withOctets(ARC + 3, false, hex("0403050704"))
                .withOctets(ARC + 7, false, hex("020400bc614e"))
                .withOctets(ARC + 8, false, hex("04020503"))
                .withOctets(ARC + 9, false, hex("040186")),
            device(ROOT));

    assertThat(custody.find(Name.FIRMWARE)).contains("5.7.4");
    assertThat(custody.find(Name.SERIAL)).contains("12345678");
    assertThat(custody.find(Name.PIN_POLICY)).contains("fingerprint or PIN always");
    assertThat(custody.find(Name.TOUCH_POLICY)).contains("cached for 15 s");
    assertThat(custody.find(Name.FORM_FACTOR)).contains("USB-A keychain with fingerprint reader");
    assertThat(custody.find(Name.MODEL)).contains("YubiKey 5 FIPS");
    assertThat(custody.notShown()).noneMatch(text -> text.contains("CVE"));
  }

  @Test
  void whatTheDeviceCertificateSaysIsShown() throws Exception {
    Custody custody =
        verify(
            slot(DEVICE),
            device(ROOT)
                .withOctets(ARC + 10, false, hex("020107"))
                .withOctets(ARC + 11, false, hex("020101")));

    assertThat(custody.find(Name.FIPS)).contains("yes");
    assertThat(custody.find(Name.CERTIFICATION)).contains("CSPN");
  }

  @Test
  void policiesThatAreNotKnownAreSaidToBe() throws Exception {
    Custody custody = verify(slot(DEVICE).withOctets(ARC + 8, false, hex("0900")), device(ROOT));

    assertThat(custody.find(Name.PIN_POLICY)).contains("unknown (9)");
    assertThat(custody.find(Name.TOUCH_POLICY)).contains("unknown (0)");
  }

  @Test
  void keysThatOldFirmwareMadeWeakAreSaidToBe() throws Exception {
    KeyPair rsa = CompanyAuthority.rsa();
    String weak = "RSA keys that firmware 4.2.6 to 4.3.4 generated";
    for (String firmware : List.of("040206", "040304")) {
      assertThat(notShown(DEVICE.issue("YubiKey PIV Attestation 9a", rsa), firmware))
          .anyMatch(text -> text.contains(weak));
    }
    for (String firmware : List.of("040305", "050704")) {
      assertThat(notShown(DEVICE.issue("YubiKey PIV Attestation 9a", rsa), firmware))
          .noneMatch(text -> text.contains("CVE"));
    }
    assertThat(notShown(DEVICE.issue("YubiKey PIV Attestation 9a", KEYS), "040304"))
        .noneMatch(text -> text.contains(weak));
  }

  private static List<String> notShown(Draft leaf, String firmware) throws Exception {
    return verify(withExtensions(leaf).withOctets(ARC + 3, false, hex(firmware)), device(ROOT))
        .notShown();
  }

  /** The key in slot 9c signs what its owner wants; its own attestation must issue nothing. */
  @Test
  void anAttestationBySlotKeyIsRefused() {
    Draft fake = withExtensions(SLOT.issue("YubiKey PIV Attestation 9a", KEYS));
    assertRefused(
        fake,
        "certificate 1, \"CN=YubiKey PIV Attestation 9c\", issues certificates without being a"
            + " CA's",
        withExtensions(DEVICE.issue(SLOT.name, SLOT.keys)),
        device(ROOT));
    // The same under a root whose device certificates lack basic constraints themselves.
    assertRefused(
        fake,
        "certificate 1, \"CN=YubiKey PIV Attestation 9c\", issues certificates without being a"
            + " CA's",
        withExtensions(DEVICE.issue(SLOT.name, SLOT.keys)),
        device(ROOT).without(Extension.basicConstraints));
  }

  @Test
  void aSlotAttestationNamedAsADeviceIsRefused() {
    assertRefused(
        slot(DEVICE),
        "certificate 1, \"CN=Yubico PIV Attestation\", issues certificates without being a CA's",
        withExtensions(ROOT.issue(DEVICE.name, DEVICE.keys)));
    assertRefused(
        slot(DEVICE),
        "slot attestation is issued by \"CN=Yubico PIV Attestation\", which is no YubiKey's"
            + " certificate for PIV attestation",
        withExtensions(ROOT.ca(DEVICE, 0)));
  }

  @Test
  void anyOtherAuthorityUnderTheRootIsRefused() {
    var other = CompanyAuthority.named("YubiKey OPGP Attestation");
    String problem =
        "slot attestation is issued by \"CN=YubiKey OPGP Attestation\", which is no YubiKey's"
            + " certificate for PIV attestation";
    assertRefused(slot(other), problem, device(ROOT, other));
    var nameless = ROOT.ca(DEVICE, 0);
    assertRefused(
        slot(DEVICE),
        "slot attestation is issued by \"CN=Yubico PIV Attestation\", which is no",
        nameless);
  }

  @Test
  void theLineOfAnotherProductIsRefused() throws Exception {
    var fido = CompanyAuthority.named("Yubico FIDO Attestation B 1");

    assertThat(verify(slot(DEVICE), device(LINE), ROOT.ca(LINE, 1)).level())
        .isEqualTo(CustodyLevel.DEVICE_ATTESTED);
    assertRefused(
        slot(DEVICE),
        "YubiKey is certified by \"CN=Yubico FIDO Attestation B 1\", expected one of the CAs"
            + " \"Yubico PIV Attestation …\"",
        device(fido),
        ROOT.ca(fido, 1));
  }

  @Test
  void anOldDeviceCertificateBelowAnotherAuthorityIsRefused() {
    assertRefused(
        slot(DEVICE),
        "certificate 1, \"CN=Yubico PIV Attestation\", issues certificates without being a CA's,"
            + " and not directly under a trusted root",
        device(LINE).without(Extension.basicConstraints),
        ROOT.ca(LINE, 1));
  }

  @Test
  void anExpiredRootIsRefused() {
    Bytes expired = ROOT.root(3).valid("2016-01-01T00:00:00Z", "2026-01-01T00:00:00Z").sign();
    assertThatThrownBy(() -> verify(expired, slot(DEVICE), device(ROOT)))
        .isInstanceOf(AttestationException.class)
        .hasMessage(
            "certificate 2, \"CN=fake root\", expired at 2026-01-01T00:00:00Z, needed at " + AT);
  }

  @Test
  void aCriticalExtensionThatNobodyUnderstoodIsRefused() {
    assertRefused(
        slot(DEVICE).withOctets(ARC + 12, true, hex("00")),
        "certificate 0, \"CN=YubiKey PIV Attestation 9a\", has a critical extension"
            + " 1.3.6.1.4.1.41482.3.12 that is not understood",
        device(ROOT));
    assertRefused(
        slot(DEVICE),
        "certificate 1, \"CN=Yubico PIV Attestation\", has a critical extension 2.25.77 that is"
            + " not understood",
        device(ROOT).withOctets("2.25.77", true, hex("0500")));
  }

  @Test
  void anAttestationThatIsACaIsRefused() {
    assertRefused(
        slot(DEVICE).with(Extension.basicConstraints, true, new BasicConstraints(true)),
        "attestation \"CN=YubiKey PIV Attestation 9a\" is a CA's certificate, which no device"
            + " issues",
        device(ROOT));
  }

  @Test
  void aDeviceOfAnotherSerialIsRefused() throws Exception {
    assertRefused(
        slot(DEVICE),
        "slot attestation is of YubiKey 12345678, the device certificate of YubiKey 12345679",
        device(ROOT).withOctets(ARC + 7, false, hex("020400bc614f")));
    assertRefused(
        slot(DEVICE),
        "slot attestation is of YubiKey 12345678, the device certificate of YubiKeys 1 to 2",
        device(ROOT)
            .withOctets(ARC + 5, false, hex("020101"))
            .withOctets(ARC + 6, false, hex("020102")));
    assertRefused(
        slot(DEVICE),
        "slot attestation is of YubiKey 12345678, the device certificate of YubiKeys 12345679 to"
            + " 12345680",
        device(ROOT)
            .withOctets(ARC + 5, false, hex("020400bc614f"))
            .withOctets(ARC + 6, false, hex("020400bc6150")));
    verify(
        slot(DEVICE),
        device(ROOT)
            .withOctets(ARC + 5, false, hex("020400bc614e"))
            .withOctets(ARC + 6, false, hex("020400bc614e")));
  }

  @Test
  void keysOfEveryKindAreAttested() throws Exception {
    List<KeyPair> kinds =
        List.of(
            CompanyAuthority.rsa(1024),
            CompanyAuthority.rsa(3072),
            CompanyAuthority.ec("secp384r1"),
            KeyPairGenerator.getInstance("Ed25519").generateKeyPair(),
            KeyPairGenerator.getInstance("X25519").generateKeyPair());
    for (KeyPair keys : kinds) {
      Draft leaf = withExtensions(DEVICE.issue("YubiKey PIV Attestation 9d", keys));
      assertThat(verify(leaf, device(ROOT)).level()).isEqualTo(CustodyLevel.DEVICE_ATTESTED);
    }
  }

  @Test
  void anAttestationThatIssuedItselfIsRefused() {
    assertRefused(
        withExtensions(SLOT.issue(SLOT.name, SLOT.keys)),
        "certificate 0, \"CN=YubiKey PIV Attestation 9c\", issued itself, expected no root among"
            + " them");
  }

  @Test
  void aSubjectThatNamesNoSlotIsMalformed() {
    assertFails(
        withExtensions(DEVICE.issue("somebody", KEYS)),
        Reason.MALFORMED,
        "slot attestation is for \"somebody\", expected \"YubiKey PIV Attestation <slot>\"");
  }

  @Test
  void extensionsOfAnotherFormAreMalformed() {
    String where = "certificate \"CN=YubiKey PIV Attestation 9a\" has ";
    assertFails(
        slot(DEVICE).withOctets(ARC + 3, false, hex("0507")),
        Reason.MALFORMED,
        where + "an extension 1.3.6.1.4.1.41482.3.3 that holds 0507, expected 3 octets");
    assertFails(
        slot(DEVICE).withOctets(ARC + 8, false, hex("030201")),
        Reason.MALFORMED,
        where + "an extension 1.3.6.1.4.1.41482.3.8 that holds 030201, expected 2 octets");
    assertFails(
        slot(DEVICE).withOctets(ARC + 9, false, hex("0101")),
        Reason.MALFORMED,
        where + "an extension 1.3.6.1.4.1.41482.3.9 that holds 0101, expected 1 octets");
    for (String serial : List.of("0200", "020500bc614e", "040400bc614e", "02", "")) {
      assertFails(
          slot(DEVICE).withOctets(ARC + 7, false, hex(serial)),
          Reason.MALFORMED,
          where + "an extension 1.3.6.1.4.1.41482.3.7 that holds ");
    }
    var withoutFirmware =
        DEVICE.issue("YubiKey PIV Attestation 9a", KEYS).withOctets(ARC + 8, false, hex("0201"));
    assertFails(withoutFirmware, Reason.MALFORMED, where + "no extension 1.3.6.1.4.1.41482.3.3");
  }

  @Test
  void theOrderInABundleIsFixed() {
    Bytes leaf = slot(DEVICE).sign();
    Bytes device = device(ROOT).sign();

    assertMalformed(
        sequence(device, leaf),
        "certificates: certificate 0, \"CN=Yubico PIV Attestation\", is issued by \"CN=fake root\","
            + " expected the next one, \"CN=YubiKey PIV Attestation 9a\"");
    assertMalformed(
        sequence(leaf, device, ROOT_CERTIFICATE),
        "certificates: certificate 2, \"CN=fake root\", issued itself, expected no root among"
            + " them");
    assertMalformed(sequence(), "certificates: found 0 certificates, expected 1 to 8");
    assertMalformed(
        sequence(leaf, leaf, leaf, leaf, leaf, leaf, leaf, leaf, leaf),
        "certificates are no DER SEQUENCE of 1 to 8 of them");
    assertMalformed(
        Bytes.takingOwnership(new byte[(1 << 16) + 1]),
        "certificates have 65537 bytes, expected at most 65536");
    assertMalformed(leaf, "certificate 0 is no DER certificate: ");
  }

  /** A SEQUENCE of more than 255 bytes and less than 65536, or of nothing. */
  private static Bytes sequence(Bytes... certificates) {
    Bytes content = Bytes.concat(certificates);
    return content.length() == 0
        ? hex("3000")
        : Bytes.concat(hex("3082%04x".formatted(content.length())), content);
  }

  private static Draft slot(CompanyAuthority device) {
    return withExtensions(device.issue("YubiKey PIV Attestation 9a", KEYS));
  }

  private static Draft withExtensions(Draft draft) {
    return draft
        .withOctets(ARC + 3, false, hex("050403"))
        .withOctets(ARC + 7, false, hex("020400bc614e"))
        .withOctets(ARC + 8, false, hex("0201"))
        .withOctets(ARC + 9, false, hex("03"));
  }

  private static Draft device(CompanyAuthority above) {
    return device(above, DEVICE);
  }

  private static Draft device(CompanyAuthority above, CompanyAuthority device) {
    return above.ca(device, 0).withOctets(ARC + 3, false, hex("050403"));
  }

  private static Bytes hex(String text) {
    return Bytes.parseHex(text);
  }

  private static Custody verify(Draft leaf, Draft... others) throws AttestationException {
    return verify(ROOT_CERTIFICATE, leaf, others);
  }

  private static Custody verify(Bytes root, Draft leaf, Draft... others)
      throws AttestationException {
    Bytes der = leaf.sign();
    Set<Bytes> rest = new LinkedHashSet<>();
    for (Draft other : others) {
      rest.add(other.sign());
    }
    var subject = new EvidenceSubject(YubicoSamples.spki(der), Optional.empty());
    // What stands above the leaf comes as the reader's own: every one of them is tried.
    var roots = new DeviceRoots(Map.of(TYPE, Set.of(root)), rest);
    return Evidence.gather(TYPE, Set.of(der), subject).verify(subject, roots, AT);
  }

  private static void assertRefused(Draft leaf, String message, Draft... others) {
    assertFails(leaf, Reason.REFUSED, message, others);
  }

  private static void assertFails(Draft leaf, Reason reason, String message, Draft... others) {
    assertThatThrownBy(() -> verify(leaf, others))
        .isInstanceOf(AttestationException.class)
        .hasMessageStartingWith(message)
        .extracting(e -> ((AttestationException) e).reason())
        .isEqualTo(reason);
  }

  private static void assertMalformed(Bytes value, String message) {
    assertThatThrownBy(() -> Evidence.decode(TYPE, value))
        .isInstanceOf(AttestationException.class)
        .hasMessageStartingWith(message)
        .extracting(e -> ((AttestationException) e).reason())
        .isEqualTo(Reason.MALFORMED);
  }
}
