package dev.runseal.attestation;

import dev.runseal.bytes.Bytes;
import dev.runseal.x509.ChainException;
import dev.runseal.x509.DeviceCertificate;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whose word a reader takes about devices, family by family, and certificates that may help to find
 * a path. A root counts for its own family only; a certificate on the way carries no trust itself.
 *
 * @param roots by family: certificates in the family's own form (DER, or CVC for a SmartCard-HSM)
 * @param onTheWay certificates that may stand between a device and a root, of any family
 * @param authorities certificates of those who enrol TPMs: they met the device, they did not make
 *     it
 * @param sha1 whether a TPM's signature over SHA-1 counts, which nobody should rely on
 */
public record DeviceRoots(
    Map<EvidenceType, Set<Bytes>> roots,
    Set<Bytes> onTheWay,
    Set<Bytes> authorities,
    boolean sha1) {
  public static final DeviceRoots NONE = new DeviceRoots(Map.of(), Set.of());

  public DeviceRoots {
    var copy = new EnumMap<EvidenceType, Set<Bytes>>(EvidenceType.class);
    roots.forEach((type, certificates) ->
        copy.put(type, Collections.unmodifiableSet(new LinkedHashSet<>(certificates))));
    roots = Collections.unmodifiableMap(copy);
    onTheWay = Collections.unmodifiableSet(new LinkedHashSet<>(onTheWay));
    authorities = Collections.unmodifiableSet(new LinkedHashSet<>(authorities));
  }

  /** Without enrolment authorities. */
  public DeviceRoots(Map<EvidenceType, Set<Bytes>> roots, Set<Bytes> onTheWay) {
    this(roots, onTheWay, Set.of(), false);
  }

  public Set<Bytes> of(EvidenceType type) {
    return roots.getOrDefault(type, Set.of());
  }

  /** Those on the way that are X.509, for families whose chains are. */
  List<DeviceCertificate> x509OnTheWay() {
    return onTheWay.stream().flatMap(each -> findX509(each).stream()).toList();
  }

  /** These, with more certificates that may help to find a path. */
  public DeviceRoots withOnTheWay(Set<Bytes> more) {
    var all = new LinkedHashSet<>(onTheWay);
    all.addAll(more);
    return new DeviceRoots(roots, all, authorities, sha1);
  }

  /** These, with the roots of one family replaced. */
  public DeviceRoots with(EvidenceType type, Set<Bytes> certificates) {
    var changed = new EnumMap<EvidenceType, Set<Bytes>>(EvidenceType.class);
    changed.putAll(roots);
    changed.put(type, certificates);
    return new DeviceRoots(changed, onTheWay, authorities, sha1);
  }

  public DeviceRoots withAuthorities(Set<Bytes> certificates) {
    return new DeviceRoots(roots, onTheWay, certificates, sha1);
  }

  public DeviceRoots withSha1() {
    return new DeviceRoots(roots, onTheWay, authorities, true);
  }

  private static Optional<DeviceCertificate> findX509(Bytes certificate) {
    try {
      return Optional.of(DeviceCertificate.parse(certificate, "certificate on the way"));
    } catch (ChainException e) {
      return Optional.empty();
    }
  }
}
