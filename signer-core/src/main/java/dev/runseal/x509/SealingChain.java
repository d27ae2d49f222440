package dev.runseal.x509;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import dev.runseal.key.Origin;
import dev.runseal.key.VerifyingKey;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;

/**
 * A sealing certificate with the path to a root that the reader trusts: valid by RFC 5280 at one
 * moment, and of the profile of formats §4. Revocation is not looked up: there is nobody to ask
 * offline, and {@code distrustAfter} of the reader's trust file says it instead.
 */
public final class SealingChain {
  private final List<Bytes> certificates;
  private final Origin origin;
  private final VerifyingKey sealingKey;

  private SealingChain(List<Bytes> certificates, SealingProfile.Subject subject) {
    this.certificates = certificates;
    this.origin = subject.origin();
    this.sealingKey = subject.key();
  }

  /**
   * Validates DER certificates, the sealing key's first, each issued by the next, and the last
   * either one of the roots byte for byte or issued by one. The root itself is held to RFC 5280
   * too: a root that has expired carries nothing.
   */
  public static SealingChain validate(List<Bytes> certificates, Set<Bytes> roots, Instant at)
      throws ChainException {
    if (certificates.isEmpty()) {
      throw new ChainException("chain is empty, expected a sealing certificate");
    }
    List<DerCertificate> path = new ArrayList<>();
    for (Bytes der : certificates) {
      path.add(DerCertificate.parse(der, "certificate " + path.size()));
    }
    DerCertificate last = path.getLast();
    if (!roots.contains(last.der())) {
      path.add(trustedIssuer(last, roots));
    }
    if (path.size() == 1) {
      throw new ChainException(
          "chain is a trusted root alone, expected a sealing certificate issued under it");
    }
    verifyPath(path, at);
    IssuedForm.verify(path);
    return new SealingChain(
        path.stream().map(DerCertificate::der).toList(), SealingProfile.verify(path.getFirst()));
  }

  /**
   * Whether this is a certificate as a chain may hold it: DER in its one spelling (formats §4, rule
   * 1). A root with a second spelling would never be the one that a chain ends in.
   */
  public static void verifyCertificate(Bytes der) throws ChainException {
    DerCertificate.parse(der, "certificate");
  }

  public VerifyingKey sealingKey() {
    return sealingKey;
  }

  /** The log that the certificate names, and whose name ends in the key's hash. */
  public Origin origin() {
    return origin;
  }

  /** The whole path in DER: the sealing certificate first, the trusted root last. */
  public List<Bytes> certificates() {
    return certificates;
  }

  public Bytes root() {
    return certificates.getLast();
  }

  private static DerCertificate trustedIssuer(DerCertificate last, Set<Bytes> roots)
      throws ChainException {
    boolean nameKnown = false;
    for (Bytes each : roots) {
      DerCertificate root = DerCertificate.parse(each, "trusted root");
      if (last.namesAsIssuer(root)) {
        nameKnown = true;
        if (isIssuer(root, last)) {
          return root;
        }
      }
    }
    throw new ChainException(
        nameKnown
            ? "certificate \"%s\" names a trusted root, \"%s\", but that root's key did not sign it"
                .formatted(last.subject(), last.issuer())
            : "certificate \"%s\" is no trusted root, and none of the %d trusted roots is its issuer \"%s\""
                .formatted(last.subject(), roots.size(), last.issuer()));
  }

  /** Only finds the candidate: the path validation then verifies this signature again. */
  private static boolean isIssuer(DerCertificate root, DerCertificate issued) {
    try {
      issued.platform().verify(root.platform().getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static void verifyPath(List<DerCertificate> path, Instant at) throws ChainException {
    DerCertificate root = path.getLast();
    if (!root.isSelfIssued()) {
      throw new ChainException(
          "trusted root \"%s\" is issued by \"%s\", expected a self-issued certificate"
              .formatted(root.subject(), root.issuer()));
    }
    try {
      // With the root in the path as well as the anchor, its dates and constraints are checked too.
      CertPath certPath =
          CertificateFactory.getInstance("X.509")
              .generateCertPath(path.stream().map(DerCertificate::platform).toList());
      var parameters = new PKIXParameters(Set.of(new TrustAnchor(root.platform(), null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(at));
      CertPathValidator.getInstance("PKIX").validate(certPath, parameters);
    } catch (CertPathValidatorException e) {
      throw new ChainException(complaint(path, e, at), e);
    } catch (GeneralSecurityException e) {
      throw new ChainException("chain can't be validated: " + Excerpt.message(e), e);
    }
  }

  private static String complaint(
      List<DerCertificate> path, CertPathValidatorException e, Instant at) {
    if (e.getIndex() < 0) {
      return "chain is not valid: " + Excerpt.message(e);
    }
    DerCertificate bad = path.get(e.getIndex());
    return "certificate %d, \"%s\", %s".formatted(e.getIndex(), bad.subject(), problem(bad, e, at));
  }

  private static String problem(DerCertificate bad, CertPathValidatorException e, Instant at) {
    Reason reason = e.getReason();
    if (reason == BasicReason.EXPIRED) {
      return "expired at %s, needed at %s".formatted(bad.platform().getNotAfter().toInstant(), at);
    }
    if (reason == BasicReason.NOT_YET_VALID) {
      return "is valid from %s, needed at %s"
          .formatted(bad.platform().getNotBefore().toInstant(), at);
    }
    if (reason == BasicReason.INVALID_SIGNATURE) {
      return "is not signed by the key of the next";
    }
    if (reason == PKIXReason.NAME_CHAINING) {
      return "is issued by \"%s\", which the next is not".formatted(bad.issuer());
    }
    if (reason == PKIXReason.NOT_CA_CERT) {
      return "issues certificates without being a CA's";
    }
    if (reason == PKIXReason.PATH_TOO_LONG) {
      return "is one CA more than those above it allow";
    }
    if (reason == PKIXReason.INVALID_KEY_USAGE) {
      return "issues certificates without the key usage keyCertSign";
    }
    if (reason == PKIXReason.UNRECOGNIZED_CRIT_EXT) {
      return "has a critical extension that is not understood";
    }
    return "is not valid: " + Excerpt.message(e);
  }
}
