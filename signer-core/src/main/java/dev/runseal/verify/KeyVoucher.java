package dev.runseal.verify;

import dev.runseal.attestation.AttestationException;
import dev.runseal.attestation.EvidenceSubject;
import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.statement.Timestamp;
import dev.runseal.trust.TrustRoots;
import dev.runseal.x509.ChainException;
import dev.runseal.x509.SealingChain;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * A key attestation whose chain ends in a trusted root, and what its evidence shows, with the span
 * of time for which both hold: without revocation lists, the moment enters path validation only
 * through the certificates' own dates.
 */
record KeyVoucher(
    KeyAttestation attestation,
    SealingChain chain,
    List<Sha256> keys,
    CustodyCheck custody,
    Instant notBefore,
    Instant notAfter) {

  static KeyVoucher validate(Bytes exact, TrustRoots trust, Instant at) throws CheckFailed {
    KeyAttestation attestation;
    try {
      attestation = KeyAttestation.parse(exact);
    } catch (AttestationException e) {
      throw new CheckFailed(String.valueOf(e.getMessage()), e);
    }
    try {
      SealingChain chain =
          SealingChain.validate(attestation.certificates(), trust.sealingRoots(), at);
      var subject = new EvidenceSubject(chain.sealingKey().spki(), Optional.of(chain.origin()));
      return of(attestation, chain, CustodyCheck.of(attestation, subject, trust.devices(), at));
    } catch (ChainException e) {
      throw CheckFailed.in("certificate chain", e);
    }
  }

  private static KeyVoucher of(
      KeyAttestation attestation, SealingChain chain, CustodyCheck custody) {
    List<Sha256> keys = new ArrayList<>();
    Instant notBefore = custody.notBefore();
    Instant notAfter = custody.notAfter();
    for (Bytes der : chain.certificates()) {
      try {
        var certificate = new X509CertificateHolder(der.toArray());
        keys.add(
            Sha256.of(
                Bytes.takingOwnership(certificate.getSubjectPublicKeyInfo().getEncoded("DER"))));
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        notBefore = from.isAfter(notBefore) ? from : notBefore;
        notAfter = until.isBefore(notAfter) ? until : notAfter;
      } catch (IOException e) {
        throw new AssertionError("the chain of this certificate was validated", e);
      }
    }
    return new KeyVoucher(attestation, chain, List.copyOf(keys), custody, notBefore, notAfter);
  }

  boolean holdsAt(Instant at) {
    return !at.isBefore(notBefore) && !at.isAfter(notAfter);
  }

  /** The SHA-256 of the root certificate, as openssl prints it for a fingerprint. */
  Sha256 rootFingerprint() {
    return Sha256.of(chain.root());
  }

  // spec: formats §6, "distrustAfter per key (entries without an earlier upper bound fail)". No
  // upper bound can be judged yet, so every entry of such a key fails.
  void verifyTrusted(TrustRoots trust) throws CheckFailed {
    for (Sha256 key : keys) {
      Optional<Timestamp> distrust = trust.findDistrust(key);
      if (distrust.isPresent()) {
        throw new CheckFailed(
            "key %s in the chain is distrusted after %s, and nothing shows that the entry is older"
                .formatted(key, distrust.get()));
      }
    }
    if (!trust.pinnedOrigins().isEmpty() && !trust.pinnedOrigins().contains(attestation.log())) {
      throw new CheckFailed(
          "log is %s, which is none of the pinned origins".formatted(attestation.log()));
    }
  }
}
