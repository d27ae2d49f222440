package dev.runseal.pkcs11;

import dev.runseal.attestation.AttestationException;
import dev.runseal.attestation.EncodedEvidence;
import dev.runseal.attestation.Evidence;
import dev.runseal.attestation.EvidenceSubject;
import dev.runseal.attestation.EvidenceType;
import dev.runseal.attestation.SmartCardHsmEvidence;
import dev.runseal.bytes.Bytes;
import dev.runseal.cvc.CvcException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a device says of one of its keys by itself, in its maker's form, where its module shows it
 * through PKCS#11. Read and not judged: whom to trust is the reader's to say.
 */
final class VendorEvidence {
  private VendorEvidence() {}

  /** The evidence that is about this very key; nothing where the device shows none. */
  static List<EncodedEvidence> collect(OpenedToken token, KeyFacts key) throws TokenException {
    return collect(token.session(), key);
  }

  static List<EncodedEvidence> collect(Session session, KeyFacts key) throws TokenException {
    return Stream.of(
            yubiKey(new TokenCertificates(session), key),
            smartCardHsm(new CardObjects(session), key))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<EncodedEvidence> yubiKey(TokenCertificates certificates, KeyFacts key)
      throws TokenException {
    Set<Bytes> parts = new LinkedHashSet<>();
    for (Bytes attestation : certificates.attestations(key.id())) {
      if (isAbout(attestation, key)) {
        parts.add(attestation);
      }
    }
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    parts.addAll(certificates.ofAttestationKey());
    try {
      var subject = new EvidenceSubject(key.publicKey().spki(), Optional.empty());
      return Optional.of(Evidence.gather(EvidenceType.YUBIKEY_PIV, parts, subject).encoded());
    } catch (AttestationException e) {
      // One entry that can't be read would spoil all the others in a key attestation.
      return Optional.empty();
    }
  }

  private static Optional<EncodedEvidence> smartCardHsm(CardObjects card, KeyFacts key)
      throws TokenException {
    Set<Bytes> parts = card.about(key.id());
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    try {
      SmartCardHsmEvidence evidence = SmartCardHsmEvidence.gather(parts);
      boolean whole = evidence.certificates().size() == CardObjects.CERTIFICATES.size();
      boolean about = evidence.request().verifyKey().spki().equals(key.publicKey().spki());
      return Optional.of(evidence.encoded()).filter(ignored -> whole && about);
    } catch (AttestationException | CvcException e) {
      // As above: what no reader could accept is left where it is.
      return Optional.empty();
    }
  }

  private static boolean isAbout(Bytes certificate, KeyFacts key) {
    try {
      return Der.publicKeyOf(certificate).equals(key.publicKey());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
