package dev.runseal.cvc;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A device's certificate, its issuer's and the scheme's root: signed, in their roles and in force
 * at one moment. CardContact's PKI has these three levels and no other.
 */
public final class SmartCardHsmChain {
  private final CvCertificate device;
  private final CvCertificate issuer;
  private final CvCertificate root;

  private SmartCardHsmChain(CvCertificate device, CvCertificate issuer, CvCertificate root) {
    this.device = device;
    this.issuer = issuer;
    this.root = root;
  }

  /**
   * Validates the path from the device that made the request to one of the roots. Certificates that
   * are not on it are passed over: a certificate carries no trust for being at hand.
   *
   * @param certificates at hand, in any order
   * @param roots CVCs that the reader trusts for devices of this family
   */
  public static SmartCardHsmChain validate(
      AuthenticatedRequest request,
      Collection<CvCertificate> certificates,
      Collection<CvCertificate> roots,
      Instant at)
      throws CvcException {
    CvCertificate device =
        DeviceFiles.find(certificates, CvRole.DEVICE, request.device())
            .orElseThrow(() ->
                CvcException.refused(
                    "no certificate of device \"%s\", whose key signed the request, is there"
                        .formatted(request.device())));
    CvCertificate issuer =
        DeviceFiles.find(certificates, CvRole.DEVICE_ISSUER, device.issuer())
            .orElseThrow(() ->
                CvcException.refused(
                    "no certificate of device issuer \"%s\", which issued \"%s\", is there"
                        .formatted(device.issuer(), device.holder())));
    Optional<CvcException> first = Optional.empty();
    for (CvCertificate root : roots) {
      if (root.holder().equals(issuer.issuer())) {
        try {
          return of(device, issuer, root, request, at);
        } catch (CvcException e) {
          first = first.or(() -> Optional.of(e)); // another key may go by the same name
        }
      }
    }
    throw first.orElseGet(() ->
        CvcException.refused(
            "device issuer \"%s\" is certified by \"%s\", which is none of the %d trusted roots"
                .formatted(issuer.holder(), issuer.issuer(), roots.size())));
  }

  private static SmartCardHsmChain of(
      CvCertificate device,
      CvCertificate issuer,
      CvCertificate root,
      AuthenticatedRequest request,
      Instant at)
      throws CvcException {
    VerificationKey rootKey = verifyRoot(root);
    VerificationKey issuerKey = verifyIssued(issuer, rootKey);
    VerificationKey deviceKey = verifyIssued(device, issuerKey);
    for (CvCertificate each : List.of(root, issuer, device)) {
      each.dates().verifyAt(at, each.name());
    }
    request.verifyDevice(deviceKey);
    return new SmartCardHsmChain(device, issuer, root);
  }

  /** Whether this is fit to be a root at all: in its role, and signed with its own key. */
  public static VerificationKey verifyRoot(CvCertificate root) throws CvcException {
    if (root.role() != CvRole.ROOT || !root.isSelfIssued()) {
      throw CvcException.refused(
          "%s is one of %s issued by \"%s\", expected a self-issued root"
              .formatted(root.name(), root.role(), root.issuer()));
    }
    root.body().requireNoExtension(root.name());
    VerificationKey key = fitToIssue(VerificationKey.of(root.body().key(), root.name()), root);
    root.verifySignature(key);
    return key;
  }

  private static VerificationKey verifyIssued(CvCertificate issued, VerificationKey by)
      throws CvcException {
    issued.body().requireNoExtension(issued.name());
    VerificationKey key = VerificationKey.inheriting(by, issued.body().key(), issued.name());
    issued.verifySignature(by);
    return fitToIssue(key, issued);
  }

  /** A key that vouches for others must not sign in a way that lets two texts share a signature. */
  private static VerificationKey fitToIssue(VerificationKey key, CvCertificate holder)
      throws CvcException {
    if (key.algorithm().isCollidable()) {
      throw CvcException.refused(
          "%s has a key that signs by %s, which vouches for nothing any more"
              .formatted(holder.name(), key.algorithm()));
    }
    return key;
  }

  public CvCertificate device() {
    return device;
  }

  public CvCertificate issuer() {
    return issuer;
  }

  public CvCertificate root() {
    return root;
  }

  /** From when on all three certificates hold. */
  public Instant notBefore() {
    return latest(
        device.dates().notBefore(), latest(issuer.dates().notBefore(), root.dates().notBefore()));
  }

  /** The first moment at which one of them does no longer. */
  public Instant end() {
    return earliest(device.dates().end(), earliest(issuer.dates().end(), root.dates().end()));
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Instant earliest(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
