/**
 * Talking to a TPM 2.0 for what PKCS#11 can't do: its endorsement key and certificate, the
 * attestation key, TPM2_Certify, and a counter in its memory. Start with {@link
 * dev.runseal.tpmdevice.Tpm}. Signing stays with PKCS#11.
 */
@NullMarked
package dev.runseal.tpmdevice;

import org.jspecify.annotations.NullMarked;
