package dev.runseal.attestation;

import dev.runseal.attestation.AttestationException.Reason;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import dev.runseal.key.BadSignatureException;
import dev.runseal.key.EcdsaSignature;
import dev.runseal.tpm.Certification;
import dev.runseal.tpm.CertifiedKey;
import dev.runseal.tpm.TpmException;
import dev.runseal.tpm.TpmHash;
import dev.runseal.tpm.TpmPublic;
import dev.runseal.tpm.TpmSignature;
import dev.runseal.tpm.TpmWriter;
import dev.runseal.x509.ChainException;
import dev.runseal.x509.DeviceCertificate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.Certificate;

/**
 * Evidence of TPM2_Certify as it travels, and out of the files that tools leave behind. In a key
 * attestation: DER {@code SEQUENCE { attest, public, signature OCTET STRING, ak [0] EXPLICIT OCTET
 * STRING OPTIONAL, certificates SEQUENCE OF Certificate }}.
 */
final class TpmCertifyFiles {
  private static final Bytes MAGIC = new TpmWriter().uint32(Certification.MAGIC).bytes();
  private static final int DER_SEQUENCE = 0x30;
  private static final int MAX_CERTIFICATES = 8;

  private TpmCertifyFiles() {}

  static TpmCertifyEvidence decode(Bytes value) throws AttestationException {
    try {
      ASN1Primitive parsed = ASN1Primitive.fromByteArray(value.toArray());
      if (!(parsed instanceof ASN1Sequence parts && (parts.size() == 4 || parts.size() == 5))) {
        throw AttestationException.malformed(
            "expected a SEQUENCE of attestation, public area, signature, perhaps the signer's, and certificates");
      }
      boolean signer = parts.size() == 5;
      Optional<TpmPublic> signerArea =
          signer
              ? Optional.of(
                  TpmPublic.parse(
                      octets(
                          ASN1TaggedObject.getInstance(parts.getObjectAt(3), 128, 0)
                              .getExplicitBaseObject())))
              : Optional.empty();
      var certified =
          new CertifiedKey(
              octets(parts.getObjectAt(0)),
              TpmPublic.parse(octets(parts.getObjectAt(1))),
              TpmSignature.parse(octets(parts.getObjectAt(2))),
              signerArea);
      var evidence =
          new TpmCertifyEvidence(
              certified, certificates(ASN1Sequence.getInstance(parts.getObjectAt(signer ? 4 : 3))));
      if (!encode(evidence).equals(value)) {
        throw AttestationException.malformed("it is not in DER");
      }
      return evidence;
    } catch (TpmException | ChainException e) {
      throw malformed(String.valueOf(e.getMessage()), e);
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      throw malformed(Excerpt.message(e), e);
    }
  }

  static Bytes encode(TpmCertifyEvidence evidence) {
    CertifiedKey certified = evidence.certified();
    var parts = new ASN1EncodableVector();
    parts.add(octetString(certified.certification()));
    parts.add(octetString(certified.key().encode()));
    parts.add(octetString(certified.signature().encode()));
    certified
        .signer()
        .ifPresent(area -> parts.add(new DERTaggedObject(true, 0, octetString(area.encode()))));
    var certificates = new ASN1EncodableVector();
    evidence
        .certificates()
        .forEach(each -> certificates.add(Certificate.getInstance(each.der().toArray())));
    parts.add(new DERSequence(certificates));
    try {
      return Bytes.takingOwnership(new DERSequence(parts).getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new AssertionError("encoding into memory does no input or output", e);
    }
  }

  /**
   * From single files in any order: the attestation, the key's public area with or without its
   * length, the signature in a TPM's frame or without, certificates, and perhaps the public area of
   * the key that signed.
   */
  static TpmCertifyEvidence gather(Set<Bytes> parts) throws AttestationException {
    List<Bytes> attestations = new ArrayList<>();
    List<DeviceCertificate> certificates = new ArrayList<>();
    List<TpmPublic> areas = new ArrayList<>();
    List<Bytes> rest = new ArrayList<>();
    for (Bytes part : parts) {
      Bytes bare = withoutLength(part);
      Optional<TpmPublic> area = findArea(bare);
      if (bare.startsWith(MAGIC)) {
        attestations.add(bare);
      } else if (area.isPresent()) {
        areas.add(area.get());
      } else if (isDer(part) && !isEcdsa(part)) {
        certificates.add(certificate(part));
      } else {
        rest.add(part);
      }
    }
    if (parts.size() == 1 && certificates.isEmpty() && attestations.isEmpty()) {
      return decode(parts.iterator().next());
    }
    requireOne("attestation (TPMS_ATTEST)", attestations.size());
    requireOne("signature", rest.size());
    Bytes name;
    try {
      name = Certification.parse(attestations.getFirst()).name();
    } catch (TpmException e) {
      throw malformed(String.valueOf(e.getMessage()), e);
    }
    List<TpmPublic> certified = areas.stream().filter(area -> area.name().equals(name)).toList();
    List<TpmPublic> others = areas.stream().filter(area -> !area.name().equals(name)).toList();
    // With a single public area that is not the one, say later by which name it goes.
    TpmPublic key = certified.isEmpty() && others.size() == 1 ? others.getFirst() : one(certified);
    if (certificates.isEmpty()) {
      throw AttestationException.malformed(
          "found no certificate, expected the attestation key's and its issuers'");
    }
    List<DeviceCertificate> path = leafFirst(certificates);
    Optional<TpmPublic> signer = others.stream().filter(area -> !area.equals(key)).findFirst();
    return new TpmCertifyEvidence(
        new CertifiedKey(
            attestations.getFirst(),
            key,
            signature(rest.getFirst(), path.getFirst(), attestations.getFirst()),
            signer),
        path);
  }

  private static TpmPublic one(List<TpmPublic> areas) throws AttestationException {
    requireOne("public area (TPMT_PUBLIC) of the attested key", areas.size());
    return areas.getFirst();
  }

  private static void requireOne(String what, int found) throws AttestationException {
    if (found != 1) {
      throw AttestationException.malformed("found %d of %s, expected one".formatted(found, what));
    }
  }

  /** The one that issued none of the others; of several, the first. */
  private static List<DeviceCertificate> leafFirst(List<DeviceCertificate> certificates) {
    DeviceCertificate leaf =
        certificates.stream()
            .filter(each ->
                certificates.stream()
                    .noneMatch(
                        other -> !other.equals(each) && other.issuer().equals(each.subject())))
            .findFirst()
            .orElse(certificates.getFirst());
    return Stream.concat(Stream.of(leaf), certificates.stream().filter(each -> !each.equals(leaf)))
        .toList();
  }

  /**
   * A signature without a TPM's frame does not say which it is: the one that verifies, or else one
   * that will be refused.
   */
  private static TpmSignature signature(
      Bytes found, DeviceCertificate attester, Bytes certification) throws AttestationException {
    try {
      return TpmSignature.parse(found);
    } catch (TpmException e) {
      List<TpmSignature> candidates = new ArrayList<>();
      for (TpmHash hash : List.of(TpmHash.SHA256, TpmHash.SHA384, TpmHash.SHA512, TpmHash.SHA1)) {
        if (isDer(found)) {
          candidates.add(TpmSignature.Ecdsa.ofDer(hash, ecdsa(found)));
        } else {
          candidates.add(new TpmSignature.Rsassa(hash, found));
          candidates.add(new TpmSignature.RsaPss(hash, found));
        }
      }
      return candidates.stream()
          .filter(each -> verifies(each, attester.spki(), certification))
          .findFirst()
          .orElse(candidates.getFirst());
    }
  }

  /** Only chooses among readings of the same bytes: {@code verify} looks again. */
  private static boolean verifies(TpmSignature signature, Bytes spki, Bytes certification) {
    try {
      signature.verify(CertifiedKey.publicKey(spki), certification);
      return true;
    } catch (TpmException e) {
      return false;
    }
  }

  private static Bytes withoutLength(Bytes part) {
    int length = part.length();
    boolean sized = length > 2 && ((part.at(0) & 0xff) << 8 | (part.at(1) & 0xff)) == length - 2;
    return sized ? part.slice(2, length) : part;
  }

  private static Optional<TpmPublic> findArea(Bytes bare) {
    try {
      return Optional.of(TpmPublic.parse(bare));
    } catch (TpmException e) {
      return Optional.empty();
    }
  }

  private static boolean isDer(Bytes part) {
    return part.length() > 0 && part.at(0) == DER_SEQUENCE;
  }

  private static boolean isEcdsa(Bytes part) {
    try {
      EcdsaSignature.parse(part);
      return true;
    } catch (BadSignatureException e) {
      return false;
    }
  }

  private static EcdsaSignature ecdsa(Bytes part) throws AttestationException {
    try {
      return EcdsaSignature.parse(part);
    } catch (BadSignatureException e) {
      throw malformed(String.valueOf(e.getMessage()), e);
    }
  }

  private static DeviceCertificate certificate(Bytes der) throws AttestationException {
    try {
      return DeviceCertificate.parse(der, "certificate");
    } catch (ChainException e) {
      throw malformed(String.valueOf(e.getMessage()), e);
    }
  }

  private static List<DeviceCertificate> certificates(ASN1Sequence sequence)
      throws ChainException, IOException, AttestationException {
    if (sequence.size() < 1 || sequence.size() > MAX_CERTIFICATES) {
      throw AttestationException.malformed(
          "found %d certificates, expected 1 to %d".formatted(sequence.size(), MAX_CERTIFICATES));
    }
    List<DeviceCertificate> certificates = new ArrayList<>();
    for (var each : sequence) {
      Bytes der = Bytes.takingOwnership(each.toASN1Primitive().getEncoded(ASN1Encoding.DER));
      certificates.add(DeviceCertificate.parse(der, "certificate " + certificates.size()));
    }
    return certificates;
  }

  private static Bytes octets(Object value) {
    return Bytes.of(ASN1OctetString.getInstance(value).getOctets());
  }

  private static DEROctetString octetString(Bytes value) {
    return new DEROctetString(value.toArray());
  }

  private static AttestationException malformed(String message, Exception cause) {
    return new AttestationException(Reason.MALFORMED, message, cause);
  }
}
