package dev.runseal.pkcs11;

import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;

/** What a ceremony leaves behind, all of it public. */
public record CeremonyResult(
    Origin log,
    Bytes rootCertificate,
    Bytes sealingCertificate,
    KeyAttestation attestation,
    KeyFacts root,
    KeyFacts sealing) {}
