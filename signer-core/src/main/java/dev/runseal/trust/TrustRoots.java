package dev.runseal.trust;

import static dev.runseal.trust.TrustFile.DEVICE_ROOTS;
import static dev.runseal.trust.TrustFile.ENROLMENT_AUTHORITIES;
import static dev.runseal.trust.TrustFile.SEALING_ROOTS;

import dev.runseal.attestation.DeviceRoot;
import dev.runseal.attestation.DeviceRoots;
import dev.runseal.attestation.EvidenceType;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import dev.runseal.json.StrictJson;
import dev.runseal.key.Origin;
import dev.runseal.statement.Timestamp;
import dev.runseal.x509.ChainException;
import dev.runseal.x509.PemCertificates;
import dev.runseal.x509.SealingChain;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whom a verifier trusts, and for what; obtained beforehand, never from a bundle. A certificate is
 * good for one purpose and never another's, so one that stands under two is refused.
 *
 * @param sealingRoots certificates, in DER, that chains of sealing keys may end in
 * @param deviceRoots makers whose word counts for devices of a family
 * @param enrolmentAuthorities certificates, in DER, of those whose word about a device that they
 *     met counts
 * @param pinnedOrigins the only logs trusted; empty for any with a good chain
 * @param distrustAfter by SHA-256 of a key's SPKI, anywhere in a chain: entries that nothing shows
 *     to be older fail
 */
public record TrustRoots(
    Set<Bytes> sealingRoots,
    Set<DeviceRoot> deviceRoots,
    Set<Bytes> enrolmentAuthorities,
    Set<Origin> pinnedOrigins,
    Map<Sha256, Timestamp> distrustAfter) {
  public static final String MEDIA_TYPE = "application/vnd.runseal.trust.v1+json";
  public static final int MAX_LENGTH = 1 << 20;

  public TrustRoots {
    sealingRoots = Collections.unmodifiableSet(new LinkedHashSet<>(sealingRoots));
    deviceRoots = Collections.unmodifiableSet(new LinkedHashSet<>(deviceRoots));
    enrolmentAuthorities = Collections.unmodifiableSet(new LinkedHashSet<>(enrolmentAuthorities));
    pinnedOrigins = Collections.unmodifiableSet(new LinkedHashSet<>(pinnedOrigins));
    distrustAfter = Collections.unmodifiableMap(new LinkedHashMap<>(distrustAfter));
    if (sealingRoots.isEmpty()) {
      throw new IllegalArgumentException("no sealing root is trusted, expected at least one");
    }
    sealingRoots.forEach(TrustRoots::requireCertificate);
    enrolmentAuthorities.forEach(TrustRoots::requireCertificate);
    var purposes = new HashMap<Bytes, String>();
    sealingRoots.forEach(each -> requireOnePurpose(purposes, each, SEALING_ROOTS));
    deviceRoots.forEach(each -> requireOnePurpose(purposes, each.encoding(), DEVICE_ROOTS));
    enrolmentAuthorities.forEach(each -> requireOnePurpose(purposes, each, ENROLMENT_AUTHORITIES));
  }

  /** Trust in sealing chains alone: no device's word counts. */
  public TrustRoots(
      Set<Bytes> sealingRoots, Set<Origin> pinnedOrigins, Map<Sha256, Timestamp> distrustAfter) {
    this(sealingRoots, Set.of(), Set.of(), pinnedOrigins, distrustAfter);
  }

  /** The short form of a trust file: one root certificate, for sealing chains and nothing else. */
  public static TrustRoots ofSealingRoot(String pem) throws TrustException {
    List<Bytes> certificates;
    try {
      certificates = PemCertificates.parse(pem);
    } catch (ChainException e) {
      throw new TrustException("root certificate: " + e.getMessage(), e);
    }
    if (certificates.size() != 1) {
      throw new TrustException(
          "root certificate: found %d certificates, expected one; several roots go into a trust file"
              .formatted(certificates.size()),
          null);
    }
    return ofSealingRoot(certificates.getFirst());
  }

  /** As {@link #ofSealingRoot(String)}, from DER. */
  public static TrustRoots ofSealingRoot(Bytes der) {
    return new TrustRoots(Set.of(der), Set.of(), Map.of());
  }

  public static TrustRoots parse(Bytes json) throws TrustException {
    try {
      return TrustFile.read(ObjectReader.of(StrictJson.parse(json, MAX_LENGTH)));
    } catch (JsonException e) {
      throw new TrustException("trust file: " + e.getMessage(), e);
    }
  }

  /** The trust file that {@link #parse} reads. */
  public Bytes encode() {
    return CanonicalJson.encode(TrustFile.json(this));
  }

  /**
   * Whose word about devices counts. What a host says of its own token counts as the ceremony's,
   * whose root is the sealing chain's. Certificates that ship with Runseal may help to find a path.
   */
  public DeviceRoots devices() {
    var roots = new EnumMap<EvidenceType, Set<Bytes>>(EvidenceType.class);
    roots.put(EvidenceType.PKIX, sealingRoots);
    for (DeviceRoot each : deviceRoots) {
      roots.computeIfAbsent(each.family(), family -> new LinkedHashSet<>()).add(each.encoding());
    }
    return new DeviceRoots(
        roots, VendorBundle.shipped().onTheWayEncodings(), enrolmentAuthorities, false);
  }

  /** When trust in this key ended, if it did. */
  public Optional<Timestamp> findDistrust(Sha256 spki) {
    return Optional.ofNullable(distrustAfter.get(spki));
  }

  static Bytes requireCertificate(Bytes der) {
    try {
      SealingChain.verifyCertificate(der);
      return der;
    } catch (ChainException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * One maker's root may count for several families of his: to vouch for devices is one purpose.
   */
  private static void requireOnePurpose(
      Map<Bytes, String> purposes, Bytes certificate, String purpose) {
    String other = purposes.putIfAbsent(certificate, purpose);
    if (other != null && !other.equals(purpose)) {
      throw new IllegalArgumentException(
          "certificate %s is in \"%s\" and in \"%s\", expected it under one purpose"
              .formatted(Sha256.of(certificate), other, purpose));
    }
  }
}
