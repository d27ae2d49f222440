package dev.runseal.x509;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.TBSCertificate;

/**
 * What RFC 5280 asks of whoever issues a certificate, beyond what path validation looks at: the
 * rules that {@code openssl verify -x509_strict} adds, so that a chain which holds here holds
 * there. Formats §4, "The form of each".
 */
final class IssuedForm {
  private final TBSCertificate certificate;
  private final Optional<Extensions> extensions;
  private final Optional<BasicConstraints> constraints;
  private final String where;

  private IssuedForm(DerCertificate certificate, int at) {
    this.certificate = certificate.asn1().getTBSCertificate();
    this.extensions = Optional.ofNullable(this.certificate.getExtensions());
    this.constraints =
        find(Extension.basicConstraints)
            .map(found -> BasicConstraints.getInstance(found.getParsedValue()));
    this.where = "certificate %d, \"%s\", ".formatted(at, certificate.subject());
  }

  /** The path from the sealing certificate to the root, each issued by the next. */
  static void verify(List<DerCertificate> path) throws ChainException {
    for (int at = 0; at < path.size(); at++) {
      try {
        var form = new IssuedForm(path.get(at), at);
        form.verifyAlone();
        if (at + 1 < path.size()) {
          form.verifyIssuerName(path.get(at), path.get(at + 1));
          form.verifyIssuer(path.get(at + 1));
        }
      } catch (IllegalArgumentException | IllegalStateException e) {
        // The decoder's, where it looks into an extension only when asked to.
        throw new ChainException("certificate %d: %s".formatted(at, Excerpt.message(e)), e);
      }
    }
  }

  private void verifyAlone() throws ChainException {
    require(
        extensions.isEmpty() || certificate.getVersionNumber() == 3,
        "has extensions, which need version 3");
    require(certificate.getIssuer().size() > 0, "names no issuer");
    boolean isAuthority = constraints.isPresent() && constraints.get().isCA();
    boolean signsCertificates = usage().filter(u -> u.hasUsages(KeyUsage.keyCertSign)).isPresent();
    if (isAuthority) {
      verifyAuthority();
    } else {
      require(!signsCertificates, "has the key usage keyCertSign and is no CA's");
      require(
          constraints.isEmpty() || constraints.get().getPathLenConstraintInteger() == null,
          "limits a path and is no CA's");
    }
    for (var keyId : List.of(Extension.subjectKeyIdentifier, Extension.authorityKeyIdentifier)) {
      require(
          find(keyId).filter(Extension::isCritical).isEmpty(),
          "has a critical key identifier, expected one that is not");
    }
    verifyNames();
  }

  // spec: RFC 5280 §4.1.2.6, §4.2.1.2, §4.2.1.3, §4.2.1.9
  private void verifyAuthority() throws ChainException {
    require(certificate.getSubject().size() > 0, "is a CA's and names no subject");
    require(
        find(Extension.basicConstraints).filter(Extension::isCritical).isPresent(),
        "is a CA's and its basic constraints are not critical");
    require(usage().isPresent(), "is a CA's and has no key usage");
    require(subjectKeyId().isPresent(), "is a CA's and has no subject key identifier");
  }

  // spec: RFC 5280 §4.1.2.6, §4.2.1.6
  private void verifyNames() throws ChainException {
    Optional<Extension> alternative = find(Extension.subjectAlternativeName);
    if (alternative.isPresent()) {
      GeneralNames names = GeneralNames.getInstance(alternative.get().getParsedValue());
      require(names.getNames().length > 0, "has an empty subject alternative name");
    }
    require(
        certificate.getSubject().size() > 0
            || alternative.filter(Extension::isCritical).isPresent(),
        "names no subject, and its subject alternative name is not critical");
  }

  // spec: formats §4: "issuer and the next one's subject are the same bytes"
  private void verifyIssuerName(DerCertificate issued, DerCertificate issuer)
      throws ChainException {
    require(
        issued.namesAsIssuer(issuer),
        "is issued by \"%s\", expected the next one's name, \"%s\", byte for byte"
            .formatted(issued.issuer(), issuer.subject()));
  }

  // spec: RFC 5280 §4.2.1.1: the key identifier is there, and is the issuer's own
  private void verifyIssuer(DerCertificate issuer) throws ChainException {
    var authority =
        find(Extension.authorityKeyIdentifier)
            .map(found -> AuthorityKeyIdentifier.getInstance(found.getParsedValue()));
    byte[] named = authority.map(AuthorityKeyIdentifier::getKeyIdentifierOctets).orElse(null);
    if (authority.isEmpty() || named == null) {
      throw new ChainException(where + "has no authority key identifier, expected one");
    }
    Optional<Bytes> own = new IssuedForm(issuer, 0).subjectKeyId();
    require(
        own.isEmpty() || own.get().equals(Bytes.of(named)),
        "has the authority key identifier of another key than its issuer's");
    BigInteger serial = authority.get().getAuthorityCertSerialNumber();
    require(
        serial == null || serial.equals(issuer.platform().getSerialNumber()),
        "names another certificate of its issuer than the next");
  }

  private Optional<KeyUsage> usage() {
    return find(Extension.keyUsage).map(found -> KeyUsage.getInstance(found.getParsedValue()));
  }

  private Optional<Bytes> subjectKeyId() {
    return find(Extension.subjectKeyIdentifier)
        .map(found -> SubjectKeyIdentifier.getInstance(found.getParsedValue()))
        .map(id -> Bytes.of(id.getKeyIdentifier()));
  }

  private Optional<Extension> find(ASN1ObjectIdentifier oid) {
    return extensions.map(all -> all.getExtension(oid));
  }

  private void require(boolean holds, String problem) throws ChainException {
    if (!holds) {
      throw new ChainException(where + problem);
    }
  }
}
