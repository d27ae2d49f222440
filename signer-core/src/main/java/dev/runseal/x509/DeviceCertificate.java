package dev.runseal.x509;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;

/**
 * A certificate that a device or its maker issued: DER, but for the octets in its extensions, where
 * makers write what they like. Parsed, and not believed until a {@link DeviceChain} ends in a root.
 */
public final class DeviceCertificate {
  private final DerCertificate certificate;

  private DeviceCertificate(DerCertificate certificate) {
    this.certificate = certificate;
  }

  /** The parse of {@code der}, which messages call {@code what}. */
  public static DeviceCertificate parse(Bytes der, String what) throws ChainException {
    return new DeviceCertificate(DerCertificate.parseAround(der, what));
  }

  public Bytes der() {
    return certificate.der();
  }

  /** The certified key, as its DER SubjectPublicKeyInfo. */
  public Bytes spki() {
    return SealingProfile.spki(certificate);
  }

  /** The subject's common name, where it has exactly one. */
  public Optional<String> findCommonName() {
    RDN[] names = certificate.asn1().getSubject().getRDNs(BCStyle.CN);
    if (names.length != 1 || names[0].isMultiValued()) {
      return Optional.empty();
    }
    ASN1Encodable value = names[0].getFirst().getValue();
    return value instanceof ASN1String text ? Optional.of(text.getString()) : Optional.empty();
  }

  /** The octets of an extension. */
  public Optional<Bytes> findExtension(String oid) {
    return find(new ASN1ObjectIdentifier(oid))
        .map(found -> Bytes.takingOwnership(found.getExtnValue().getOctets()));
  }

  /** For a message: the subject as text. */
  public String subject() {
    return certificate.subject();
  }

  /** For a message: the issuer as text. */
  public String issuer() {
    return certificate.issuer();
  }

  public Instant notBefore() {
    return certificate.platform().getNotBefore().toInstant();
  }

  public Instant notAfter() {
    return certificate.platform().getNotAfter().toInstant();
  }

  boolean namesAsIssuer(DeviceCertificate issuer) {
    return certificate.namesAsIssuer(issuer.certificate);
  }

  Optional<Extension> find(ASN1ObjectIdentifier oid) {
    return extensions().map(all -> all.getExtension(oid));
  }

  Optional<Extensions> extensions() {
    return Optional.ofNullable(certificate.asn1().getTBSCertificate().getExtensions());
  }

  X509Certificate platform() {
    return certificate.platform();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DeviceCertificate that && der().equals(that.der());
  }

  @Override
  public int hashCode() {
    return der().hashCode();
  }

  @Override
  public String toString() {
    return Excerpt.of(subject());
  }
}
