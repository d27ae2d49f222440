/**
 * What is known of a sealing key: its certificates and what its device says of it. Start with
 * {@link dev.runseal.attestation.KeyAttestation}. Whether any of it is true is for the verifier,
 * with the reader's own roots: {@link dev.runseal.x509} validates the chain.
 */
@NullMarked
package dev.runseal.attestation;

import org.jspecify.annotations.NullMarked;
