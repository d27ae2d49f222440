package dev.runseal.pkcs11;

import static dev.runseal.pkcs11.TokenScene.NOW;
import static dev.runseal.pkcs11.TokenScene.PLAN;
import static dev.runseal.pkcs11.TokenScene.SEALING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.attestation.Custody;
import dev.runseal.attestation.CustodyLevel;
import dev.runseal.attestation.DeviceRoots;
import dev.runseal.attestation.EncodedEvidence;
import dev.runseal.attestation.Evidence;
import dev.runseal.attestation.EvidenceSubject;
import dev.runseal.attestation.EvidenceType;
import dev.runseal.bytes.Bytes;
import dev.runseal.testhsm.SoftHsm;
import dev.runseal.x509.CompanyAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A YubiKey's certificates as ykcs11 shows them, on a token of SoftHSM's: the key is the token's
 * own, and a root of the test's stands in for Yubico's.
 */
final class VendorEvidenceTest {
  private static final String ARC = "1.3.6.1.4.1.41482.3.";
  private static final String DEVICE_LABEL = "X.509 Certificate for PIV Attestation";
  private static final String SLOT_LABEL = DEVICE_LABEL + " 9c";
  private static final Bytes DEVICE_ID = Bytes.of((byte) 25);
  private static final CompanyAuthority ROOT = CompanyAuthority.named("test root of a maker");
  private static final CompanyAuthority DEVICE = CompanyAuthority.named("Yubico PIV Attestation");

  @TempDir private Path directory;
  private TokenScene scene;

  @BeforeEach
  void makeTokens() {
    scene = new TokenScene(SoftHsm.create(), directory);
  }

  @AfterEach
  void removeTokens() {
    scene.close();
  }

  @Test
  void aDeviceThatShowsNothingGivesNothing() throws Exception {
    scene.holdCeremony();

    assertThat(collected()).isEmpty();
  }

  @Test
  void theSlotAndItsDeviceAreReadBesideTheKey() throws Exception {
    CeremonyResult result = scene.holdCeremony();
    put(SLOT_LABEL, result.sealing().id(), slot(keysOf(result)));
    put(DEVICE_LABEL, DEVICE_ID, device());

    List<EncodedEvidence> evidence = collected();

    assertThat(evidence)
        .extracting(EncodedEvidence::mediaType)
        .containsExactly("application/vnd.runseal.yubikey-piv");
    assertThat(judged(evidence.getFirst(), result).level()).isEqualTo(CustodyLevel.DEVICE_ATTESTED);
  }

  @Test
  void theKeysOwnCertificateIsStillFound() throws Exception {
    CeremonyResult result = scene.holdCeremony();
    put(SLOT_LABEL, result.sealing().id(), slot(keysOf(result)));
    put(DEVICE_LABEL, DEVICE_ID, device());

    try (Token daemon = scene.openDaemon()) {
      assertThat(daemon.findCertificate(SEALING)).contains(result.sealingCertificate());
      TokenScene.signAndVerify(daemon.key(TokenKey.Role.SEALING, SEALING), result.log(), 1);
    }
  }

  @Test
  void withoutTheDevicesCertificateTheSlotsIsReadAlone() throws Exception {
    CeremonyResult result = scene.holdCeremony();
    put(SLOT_LABEL, result.sealing().id(), slot(keysOf(result)));

    assertThat(Evidence.decode(EvidenceType.YUBIKEY_PIV, collected().getFirst().value()).parts())
        .hasSize(1);
  }

  @Test
  void whatIsNotAboutTheKeyIsLeftWhereItIs() throws Exception {
    CeremonyResult result = scene.holdCeremony();
    put(DEVICE_LABEL, DEVICE_ID, device());
    put(SLOT_LABEL, result.sealing().id(), slot(CompanyAuthority.p256()));
    put(DEVICE_LABEL + " 9a", Bytes.of((byte) 1), slot(keysOf(result)));

    assertThat(collected()).isEmpty();
  }

  @Test
  void whatCannotBeReadIsLeftWhereItIs() throws Exception {
    CeremonyResult result = scene.holdCeremony();
    put(
        SLOT_LABEL,
        result.sealing().id(),
        DEVICE.issue("YubiKey PIV Attestation 9c", keysOf(result)).sign());

    assertThat(collected()).isEmpty();
  }

  @Test
  void aCeremonyTakesWhatTheDeviceSaysIntoTheKeyAttestation() throws Exception {
    CeremonyResult result =
        scene.ceremony(
            PLAN,
            step -> {
              if (step == Ceremony.Step.STORE_SEALING_CERTIFICATE) {
                attestAsADeviceWould();
              }
            });

    List<EncodedEvidence> evidence =
        result.attestation().evidence().stream()
            .filter(each -> each.mediaType().equals(EvidenceType.YUBIKEY_PIV.mediaType()))
            .toList();
    assertThat(evidence).hasSize(1);
    assertThat(judged(evidence.getFirst(), result).level()).isEqualTo(CustodyLevel.DEVICE_ATTESTED);
  }

  /** By another program, as the module of a device would by itself. */
  private void attestAsADeviceWould() {
    try {
      Path spki = directory.resolve("sealing.spki");
      Path slot = directory.resolve("slot.der");
      Path device = directory.resolve("device.der");
      String listed =
          scene.pkcs11Tool(
              scene.daemonToken(), "--list-objects", "--type", "pubkey", "--label", "sealing");
      String id =
          listed.lines().filter(line -> line.strip().startsWith("ID:")).findFirst().orElseThrow();
      id = id.substring(id.indexOf(':') + 1).strip();
      scene.pkcs11Tool(
          scene.daemonToken(),
          "--read-object",
          "--type",
          "pubkey",
          "--label",
          "sealing",
          "--output-file",
          spki.toString());
      Files.write(slot, slot(keys(Bytes.of(Files.readAllBytes(spki)))).toArray());
      Files.write(device, device().toArray());
      write(slot, SLOT_LABEL, id);
      write(device, DEVICE_LABEL, DEVICE_ID.toHex());
    } catch (Exception e) {
      throw new AssertionError("the token was not given its certificates", e);
    }
  }

  private void write(Path certificate, String label, String id) throws Exception {
    scene.pkcs11Tool(
        scene.daemonToken(),
        "--write-object",
        certificate.toString(),
        "--type",
        "cert",
        "--label",
        label,
        "--id",
        id);
  }

  private void put(String label, Bytes id, Bytes certificate) throws TokenException {
    scene.onDaemonToken(
        opened -> opened.session().create(TokenCertificates.template(label, id, certificate)));
  }

  private List<EncodedEvidence> collected() throws TokenException {
    List<EncodedEvidence> evidence = new ArrayList<>();
    scene.onDaemonToken(opened ->
        evidence.addAll(VendorEvidence.collect(opened, opened.objects().key(SEALING).facts())));
    return evidence;
  }

  private static Custody judged(EncodedEvidence evidence, CeremonyResult result) throws Exception {
    var roots =
        new DeviceRoots(Map.of(EvidenceType.YUBIKEY_PIV, Set.of(ROOT.root(1).sign())), Set.of());
    return Evidence.decode(EvidenceType.YUBIKEY_PIV, evidence.value())
        .verify(
            new EvidenceSubject(result.sealing().publicKey().spki(), Optional.of(result.log())),
            roots,
            NOW);
  }

  private static Bytes slot(KeyPair keys) {
    return DEVICE
        .issue("YubiKey PIV Attestation 9c", keys)
        .withOctets(ARC + 3, false, Bytes.parseHex("050704"))
        .withOctets(ARC + 7, false, Bytes.parseHex("020400bc614e"))
        .withOctets(ARC + 8, false, Bytes.parseHex("0301"))
        .withOctets(ARC + 9, false, Bytes.parseHex("03"))
        .sign();
  }

  private static Bytes device() {
    return ROOT.ca(DEVICE, 0).withOctets(ARC + 3, false, Bytes.parseHex("050704")).sign();
  }

  private static KeyPair keysOf(CeremonyResult result) throws GeneralSecurityException {
    return keys(result.sealing().publicKey().spki());
  }

  /** The public half alone: the other is the token's. */
  private static KeyPair keys(Bytes spki) throws GeneralSecurityException {
    return new KeyPair(
        KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(spki.toArray())), null);
  }
}
