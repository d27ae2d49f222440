package dev.runseal.x509;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * The search for a {@link DeviceChain}: depth first, roots before certificates on the way, each
 * candidate judged before it is climbed on. It ends because no certificate stands on a path twice
 * and only so many signatures are tried. Of several failures the one that came furthest is told.
 */
final class DevicePathSearch {
  private static final int MAX_LENGTH = 8;
  private static final int MAX_SIGNATURES = 64;
  private static final int MIN_RSA_BITS = 2048;

  /** By identifier, since the platform's names for them are not the same in every release. */
  private static final Set<String> SIGNATURES =
      Set.of(
          "1.2.840.113549.1.1.11", // RSA PKCS #1 with SHA-256, -384, -512
          "1.2.840.113549.1.1.12",
          "1.2.840.113549.1.1.13",
          "1.2.840.10045.4.3.2", // ECDSA with the same
          "1.2.840.10045.4.3.3",
          "1.2.840.10045.4.3.4",
          "1.3.101.112"); // Ed25519

  private enum Stage {
    NOBODY_NAMED,
    NOT_SIGNED,
    NOT_ALLOWED
  }

  private record Failure(Stage stage, String message) {}

  private final List<DeviceCertificate> between;
  private final List<DeviceCertificate> roots;
  private final DeviceChain.Rules rules;
  private final Instant at;
  private int signatures;
  private Optional<Failure> failure = Optional.empty();

  DevicePathSearch(
      Collection<DeviceCertificate> between, Set<Bytes> roots, DeviceChain.Rules rules, Instant at)
      throws ChainException {
    this.between = between.stream().filter(each -> !roots.contains(each.der())).distinct().toList();
    this.roots = new ArrayList<>();
    for (Bytes root : roots) {
      this.roots.add(DeviceCertificate.parse(root, "trusted root"));
    }
    this.rules = rules;
    this.at = at;
  }

  List<DeviceCertificate> from(DeviceCertificate leaf) throws ChainException {
    if (roots.contains(leaf)) {
      throw new ChainException(
          "certificate \"%s\" is a trusted root itself, expected one issued under it"
              .formatted(leaf.subject()));
    }
    requireDates(leaf, 0);
    requireReadExtensions(leaf, 0);
    List<DeviceCertificate> path = new ArrayList<>(List.of(leaf));
    if (climb(path)) {
      return path;
    }
    throw new ChainException(failure.orElseThrow().message());
  }

  /** Whether the path reaches a root; it is as it was where it does not. */
  private boolean climb(List<DeviceCertificate> path) throws ChainException {
    boolean named = false;
    for (DeviceCertificate root : roots) {
      if (path.getLast().namesAsIssuer(root)) {
        named = true;
        if (isIssuer(root, path, true)) {
          path.add(root);
          return true;
        }
      }
    }
    for (DeviceCertificate issuer : between) {
      if (path.getLast().namesAsIssuer(issuer) && !path.contains(issuer)) {
        named = true;
        if (isIssuer(issuer, path, false)) {
          path.add(issuer);
          if (climb(path)) {
            return true;
          }
          path.removeLast();
        }
      }
    }
    if (!named) {
      fail(Stage.NOBODY_NAMED, endsNowhere(path));
    }
    return false;
  }

  private String endsNowhere(List<DeviceCertificate> path) {
    DeviceCertificate last = path.getLast();
    String where = "certificate %d, \"%s\", ".formatted(path.size() - 1, last.subject());
    return last.isSelfIssued()
        ? where
            + "issued itself and is none of the %d trusted roots of its family"
                .formatted(roots.size())
        : where
            + "is issued by \"%s\", which is neither among the %d trusted roots of its family nor among the %d other certificates at hand"
                .formatted(last.issuer(), roots.size(), between.size());
  }

  private boolean isIssuer(DeviceCertificate issuer, List<DeviceCertificate> path, boolean isRoot)
      throws ChainException {
    if (!signed(issuer, path.getLast(), path.size() - 1)) {
      return false;
    }
    try {
      requireMayIssue(issuer, path, isRoot);
      return true;
    } catch (ChainException e) {
      fail(Stage.NOT_ALLOWED, String.valueOf(e.getMessage()));
      return false;
    }
  }

  private boolean signed(DeviceCertificate issuer, DeviceCertificate issued, int position)
      throws ChainException {
    if (++signatures > MAX_SIGNATURES) {
      throw new ChainException(
          "no path to a trusted root was found within %d signatures".formatted(MAX_SIGNATURES));
    }
    String algorithm = issued.platform().getSigAlgOID();
    if (!SIGNATURES.contains(algorithm)) {
      fail(
          Stage.NOT_ALLOWED,
          "certificate %d, \"%s\", is signed with %s, expected RSA or ECDSA with SHA-2, or Ed25519"
              .formatted(
                  position, issued.subject(), Excerpt.quoted(issued.platform().getSigAlgName())));
      return false;
    }
    if (!issuer.signed(issued)) {
      fail(
          Stage.NOT_SIGNED,
          "certificate %d, \"%s\", names \"%s\" as its issuer, whose key did not sign it"
              .formatted(position, issued.subject(), issuer.subject()));
      return false;
    }
    return true;
  }

  private void requireMayIssue(
      DeviceCertificate issuer, List<DeviceCertificate> path, boolean isRoot)
      throws ChainException {
    int position = path.size();
    require(
        position < MAX_LENGTH,
        issuer,
        position,
        "is one more than a path of %d certificates".formatted(MAX_LENGTH));
    requireDates(issuer, position);
    requireReadExtensions(issuer, position);
    try {
      requireAuthority(issuer, path, isRoot);
    } catch (IllegalArgumentException | IllegalStateException e) {
      // The decoder's, where it looks into an extension only when asked to.
      throw new ChainException("certificate %d: %s".formatted(position, Excerpt.message(e)), e);
    }
    require(
        !(issuer.platform().getPublicKey() instanceof RSAPublicKey rsa)
            || rsa.getModulus().bitLength() >= MIN_RSA_BITS,
        issuer,
        position,
        "issues certificates with an RSA key of less than %d bits".formatted(MIN_RSA_BITS));
  }

  // spec: RFC 5280 §4.2.1.3, §4.2.1.9, §6.1.4 (k) to (n)
  private void requireAuthority(
      DeviceCertificate issuer, List<DeviceCertificate> path, boolean isRoot)
      throws ChainException {
    int position = path.size();
    Optional<BasicConstraints> constraints = issuer.findConstraints();
    boolean isOld = position == 1 && !isRoot && constraints.isEmpty();
    require(
        constraints.filter(BasicConstraints::isCA).isPresent()
            || (isOld && rules.oldIssuer().test(issuer)),
        issuer,
        position,
        "issues certificates without being a CA's");
    require(
        position != 2 || isRoot || path.getLast().findConstraints().isPresent(),
        path.getLast(),
        position - 1,
        "issues certificates without being a CA's, and not directly under a trusted root");
    require(
        issuer
            .find(Extension.keyUsage)
            .map(found -> KeyUsage.getInstance(found.getParsedValue()))
            .filter(usage -> !usage.hasUsages(KeyUsage.keyCertSign))
            .isEmpty(),
        issuer,
        position,
        "issues certificates without the key usage keyCertSign");
    long authoritiesBelow =
        path.stream()
            .skip(1)
            .filter(each -> each.findConstraints().isPresent() && !each.isSelfIssued())
            .count();
    require(
        constraints
            .map(BasicConstraints::getPathLenConstraint)
            .filter(most -> most.compareTo(BigInteger.valueOf(authoritiesBelow)) < 0)
            .isEmpty(),
        issuer,
        position,
        "allows fewer CAs below it than the %d that there are".formatted(authoritiesBelow));
  }

  private void requireDates(DeviceCertificate certificate, int position) throws ChainException {
    require(
        !at.isAfter(certificate.notAfter()),
        certificate,
        position,
        "expired at %s, needed at %s".formatted(certificate.notAfter(), at));
    require(
        !at.isBefore(certificate.notBefore()),
        certificate,
        position,
        "is valid from %s, needed at %s".formatted(certificate.notBefore(), at));
  }

  private void requireReadExtensions(DeviceCertificate certificate, int position)
      throws ChainException {
    if (certificate.extensions().isEmpty()) {
      return;
    }
    for (ASN1ObjectIdentifier oid : certificate.extensions().get().getCriticalExtensionOIDs()) {
      require(
          oid.equals(Extension.basicConstraints)
              || oid.equals(Extension.keyUsage)
              || (position == 0 && rules.readInLeaf().contains(oid.getId())),
          certificate,
          position,
          "has a critical extension %s that is not understood".formatted(oid.getId()));
    }
    require(
        certificate.find(Extension.nameConstraints).isEmpty(),
        certificate,
        position,
        "has name constraints, which are not understood");
  }

  private void fail(Stage stage, String message) {
    if (failure.isEmpty() || failure.get().stage().compareTo(stage) < 0) {
      failure = Optional.of(new Failure(stage, message));
    }
  }

  private static void require(
      boolean holds, DeviceCertificate certificate, int position, String problem)
      throws ChainException {
    if (!holds) {
      throw new ChainException(
          "certificate %d, \"%s\", %s".formatted(position, certificate.subject(), problem));
    }
  }
}
