package dev.runseal.x509;

import dev.runseal.bytes.Bytes;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A path from a device's certificate to a root that the reader trusts for that family, valid at one
 * moment: each certificate named and signed by the next, in its dates, and allowed to issue. The
 * root is held to its dates, its CA flag and its path length too; it may be one that is issued by
 * somebody else, which is how a reader trusts a single line of a maker. Revocation is not looked
 * up.
 */
public final class DeviceChain {
  private final List<DeviceCertificate> path;

  private DeviceChain(List<DeviceCertificate> path) {
    this.path = List.copyOf(path);
  }

  /**
   * What a family of devices asks beyond RFC 5280, or asks less.
   *
   * @param readInLeaf critical extensions of the leaf that the family itself reads
   * @param oldIssuer certificates known to lack basic constraints though they issue; such a one is
   *     let in directly between the leaf and a root, and nowhere else
   */
  public record Rules(Set<String> readInLeaf, Predicate<DeviceCertificate> oldIssuer) {
    /** RFC 5280, and no critical extension of the leaf but basic constraints and key usage. */
    public static final Rules STRICT = new Rules(Set.of(), certificate -> false);

    public Rules {
      readInLeaf = Set.copyOf(readInLeaf);
    }
  }

  /**
   * Finds the path.
   *
   * @param between certificates, in any order, that may stand on it; they carry no trust
   * @param roots in DER
   */
  public static DeviceChain find(
      DeviceCertificate leaf,
      Collection<DeviceCertificate> between,
      Set<Bytes> roots,
      Rules rules,
      Instant at)
      throws ChainException {
    return new DeviceChain(new DevicePathSearch(between, roots, rules, at).from(leaf));
  }

  /** The leaf first, the root last; at least two. */
  public List<DeviceCertificate> path() {
    return path;
  }

  public DeviceCertificate leaf() {
    return path.getFirst();
  }

  public DeviceCertificate root() {
    return path.getLast();
  }

  /** When the last of the certificates began to hold. */
  public Instant notBefore() {
    return path.stream()
        .map(DeviceCertificate::notBefore)
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** When the first of the certificates ends. */
  public Instant notAfter() {
    return path.stream()
        .map(DeviceCertificate::notAfter)
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }
}
