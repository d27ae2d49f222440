package dev.runseal.attestation;

import static dev.runseal.attestation.YubicoSamples.certificate;
import static dev.runseal.attestation.YubicoSamples.keyOf;
import static dev.runseal.attestation.YubicoSamples.parts;
import static dev.runseal.attestation.YubicoSamples.roots;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.attestation.AttestationException.Reason;
import dev.runseal.attestation.CustodyFact.Name;
import dev.runseal.bytes.Bytes;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Real YubiKeys: what is stated of each of the samples. */
final class YubiKeyPivEvidenceTest {
  private static final Instant AT = Instant.parse("2026-11-21T01:02:03Z");
  private static final EvidenceType TYPE = EvidenceType.YUBIKEY_PIV;
  private static final String IPXE = "yubikey-piv-ipxe/";
  private static final String PIV_GO = "yubikey-piv-piv-go/";
  private static final String OVH = "yubikey-piv-ovh/";
  private static final String DOCKER = "yubikey-piv-docker/";
  private static final String FW574 = "yubikey-piv-fw574/att-36345471.pem";

  @Test
  void aSlotOfAFipsDeviceIsShown() throws Exception {
    // evcs.crt is what a CA certified; the attestation is of the same key.
    Custody custody =
        gather(
                keyOf(IPXE + "evcs.crt"),
                IPXE + "attestation-intermediate.crt",
                IPXE + "attestation-9a.crt")
            .verify(keyOf(IPXE + "evcs.crt"), roots(TYPE, YubicoSamples.PIV_ROOT), AT);

    assertThat(custody.level()).isEqualTo(CustodyLevel.DEVICE_ATTESTED);
    assertThat(custody.voucher()).isEqualTo("Yubico");
    assertThat(custody.facts()).allMatch(fact -> fact.source().equals("Yubico"));
    assertThat(values(custody))
        .containsExactly(
            "maker: Yubico",
            "model: YubiKey 5 FIPS",
            "serial: 28557046",
            "firmware: 5.4.3",
            "made on the device: yes",
            "extractable: no",
            "exportable under wrap: no",
            "pin policy: once per session",
            "touch policy: never",
            "fips: yes",
            "form factor: USB-A keychain",
            "slot: 9a");
    assertThat(custody.notShown())
        .containsExactly(
            "that the evidence was made for this log: it speaks of the key alone",
            "who holds the YubiKey and knows its PIN",
            "that the YubiKey is in its FIPS-approved mode",
            "that the key resists somebody who has the YubiKey in a laboratory: firmware before 5.7"
                + " leaks ECDSA keys there (CVE-2024-45678)");
    assertThat(custody.notBefore()).isEqualTo("2016-03-14T00:00:00Z");
    assertThat(custody.notAfter()).isEqualTo("2052-04-17T00:00:00Z");
  }

  @Test
  void anRsaKeyInAnotherSlotIsShown() throws Exception {
    String leaf = IPXE + "attestation-9c.crt";
    Custody custody = verify(YubicoSamples.PIV_ROOT, leaf, IPXE + "attestation-intermediate.crt");

    assertThat(custody.find(Name.SLOT)).contains("9c");
    assertThat(custody.find(Name.PIN_POLICY)).contains("always");
    assertThat(custody.find(Name.SERIAL)).contains("28557046");
    assertThat(keyOf(leaf)).isEqualTo(keyOf(IPXE + "ipxe-sb-ca.crt"));
  }

  @Test
  void aP384KeyIsShown() throws Exception {
    Custody custody =
        verify(
            YubicoSamples.PIV_ROOT,
            DOCKER + "Slot9CAttestation.pem",
            DOCKER + "SlotF9Intermediate.pem");

    assertThat(custody.find(Name.SERIAL)).contains("25515003");
    assertThat(custody.find(Name.FORM_FACTOR)).contains("USB-C keychain");
    assertThat(custody.find(Name.FIPS)).contains("yes");
  }

  @Test
  void eachOldPairHoldsUnderItsOwnRootAlone() throws Exception {
    for (int pair = 0; pair < 2; pair++) {
      String leaf = PIV_GO + "keyCert-%d.pem".formatted(2 + 2 * pair);
      String device = PIV_GO + "deviceCert-%d.pem".formatted(1 + 2 * pair);
      String own = PIV_GO + "root-%d.pem".formatted(pair);
      String other = PIV_GO + "root-%d.pem".formatted(1 - pair);

      assertThat(verify(own, leaf, device).level()).isEqualTo(CustodyLevel.DEVICE_ATTESTED);
      assertRefused(
          () -> verify(other, leaf, device),
          "certificate 1, \"CN=Yubico PIV Attestation\", is issued by \"CN=Yubico");
    }
  }

  @Test
  void aDeviceUnderTheU2fRootHidesNothingButItsSerial() throws Exception {
    Custody custody =
        verify(YubicoSamples.U2F_ROOT, PIV_GO + "keyCert-4.pem", PIV_GO + "deviceCert-3.pem");

    assertThat(values(custody))
        .contains("model: YubiKey 4", "firmware: 4.3.7", "fips: no")
        .noneMatch(value -> value.startsWith("serial") || value.startsWith("form factor"));
    assertThat(custody.notShown()).contains("the YubiKey's serial number: its owner hides it");
  }

  @Test
  void crossedPairsAreRefused() {
    assertRefused(
        () -> verify(YubicoSamples.PIV_ROOT, PIV_GO + "keyCert-4.pem", PIV_GO + "deviceCert-1.pem"),
        "certificate 0, \"CN=YubiKey PIV Attestation 9a\", names \"CN=Yubico PIV Attestation\" as"
            + " its issuer, whose key did not sign it");
    assertRefused(
        () ->
            verify(
                YubicoSamples.PIV_ROOT, IPXE + "attestation-9a.crt", PIV_GO + "deviceCert-1.pem"),
        "certificate 0, \"CN=YubiKey PIV Attestation 9a\", names \"CN=Yubico PIV Attestation\" as"
            + " its issuer, whose key did not sign it");
  }

  @Test
  void anOldDeviceWithoutBasicConstraintsHolds() throws Exception {
    for (String root : List.of(YubicoSamples.PIV_ROOT, YubicoSamples.PIV_ROOT_BEFORE_2018)) {
      Custody custody = verify(root, OVH + "leaf-435.pem", OVH + "device-435.pem");

      assertThat(values(custody))
          .contains("model: YubiKey 4", "serial: 5970478", "firmware: 4.3.5");
    }
  }

  /** Why Yubico replaced that certificate of its root: it allows no CA below it. */
  @Test
  void theRootBefore2018HoldsForNoDeviceThatIsACa() {
    assertRefused(
        () ->
            verify(
                YubicoSamples.PIV_ROOT_BEFORE_2018,
                IPXE + "attestation-9a.crt",
                IPXE + "attestation-intermediate.crt"),
        "certificate 2, \"CN=Yubico PIV Root CA Serial 263751\", allows fewer CAs below it than the"
            + " 1 that there are");
  }

  @Test
  void firmware574HoldsThroughTheNewAuthorities() throws Exception {
    Custody custody =
        verify(
            YubicoSamples.ROOT_1,
            OVH + "leaf-574.pem",
            YubicoSamples.INTERMEDIATES,
            OVH + "device-574.pem");

    assertThat(values(custody)).contains("serial: 32718477", "firmware: 5.7.4", "slot: 9a");
    assertThat(custody.notAfter()).isEqualTo("9999-12-31T23:59:59Z");
  }

  @Test
  void intermediatesMayBeTheReadersOwn() throws Exception {
    var roots =
        new DeviceRoots(
            Map.of(TYPE, parts(YubicoSamples.ROOT_1)), parts(YubicoSamples.INTERMEDIATES));
    Evidence evidence =
        gather(keyOf(OVH + "leaf-574.pem"), OVH + "leaf-574.pem", OVH + "device-574.pem");

    assertThat(evidence.parts()).hasSize(2);
    assertThat(evidence.verify(keyOf(OVH + "leaf-574.pem"), roots, AT).level())
        .isEqualTo(CustodyLevel.DEVICE_ATTESTED);
  }

  @Test
  void aSlotAttestationWithoutItsDeviceIsRefused() throws Exception {
    assertRefused(
        () -> verify(YubicoSamples.ROOT_1, FW574, YubicoSamples.INTERMEDIATES),
        "certificate 0, \"CN=YubiKey PIV Attestation 9a\", is issued by \"CN=YubiKey PIV"
            + " Attestation\", which is neither among the 1 trusted roots of its family nor among");
    // The device certificate of a batch: with it, this one is complete.
    assertThat(
            values(
                verify(
                    YubicoSamples.ROOT_1,
                    FW574,
                    YubicoSamples.INTERMEDIATES,
                    OVH + "device-574.pem")))
        .contains("serial: 36345471", "firmware: 5.7.4", "pin policy: once per session");
  }

  @Test
  void anotherKeyIsRefused() throws Exception {
    Evidence evidence =
        gather(
            keyOf(IPXE + "attestation-9a.crt"),
            IPXE + "attestation-9a.crt",
            IPXE + "attestation-intermediate.crt");
    EvidenceSubject other = keyOf(IPXE + "attestation-9c.crt");

    assertRefused(
        () -> evidence.verify(other, roots(TYPE, YubicoSamples.PIV_ROOT), AT),
        "evidence is about key sha256:");
  }

  @Test
  void withoutARootOfItsOwnFamilyItIsRefused() throws Exception {
    Evidence evidence =
        gather(
            keyOf(IPXE + "attestation-9a.crt"),
            IPXE + "attestation-9a.crt",
            IPXE + "attestation-intermediate.crt");

    assertRefused(
        () ->
            evidence.verify(
                keyOf(IPXE + "attestation-9a.crt"),
                roots(EvidenceType.YUBIHSM2, YubicoSamples.PIV_ROOT),
                AT),
        "no root is trusted for evidence of type yubikey-piv, expected its maker's");
  }

  @Test
  void whatIsGatheredIsWhatIsEncoded() throws Exception {
    EvidenceSubject subject = keyOf(OVH + "leaf-574.pem");
    Evidence evidence =
        gather(
            subject,
            YubicoSamples.ROOT_1,
            YubicoSamples.INTERMEDIATES,
            OVH + "device-574.pem",
            OVH + "device-435.pem",
            OVH + "leaf-574.pem");

    assertThat(evidence.parts())
        .extracting(VendorPart::name)
        .containsExactly("attestation", "device", "intermediate-1", "intermediate-2");
    assertThat(evidence.parts().getFirst().content())
        .isEqualTo(certificate(OVH + "leaf-574.pem").der());
    assertThat(Evidence.decode(TYPE, evidence.encode()).parts()).isEqualTo(evidence.parts());
    assertThat(evidence.encoded().mediaType()).isEqualTo("application/vnd.runseal.yubikey-piv");
  }

  @Test
  void theSlotAboutTheKeyIsChosenAmongSeveral() throws Exception {
    Set<Bytes> both =
        parts(
            IPXE + "attestation-9a.crt",
            IPXE + "attestation-9c.crt",
            IPXE + "attestation-intermediate.crt");

    assertThat(
            Evidence.gather(TYPE, both, keyOf(IPXE + "attestation-9c.crt"))
                .parts()
                .getFirst()
                .content())
        .isEqualTo(certificate(IPXE + "attestation-9c.crt").der());
    assertRefused(
        () -> Evidence.gather(TYPE, both, keyOf(OVH + "leaf-574.pem")),
        "2 of the 3 certificates are each a YubiKey's attestation of a PIV slot, and 0 of them are"
            + " about key sha256:");
  }

  @Test
  void certificatesOfOtherKindsAreRefused() {
    assertRefused(
        () -> gather(keyOf(IPXE + "evcs.crt"), IPXE + "evcs.crt", IPXE + "ipxe-sb-ca.crt"),
        "none of the 2 certificates is a YubiKey's attestation of a PIV slot; the first is \"");
  }

  @Test
  void everyTruncationAndAnExtraByteAreRefused() throws Exception {
    Bytes encoded =
        gather(
                keyOf(IPXE + "attestation-9a.crt"),
                IPXE + "attestation-9a.crt",
                IPXE + "attestation-intermediate.crt")
            .encode();
    for (int length = 0; length < encoded.length(); length++) {
      Bytes cut = encoded.slice(0, length);
      assertMalformed(() -> Evidence.decode(TYPE, cut), "certificate");
    }
    assertMalformed(
        () -> Evidence.decode(TYPE, Bytes.concat(encoded, Bytes.of((byte) 0))), "certificates");
  }

  @Test
  void noBitOfTheEvidenceCanBeTurned() throws Exception {
    EvidenceSubject subject = keyOf(IPXE + "attestation-9a.crt");
    DeviceRoots roots = roots(TYPE, YubicoSamples.PIV_ROOT);
    Bytes encoded =
        gather(subject, IPXE + "attestation-9a.crt", IPXE + "attestation-intermediate.crt")
            .encode();
    Set<Integer> accepted = new LinkedHashSet<>();
    for (int bit = 0; bit < 8 * encoded.length(); bit++) {
      byte[] changed = encoded.toArray();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      try {
        Evidence.decode(TYPE, Bytes.of(changed)).verify(subject, roots, AT);
        accepted.add(bit);
      } catch (AttestationException e) {
        assertThat(e).hasMessageMatching("(?s).*(certificate|attestation|evidence).*");
      }
    }
    assertThat(accepted).isEmpty();
  }

  private static Evidence gather(EvidenceSubject subject, String... files) throws Exception {
    return Evidence.gather(TYPE, parts(files), subject);
  }

  /** Judges the key of the first file's certificate. */
  private static Custody verify(String root, String leaf, String... others) throws Exception {
    Set<Bytes> all = new LinkedHashSet<>(parts(others));
    all.addAll(parts(leaf));
    return Evidence.gather(TYPE, all, keyOf(leaf)).verify(keyOf(leaf), roots(TYPE, root), AT);
  }

  private static List<String> values(Custody custody) {
    return custody.facts().stream().map(fact -> fact.name().text() + ": " + fact.value()).toList();
  }

  private static void assertRefused(ThrowingCallable act, String message) {
    assertFails(act, Reason.REFUSED, message);
  }

  private static void assertMalformed(ThrowingCallable act, String message) {
    assertFails(act, Reason.MALFORMED, message);
  }

  private static void assertFails(ThrowingCallable act, Reason reason, String message) {
    assertThatThrownBy(act)
        .isInstanceOf(AttestationException.class)
        .hasMessageStartingWith(message)
        .extracting(e -> ((AttestationException) e).reason())
        .isEqualTo(reason);
  }
}
