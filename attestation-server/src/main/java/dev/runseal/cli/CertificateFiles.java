package dev.runseal.cli;

import dev.runseal.attestation.AttestationException;
import dev.runseal.attestation.EncodedEvidence;
import dev.runseal.attestation.Evidence;
import dev.runseal.attestation.EvidenceType;
import dev.runseal.attestation.KeyAttestation;
import dev.runseal.attestation.VendorPart;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.x509.PemCertificates;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * A key attestation as files of other people's tools: the chain in PEM, and each device's evidence
 * as its maker writes it. Taken out as it stands; nothing of it is judged here.
 */
final class CertificateFiles {
  /** A file to be written, and what it is. */
  record Written(String name, Bytes content, String about) {}

  private final List<Written> files = new ArrayList<>();

  private CertificateFiles() {}

  static List<Written> of(KeyAttestation attestation) throws CommandException {
    var all = new CertificateFiles();
    all.chain(attestation.certificates());
    int number = 0;
    for (EncodedEvidence entry : attestation.evidence()) {
      number++;
      all.evidence(number, entry);
    }
    return List.copyOf(all.files);
  }

  private void chain(List<Bytes> certificates) throws CommandException {
    Optional<Bytes> root = Optional.of(certificates.getLast()).filter(CertificateFiles::isRoot);
    List<Bytes> chain =
        root.isPresent() ? certificates.subList(0, certificates.size() - 1) : certificates;
    if (chain.isEmpty()) {
      throw CommandException.failed(
          "the key attestation holds a root certificate alone, expected a sealing certificate");
    }
    Bytes key = keyOf(chain.getFirst());
    files.add(
        new Written(
            "key.pem",
            new PemBlock("PUBLIC KEY", key).encode(),
            "the sealing key, " + Sha256.of(key)));
    files.add(
        new Written(
            "chain.pem",
            Bytes.utf8(PemCertificates.encode(chain)),
            "its certificate"
                + (chain.size() > 1
                    ? " and %d on the way to the root".formatted(chain.size() - 1)
                    : "")));
    root.ifPresent(der ->
        files.add(
            new Written(
                "root.pem",
                Bytes.utf8(PemCertificates.encode(List.of(der))),
                "the root that it brings along, %s: compare with the one that you got beforehand"
                    .formatted(Sha256.of(der)))));
  }

  private void evidence(int number, EncodedEvidence entry) {
    Optional<EvidenceType> type = EvidenceType.findByMediaType(entry.mediaType());
    if (type.isEmpty()) {
      raw(number, entry, "this version doesn't know its type");
      return;
    }
    try {
      for (VendorPart part : Evidence.decode(type.get(), entry.value()).parts()) {
        String name = "%d-%s-%s".formatted(number, type.get().text(), part.name());
        files.add(vendors(name, type.get(), part));
      }
    } catch (AttestationException e) {
      raw(number, entry, String.valueOf(e.getMessage()));
    }
  }

  private void raw(int number, EncodedEvidence entry, String why) {
    files.add(
        new Written(
            "%d-evidence.bin".formatted(number),
            entry.value(),
            "evidence of type %s as it stands: %s".formatted(entry.mediaType(), why)));
  }

  private static Written vendors(String name, EvidenceType type, VendorPart part) {
    String about = "%s evidence: %s".formatted(type.text(), part.name());
    if (type == EvidenceType.SMARTCARD_HSM) {
      return new Written(name + ".cvc", part.content(), about);
    }
    String block = VendorFile.isCertificate(part.content(), type) ? "CERTIFICATE" : "EVIDENCE";
    return new Written(name + ".pem", new PemBlock(block, part.content()).encode(), about);
  }

  private static boolean isRoot(Bytes der) {
    try {
      var certificate = new X509CertificateHolder(der.toArray());
      return certificate.getIssuer().equals(certificate.getSubject());
    } catch (IOException e) {
      return false; // what it is instead, keyOf says if it matters
    }
  }

  private static Bytes keyOf(Bytes der) throws CommandException {
    try {
      return Bytes.takingOwnership(
          new X509CertificateHolder(der.toArray())
              .getSubjectPublicKeyInfo()
              .getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw CommandException.failed(
          "the key attestation's first certificate can't be read: " + e.getMessage(), e);
    }
  }
}
