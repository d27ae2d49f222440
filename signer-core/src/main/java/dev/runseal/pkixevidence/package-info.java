/**
 * Key attestations as IETF PKIX evidence has them: draft-ietf-rats-pkix-key-attestation-07. Start
 * with {@link dev.runseal.pkixevidence.SignedEvidence}, which reads one and verifies who signed it;
 * {@link dev.runseal.pkixevidence.EvidenceStatement} is what it says. Whether the signer is to be
 * believed, and of which key, is for {@link dev.runseal.attestation}.
 */
@NullMarked
package dev.runseal.pkixevidence;

import org.jspecify.annotations.NullMarked;
