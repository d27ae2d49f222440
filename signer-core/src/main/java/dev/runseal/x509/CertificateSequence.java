package dev.runseal.x509;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;

/**
 * A leaf with those that issued it, as a key attestation carries it: a DER SEQUENCE OF Certificate,
 * each followed by one that bears its issuer's name. A root is the reader's to bring, so none that
 * issued itself is let in. Nothing is verified here.
 */
public record CertificateSequence(List<DeviceCertificate> certificates) {
  public static final int MAX_LENGTH = 1 << 16;
  public static final int MAX_CERTIFICATES = 8;

  /** Of the tag and length that stand before as many bytes. */
  private static final int HEAD_LENGTH = 4;

  public CertificateSequence {
    certificates = List.copyOf(certificates);
    if (certificates.isEmpty() || certificates.size() > MAX_CERTIFICATES) {
      throw new IllegalArgumentException(
          "found %d certificates, expected 1 to %d"
              .formatted(certificates.size(), MAX_CERTIFICATES));
    }
    int length = certificates.stream().mapToInt(each -> each.der().length()).sum();
    if (length > MAX_LENGTH - HEAD_LENGTH) {
      throw new IllegalArgumentException(
          "certificates have %d bytes, expected at most %d"
              .formatted(length, MAX_LENGTH - HEAD_LENGTH));
    }
    for (int i = 0; i < certificates.size(); i++) {
      DeviceCertificate each = certificates.get(i);
      if (each.isSelfIssued()) {
        throw new IllegalArgumentException(
            "certificate %d, \"%s\", issued itself, expected no root among them"
                .formatted(i, each.subject()));
      }
      if (i + 1 < certificates.size() && !each.namesAsIssuer(certificates.get(i + 1))) {
        throw new IllegalArgumentException(
            "certificate %d, \"%s\", is issued by \"%s\", expected the next one, \"%s\""
                .formatted(i, each.subject(), each.issuer(), certificates.get(i + 1).subject()));
      }
    }
  }

  /** Reads exactly what {@link #encode} writes. */
  public static CertificateSequence decode(Bytes der) throws ChainException {
    if (der.length() > MAX_LENGTH) {
      throw new ChainException(
          "certificates have %d bytes, expected at most %d".formatted(der.length(), MAX_LENGTH));
    }
    try {
      if (!(ASN1Primitive.fromByteArray(der.toArray()) instanceof ASN1Sequence elements)
          || elements.size() > MAX_CERTIFICATES) {
        throw new ChainException(
            "certificates are no DER SEQUENCE of 1 to %d of them".formatted(MAX_CERTIFICATES));
      }
      List<DeviceCertificate> certificates = new ArrayList<>();
      for (ASN1Encodable element : elements) {
        certificates.add(
            DeviceCertificate.parse(
                Bytes.takingOwnership(element.toASN1Primitive().getEncoded(ASN1Encoding.DER)),
                "certificate " + certificates.size()));
      }
      var sequence = new CertificateSequence(certificates);
      if (!sequence.encode().equals(der)) {
        throw new ChainException("certificates are a SEQUENCE, but not in DER");
      }
      return sequence;
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      throw new ChainException("certificates: " + Excerpt.message(e), e);
    }
  }

  /**
   * The leaf with those of the others that lead away from it, in whatever order they came. Where
   * several bear the name of an issuer, one whose key signed is preferred.
   */
  public static CertificateSequence lead(
      DeviceCertificate leaf, Collection<DeviceCertificate> others) {
    List<DeviceCertificate> path = new ArrayList<>(List.of(leaf));
    Optional<DeviceCertificate> next = Optional.of(leaf);
    while (next.isPresent() && path.size() < MAX_CERTIFICATES) {
      DeviceCertificate last = next.get();
      List<DeviceCertificate> named =
          others.stream()
              .filter(last::namesAsIssuer)
              .filter(each -> !each.isSelfIssued() && !path.contains(each))
              .toList();
      Predicate<DeviceCertificate> signed = issuer -> issuer.signed(last);
      next = named.stream().filter(signed).findFirst().or(() -> named.stream().findFirst());
      next.ifPresent(path::add);
    }
    return new CertificateSequence(path);
  }

  public Bytes encode() {
    try {
      var elements = new ASN1Encodable[certificates.size()];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = ASN1Primitive.fromByteArray(certificates.get(i).der().toArray());
      }
      return Bytes.takingOwnership(new DERSequence(elements).getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new AssertionError("a certificate that was parsed is DER", e);
    }
  }

  public DeviceCertificate leaf() {
    return certificates.getFirst();
  }

  /** All but the leaf. */
  public List<DeviceCertificate> issuers() {
    return certificates.subList(1, certificates.size());
  }
}
