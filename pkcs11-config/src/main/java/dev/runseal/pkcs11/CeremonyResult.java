package dev.runseal.pkcs11;

import dev.runseal.attestation.Custody;
import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;

/**
 * What a ceremony leaves behind, all of it public.
 *
 * @param custody what the evidence in the key attestation shows whoever trusts the root
 */
public record CeremonyResult(
    KeyAttestation attestation,
    Custody custody,
    KeyFacts root,
    KeyFacts attestationKey,
    KeyFacts sealing) {

  public Origin log() {
    return attestation.log();
  }

  public Bytes rootCertificate() {
    return attestation.certificates().getLast();
  }

  public Bytes sealingCertificate() {
    return attestation.certificates().getFirst();
  }
}
