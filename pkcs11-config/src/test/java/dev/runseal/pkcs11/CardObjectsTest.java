package dev.runseal.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.attestation.DeviceRoots;
import dev.runseal.attestation.EncodedEvidence;
import dev.runseal.attestation.Evidence;
import dev.runseal.attestation.EvidenceSubject;
import dev.runseal.attestation.EvidenceType;
import dev.runseal.bytes.Bytes;
import dev.runseal.cvc.CvcIssuer;
import dev.runseal.cvc.CvcIssuer.Pair;
import dev.runseal.key.VerifyingKey;
import dev.runseal.testhsm.SharedObject;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A SmartCard-HSM's evidence is found where CardContact's module shows it. */
class CardObjectsTest {
  private static final String CURVE = "brainpoolP256r1";
  private static final Bytes ID = Bytes.of((byte) 0xce, (byte) 1);

  @TempDir Path directory;

  private final Pair root = Pair.ec(CURVE);
  private final Pair maker = Pair.ec(CURVE);
  private final Pair card = Pair.ec(CURVE);
  private final Pair key = Pair.ec("secp256r1");
  private final Bytes request = CvcIssuer.request(key, card);
  private final Bytes device = CvcIssuer.device(card).signedBy(maker);
  private final Bytes issuer = CvcIssuer.deviceIssuer(maker).signedBy(root);

  @Test
  void theRequestAndTheDevicesCertificatesAreReadFromTheirObjects() throws Exception {
    List<EncodedEvidence> evidence = collected(key, request, device, issuer);
    assertThat(evidence).hasSize(1);
    assertThat(evidence.getFirst().value()).isEqualTo(Bytes.concat(request, device, issuer));
    Bytes trusted = CvcIssuer.root(root).signedBy(root);
    var roots = new DeviceRoots(Map.of(EvidenceType.SMARTCARD_HSM, Set.of(trusted)), Set.of());
    Evidence.decode(EvidenceType.SMARTCARD_HSM, evidence.getFirst().value())
        .verify(
            new EvidenceSubject(key.spki(), Optional.empty()),
            roots,
            Instant.parse("2026-11-21T12:00:00Z"));
  }

  @Test
  void aKeyWithoutARequestGivesNothing() throws Exception {
    assertThat(collected(key, Bytes.EMPTY, device, issuer)).isEmpty();
  }

  @Test
  void aRequestForAnotherKeyIsLeftWhereItIs() throws Exception {
    assertThat(collected(Pair.ec("secp256r1"), request, device, issuer)).isEmpty();
  }

  @Test
  void whatNoReaderCouldAcceptIsLeftWhereItIs() throws Exception {
    assertThat(collected(key, request, device, Bytes.EMPTY)).isEmpty();
    assertThat(collected(key, request, Bytes.EMPTY, Bytes.EMPTY)).isEmpty();
    assertThat(collected(key, Bytes.utf8("x"), device, issuer)).isEmpty();
  }

  private List<EncodedEvidence> collected(Pair of, Bytes asked, Bytes ofDevice, Bytes ofIssuer)
      throws Exception {
    var facts = new KeyFacts("sealing", ID, VerifyingKey.parse(of.spki()), Map.of());
    try (Cryptoki module = Cryptoki.load(module(asked, ofDevice, ofIssuer));
        Session session = module.openSession(module.slots().getFirst())) {
      return VendorEvidence.collect(session, facts);
    }
  }

  private Path module(Bytes asked, Bytes ofDevice, Bytes ofIssuer) throws Exception {
    List<String> options =
        List.of(
            "-w",
            "-DID=" + octets(ID),
            "-DREQUEST=" + octets(asked),
            "-DDEVICE=" + octets(ofDevice),
            "-DISSUER=" + octets(ofIssuer));
    try (InputStream from = CardObjectsTest.class.getResourceAsStream("card-module.c")) {
      byte[] source = Objects.requireNonNull(from).readAllBytes();
      Path target = directory.resolve("card-%d.so".formatted(options.hashCode()));
      return SharedObject.compile(source, target, options);
    }
  }

  private static String octets(Bytes octets) {
    return octets.toHex().replaceAll("..", "0x$0,");
  }
}
