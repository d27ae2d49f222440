package dev.runseal.attestation;

import dev.runseal.attestation.AttestationException.Reason;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.pkixevidence.AttestationKey;
import dev.runseal.pkixevidence.ClaimType;
import dev.runseal.pkixevidence.EvidenceElement;
import dev.runseal.pkixevidence.OidArc;
import dev.runseal.pkixevidence.PkixEvidenceException;
import dev.runseal.pkixevidence.SignedEvidence;
import dev.runseal.x509.ChainException;
import dev.runseal.x509.DeviceCertificate;
import dev.runseal.x509.DeviceChain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The word of the host that ran the ceremony, as IETF PKIX evidence: what the token told it of the
 * key, signed by an attestation key that one of the reader's roots certified. It is at most {@link
 * CustodyLevel#HOST_ASSERTED}, whoever signed it, because the token itself signed nothing.
 */
public record PkixEvidence(SignedEvidence signed) implements Evidence {
  private static final DeviceChain.Rules CHAIN =
      new DeviceChain.Rules(Set.of("2.5.29.37"), certificate -> false);

  /** What a key must be said to be; a claim that is missing says nothing, and is not enough. */
  private static final Map<ClaimType, Boolean> KEPT =
      Map.of(
          ClaimType.EXTRACTABLE, false,
          ClaimType.NEVER_EXTRACTABLE, true,
          ClaimType.SENSITIVE, true,
          ClaimType.LOCAL, true);

  /** Reads evidence under any of the {@linkplain OidArc#KNOWN known arcs}. */
  public static PkixEvidence decode(Bytes value) throws AttestationException {
    return decode(value, OidArc.KNOWN);
  }

  /** Reads evidence under one of these arcs. */
  public static PkixEvidence decode(Bytes value, List<OidArc> arcs) throws AttestationException {
    try {
      return new PkixEvidence(SignedEvidence.decode(value, arcs));
    } catch (PkixEvidenceException e) {
      throw asAttestation(e);
    }
  }

  static PkixEvidence gather(Set<Bytes> parts) throws AttestationException {
    if (parts.size() != 1) {
      throw AttestationException.malformed(
          "found %d pieces of pkix evidence, expected one".formatted(parts.size()));
    }
    return decode(parts.iterator().next());
  }

  @Override
  public List<VendorPart> parts() {
    return List.of(new VendorPart("attestation", encode()));
  }

  @Override
  public EvidenceType type() {
    return EvidenceType.PKIX;
  }

  @Override
  public Bytes encode() {
    return signed.encode();
  }

  @Override
  public Custody verify(EvidenceSubject subject, DeviceRoots roots, Instant at)
      throws AttestationException {
    List<DeviceChain> chains = chains(roots, at);
    EvidenceElement key = key(subject.spki());
    verifyKept(key);
    verifyInTime(key, at);
    verifyNonce(subject);
    return new HostWord(signed.statement(), key, chains).custody(subject.log().isPresent());
  }

  /** Of everyone who signed; one whom nobody here trusts makes all of it nobody's word. */
  private List<DeviceChain> chains(DeviceRoots roots, Instant at) throws AttestationException {
    try {
      List<DeviceCertificate> between = new ArrayList<>();
      for (Bytes each : signed.certificates()) {
        between.add(DeviceCertificate.parse(each, "intermediate certificate"));
      }
      between.addAll(roots.x509OnTheWay());
      List<DeviceChain> chains = new ArrayList<>();
      for (AttestationKey signer : signed.verifySignatures(roots.onTheWay())) {
        chains.add(
            DeviceChain.find(
                signer.certificate(), between, roots.of(EvidenceType.PKIX), CHAIN, at));
      }
      return chains;
    } catch (PkixEvidenceException e) {
      throw asAttestation(e);
    } catch (ChainException e) {
      throw new AttestationException(Reason.REFUSED, "attestation key: " + e.getMessage(), e);
    }
  }

  /** The one element that is about the subject. */
  private EvidenceElement key(Bytes spki) throws AttestationException {
    List<EvidenceElement> about =
        signed.statement().keys().stream()
            .filter(each -> each.keys(ClaimType.SPKI).contains(spki))
            .toList();
    if (about.size() != 1) {
      throw AttestationException.refused(
          "evidence reports on %d keys, of which %d are the key %s, expected one"
              .formatted(signed.statement().keys().size(), about.size(), Sha256.of(spki)));
    }
    return about.getFirst();
  }

  private static void verifyKept(EvidenceElement key) throws AttestationException {
    for (ClaimType claim :
        List.of(
            ClaimType.EXTRACTABLE,
            ClaimType.NEVER_EXTRACTABLE,
            ClaimType.SENSITIVE,
            ClaimType.LOCAL)) {
      Optional<Boolean> said = key.findFlag(claim);
      if (!said.equals(Optional.ofNullable(KEPT.get(claim)))) {
        throw AttestationException.refused(
            "claim %s is %s, expected %s"
                .formatted(
                    claim.text(), said.map(String::valueOf).orElse("not there"), KEPT.get(claim)));
      }
    }
  }

  // spec: draft §5.2.4: "a time after which the key is not to be used"
  private static void verifyInTime(EvidenceElement key, Instant at) throws AttestationException {
    Optional<Instant> expiry = key.findTime(ClaimType.EXPIRY);
    if (expiry.isPresent() && at.isAfter(expiry.get())) {
      throw AttestationException.refused(
          "claim key-expiry is %s, needed at %s".formatted(expiry.get(), at));
    }
  }

  // spec: formats §4: bound to the log by the nonce, which is required
  private void verifyNonce(EvidenceSubject subject) throws AttestationException {
    Optional<Bytes> expected = subject.nonce().map(Sha256::value);
    if (expected.isEmpty()) {
      return;
    }
    Optional<Bytes> found =
        signed.statement().transaction().flatMap(element -> element.findOctets(ClaimType.NONCE));
    if (!found.equals(expected)) {
      throw AttestationException.refused(
          "claim transaction-nonce is %s, expected %s, which is that of the log %s and its key"
              .formatted(
                  found.map(Bytes::toString).orElse("not there"),
                  expected.get(),
                  subject.log().orElseThrow()));
    }
  }

  private static AttestationException asAttestation(PkixEvidenceException e) {
    Reason reason =
        switch (e.reason()) {
          case MALFORMED -> Reason.MALFORMED;
          case REFUSED -> Reason.REFUSED;
        };
    return new AttestationException(reason, String.valueOf(e.getMessage()), e);
  }
}
