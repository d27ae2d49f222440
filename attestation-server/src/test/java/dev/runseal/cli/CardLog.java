package dev.runseal.cli;

import dev.runseal.attestation.EncodedEvidence;
import dev.runseal.attestation.EvidenceType;
import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bundle.Bundle;
import dev.runseal.bytes.Bytes;
import dev.runseal.cvc.CvcIssuer;
import dev.runseal.cvc.CvcIssuer.Pair;
import dev.runseal.key.Origin;
import dev.runseal.key.SigningException;
import dev.runseal.key.SoftwareKey;
import dev.runseal.key.VerifyingKey;
import dev.runseal.server.ServerConfig;
import dev.runseal.server.TokenSection;
import dev.runseal.verify.SampleBundles;
import dev.runseal.x509.ChainIssuer;
import dev.runseal.x509.PemCertificates;
import dev.runseal.x509.TestChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * The files of a log whose key a made-up SmartCard-HSM made, under a maker's root of its own: what
 * the device answered, the key attestation without evidence, and the daemon's configuration.
 */
final class CardLog {
  private final Path directory;
  private final Pair key = Pair.ec("secp256r1");
  private final Pair maker = Pair.ec("brainpoolP256r1");
  private final Pair issuer = Pair.ec("brainpoolP256r1");
  private final Pair device = Pair.ec("brainpoolP256r1");

  CardLog(Path directory) {
    this.directory = directory;
  }

  /** Lays the files out; gives the log's origin. */
  Origin write() throws IOException, SigningException {
    VerifyingKey publicKey = VerifyingKey.parse(key.spki());
    Origin origin = Origin.of("runseal.test/card", publicKey);
    var rootKey = SoftwareKey.named("card log");
    var issues = new ChainIssuer(new SecureRandom());
    Bytes root = issues.root(rootKey, "Card log", TestChain.VALIDITY);
    Bytes leaf = issues.sealingCertificate(root, rootKey, origin, publicKey, TestChain.VALIDITY);
    var attestation = new KeyAttestation(origin, List.of(leaf, root), Optional.empty(), List.of());
    write("card-key.pem", new PemBlock("PUBLIC KEY", key.spki()).encode());
    write("card-log-root.pem", Bytes.utf8(PemCertificates.encode(List.of(root))));
    write("request.bin", CvcIssuer.request(key, device));
    write("request-of-another-key.bin", CvcIssuer.request(Pair.ec("secp256r1"), device));
    write(
        "devaut.bin",
        Bytes.concat(
            CvcIssuer.device(device).signedBy(issuer),
            CvcIssuer.deviceIssuer(issuer).signedBy(maker)));
    write("maker.cvc", CvcIssuer.root(maker).signedBy(maker));
    write("key-attestation.json", attestation.encode());
    var config =
        ServerConfig.of(
            origin.name(),
            directory.resolve("state"),
            directory.resolve("seal.sock"),
            new TokenSection(
                Path.of("/none.so"), TokenSection.Naming.LABEL, "none", "prompt", "sealing"),
            directory.resolve("key-attestation.json"));
    write("runseal.yaml", Bytes.utf8(config.render()));
    write("bundle.json", bundle(attestation).encode());
    Bundle seal = new SampleBundles().seal();
    write("minimal.json", Bundle.of(seal.statement(), seal.receipt()).encode());
    return origin;
  }

  /** What is in it need not hold: it is taken out as it stands. */
  private Bundle bundle(KeyAttestation attestation) throws IOException {
    Bytes card = Bytes.concat(read("request.bin"), read("devaut.bin"));
    var evidence =
        List.of(
            new EncodedEvidence(EvidenceType.SMARTCARD_HSM.mediaType(), card),
            new EncodedEvidence("application/vnd.example.vault", Bytes.utf8("vault")),
            new EncodedEvidence(EvidenceType.SMARTCARD_HSM.mediaType(), Bytes.utf8("cut")));
    var sample = new SampleBundles();
    return Bundle.of(sample.seal().statement(), sample.seal().receipt())
        .withKeyAttestation(
            new KeyAttestation(
                    attestation.log(), attestation.certificates(), Optional.empty(), evidence)
                .encode());
  }

  private Bytes read(String name) throws IOException {
    return Bytes.takingOwnership(Files.readAllBytes(directory.resolve(name)));
  }

  private void write(String name, Bytes content) throws IOException {
    Files.write(directory.resolve(name), content.toArray());
  }
}
