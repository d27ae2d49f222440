package dev.runseal.x509;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
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

  /** Whether the certified key is an RSA key, by its own algorithm identifier. */
  public boolean isRsa() {
    return PKCSObjectIdentifiers.rsaEncryption.equals(
        certificate.asn1().getSubjectPublicKeyInfo().getAlgorithm().getAlgorithm());
  }

  /** The subject's common name, where it has exactly one. */
  public Optional<String> findCommonName() {
    RDN[] names = certificate.asn1().getSubject().getRDNs(BCStyle.CN);
    if (names.length != 1 || names[0].isMultiValued()) {
      return Optional.empty();
    }
    try {
      ASN1Encodable value = names[0].getFirst().getValue();
      return value instanceof ASN1String text ? Optional.of(text.getString()) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // the octets are not of the encoding that they are said to be of
    }
  }

  /** The octets of an extension. */
  public Optional<Bytes> findExtension(String oid) {
    return find(new ASN1ObjectIdentifier(oid))
        .map(found -> Bytes.takingOwnership(found.getExtnValue().getOctets()));
  }

  /** The extended key usages, by their identifiers; none where there is no such extension. */
  public Set<String> extendedUses() throws ChainException {
    try {
      List<String> uses = certificate.platform().getExtendedKeyUsage();
      return uses == null ? Set.of() : Set.copyOf(uses);
    } catch (CertificateParsingException e) {
      throw new ChainException(
          "certificate \"%s\" has an extended key usage that can't be read: %s"
              .formatted(subject(), Excerpt.message(e)),
          e);
    }
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

  /** Whether basic constraints call it a CA's. */
  public boolean isAuthority() throws ChainException {
    try {
      return findConstraints().filter(BasicConstraints::isCA).isPresent();
    } catch (IllegalArgumentException | IllegalStateException e) {
      // The decoder's, where it looks into an extension only when asked to.
      throw new ChainException(
          "certificate \"%s\": %s".formatted(subject(), Excerpt.message(e)), e);
    }
  }

  boolean namesAsIssuer(DeviceCertificate issuer) {
    return certificate.namesAsIssuer(issuer.certificate);
  }

  boolean isSelfIssued() {
    return certificate.isSelfIssued();
  }

  /** Whether this one's key made the other's signature; says nothing of whether it may. */
  boolean signed(DeviceCertificate issued) {
    try {
      issued.platform().verify(platform().getPublicKey());
      return true;
    } catch (GeneralSecurityException | ProviderException e) {
      return false;
    }
  }

  Optional<BasicConstraints> findConstraints() {
    return find(Extension.basicConstraints)
        .map(found -> BasicConstraints.getInstance(found.getParsedValue()));
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
