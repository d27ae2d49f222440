package dev.runseal.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.attestation.DeviceRoot;
import dev.runseal.attestation.DeviceRoots;
import dev.runseal.attestation.EvidenceType;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.cvc.NitrokeyVectors;
import dev.runseal.key.Origin;
import dev.runseal.statement.Timestamp;
import dev.runseal.verify.SampleBundles;
import dev.runseal.x509.PemCertificates;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrustRootsTest {
  private static final String KEY =
      "sha256:00000000000000000000000000000000000000000000000000000000000000ff";
  private final Bytes root = new SampleBundles().rootCertificate();
  private final String pem = PemCertificates.encode(List.of(root));
  private final TrustRoots full =
      new TrustRoots(
          Set.of(root),
          Set.of(
              new DeviceRoot(EvidenceType.SMARTCARD_HSM, NitrokeyVectors.ROOT),
              shipped("Yubico YubiHSM Root CA")),
          Set.of(shipped("Yubico U2F Root CA Serial 457200631").encoding()),
          Set.of(new Origin("log.example/0123456789abcdef0123456789abcdef")),
          Map.of(Sha256.parse(KEY), Timestamp.parse("2026-11-21T01:02:03.456789Z")));

  private static DeviceRoot shipped(String name) {
    return VendorBundle.shipped().roots().stream()
        .filter(root -> root.certificate().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aTrustFileIsReadBackAsItWasWritten() throws TrustException {
    assertThat(TrustRoots.parse(full.encode())).isEqualTo(full);
    TrustRoots least = TrustRoots.ofSealingRoot(root);
    assertThat(TrustRoots.parse(least.encode())).isEqualTo(least);
  }

  @Test
  void oneRootCertificateIsTheShortForm() throws TrustException {
    assertThat(TrustRoots.ofSealingRoot(pem)).isEqualTo(TrustRoots.ofSealingRoot(root));
    assertThat(TrustRoots.ofSealingRoot(pem).pinnedOrigins()).isEmpty();
  }

  @Test
  void aRootFileWithoutExactlyOneCertificateIsRefused() {
    assertThatThrownBy(() -> TrustRoots.ofSealingRoot(pem + pem))
        .isInstanceOf(TrustException.class)
        .hasMessage(
            "root certificate: found 2 certificates, expected one;"
                + " several roots go into a trust file");
    assertThatThrownBy(() -> TrustRoots.ofSealingRoot(""))
        .isInstanceOf(TrustException.class)
        .hasMessageStartingWith("root certificate: pem holds no certificate");
    assertThatThrownBy(() -> TrustRoots.ofSealingRoot(pem.replace("CERTIFICATE", "PRIVATE KEY")))
        .isInstanceOf(TrustException.class)
        .hasMessageStartingWith("root certificate: pem line 1 is \"-----BEGIN PRIVATE KEY");
  }

  @Test
  void everyTruncationIsRefused() {
    Bytes whole = full.encode();
    for (int length = 0; length < whole.length(); length++) {
      Bytes cut = whole.slice(0, length);
      assertThatThrownBy(() -> TrustRoots.parse(cut))
          .isInstanceOf(TrustException.class)
          .hasMessageStartingWith("trust file: ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"enrolmentRoots", "timestampRoots", "witnessKeys"})
  void aPurposeThatIsNotJudgedIsRefusedRatherThanKept(String purpose) throws Exception {
    String text = full.encode().toUtf8().replace("{\"dev", "{\"%s\":[],\"dev".formatted(purpose));
    assertThatThrownBy(() -> TrustRoots.parse(Bytes.utf8(text)))
        .isInstanceOf(TrustException.class)
        .hasMessage(
            "trust file: /%s: unknown field \"%s\": this version judges no other purpose"
                .formatted(purpose, purpose));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trust.v1      | trust.v2      | /mediaType: found \"application/vnd.runseal.trust.v2+json\"",
        "sealingRoots  | roots         | field \"sealingRoots\" is missing",
        "[\"MII        | [\"AAI        | /sealingRoots/0: certificate is no DER certificate: ",
        "00ff          | 00FF          | /distrustAfter/0/key: digest is ",
        "456789Z       | 456Z          | /distrustAfter/0/after: time is ",
        "log.example/0 | log.example/X | /pinnedOrigins/0: origin is ",
        "smartcard-hsm | solo          | /deviceRoots/solo: unknown field \"solo\"",
        "smartcard-hsm | pkix          | /deviceRoots/pkix: unknown field \"pkix\": expected a family of devices whose makers vouch for them",
        "smartcard-hsm | yubikey-piv   | /deviceRoots/yubikey-piv/0: root is a card-verifiable certificate, expected X.509 in DER",
        "[\"fyGC       | [\"gyGC       | /deviceRoots/smartcard-hsm/0: certificate is no DER certificate: ",
        "{\"smartcard | {\"yubikey-piv\":[],\"smartcard | /deviceRoots/yubikey-piv: found no root: leave the field out to trust none"
      })
  void whatIsWrongIsRefused(String found, String instead, String message) throws Exception {
    String text = full.encode().toUtf8();
    assertThat(text).contains(found);
    assertThatThrownBy(() -> TrustRoots.parse(Bytes.utf8(text.replace(found, instead))))
        .isInstanceOf(TrustException.class)
        .hasMessageStartingWith("trust file: " + message);
  }

  @Test
  void aKeyThatIsDistrustedTwiceIsRefused() throws Exception {
    String text = full.encode().toUtf8();
    String entry = text.substring(text.indexOf("[{") + 1, text.indexOf("}]") + 1);
    assertThatThrownBy(() -> TrustRoots.parse(Bytes.utf8(text.replace(entry, entry + "," + entry))))
        .hasMessage("trust file: /distrustAfter/1/key: found \"%s\" again".formatted(KEY));
  }

  @Test
  void noRootAtAllIsRefused() throws Exception {
    String text = full.encode().toUtf8().replace("[\"" + root.toBase64() + "\"]", "[]");
    assertThatThrownBy(() -> TrustRoots.parse(Bytes.utf8(text)))
        .hasMessage("trust file: no sealing root is trusted, expected at least one");
  }

  @Test
  void aCertificateUnderTwoPurposesIsRefused() {
    Bytes maker = shipped("Yubico YubiHSM Root CA").encoding();
    var device = Set.of(new DeviceRoot(EvidenceType.YUBIHSM2, maker));
    assertThatThrownBy(
            () -> new TrustRoots(Set.of(root, maker), device, Set.of(), Set.of(), Map.of()))
        .hasMessage(
            "certificate %s is in \"sealingRoots\" and in \"deviceRoots\", expected it under one purpose"
                .formatted(Sha256.of(maker)));
    assertThatThrownBy(
            () -> new TrustRoots(Set.of(root), device, Set.of(maker), Set.of(), Map.of()))
        .hasMessageContaining(" is in \"deviceRoots\" and in \"enrolmentAuthorities\", ");
    assertThatThrownBy(
            () -> new TrustRoots(Set.of(root), Set.of(), Set.of(root), Set.of(), Map.of()))
        .hasMessageContaining(" is in \"sealingRoots\" and in \"enrolmentAuthorities\", ");
  }

  @Test
  void aMakersRootMayCountForSeveralOfHisFamilies() throws TrustException {
    Bytes maker = shipped("Yubico Attestation Root 1").encoding();
    var trust =
        new TrustRoots(
            Set.of(root),
            Set.of(
                new DeviceRoot(EvidenceType.YUBIHSM2, maker),
                new DeviceRoot(EvidenceType.YUBIKEY_PIV, maker)),
            Set.of(),
            Set.of(),
            Map.of());
    assertThat(TrustRoots.parse(trust.encode())).isEqualTo(trust);
    assertThat(trust.devices().of(EvidenceType.YUBIHSM2)).containsExactly(maker);
    assertThat(trust.devices().of(EvidenceType.YUBIKEY_PIV)).containsExactly(maker);
  }

  @Test
  void aRootCountsForItsFamilyAndTheSealingRootsForTheHostsWord() {
    DeviceRoots devices = full.devices();
    assertThat(devices.of(EvidenceType.SMARTCARD_HSM)).containsExactly(NitrokeyVectors.ROOT);
    assertThat(devices.of(EvidenceType.YUBIKEY_PIV)).isEmpty();
    assertThat(devices.of(EvidenceType.PKIX)).containsExactly(root);
    assertThat(devices.onTheWay()).isNotEmpty().doesNotContain(root, NitrokeyVectors.ROOT);
    assertThat(TrustRoots.ofSealingRoot(root).devices().of(EvidenceType.SMARTCARD_HSM)).isEmpty();
  }

  @Test
  void noMakerVouchesForTheHostsWord() {
    assertThatThrownBy(() -> new DeviceRoot(EvidenceType.PKIX, root))
        .hasMessage("pkix evidence is the host's word: no maker has a root for it");
    assertThatThrownBy(() -> new DeviceRoot(EvidenceType.SMARTCARD_HSM, root))
        .hasMessage("root is an X.509 certificate, expected a card-verifiable one (7F21)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"enrolmentAuthorities\":[] | /enrolmentAuthorities: found no authority: leave the field out to trust none",
        "\"deviceRoots\":{} | /deviceRoots: found no family: leave the field out to trust none",
        "\"deviceRoots\":[] | /deviceRoots: found an array, expected an object"
      })
  void anEmptyPurposeIsRefused(String member, String message) throws Exception {
    String text = TrustRoots.ofSealingRoot(root).encode().toUtf8();
    String changed = text.replaceFirst("\\{", "{" + member + ",");
    assertThatThrownBy(() -> TrustRoots.parse(Bytes.utf8(changed)))
        .hasMessage("trust file: " + message);
  }
}
