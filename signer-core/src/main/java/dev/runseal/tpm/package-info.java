/**
 * The TPM 2.0 structures that prove where a key lives, read and written: what a TPM says of a key
 * ({@link dev.runseal.tpm.TpmPublic}), what it signs about it ({@link
 * dev.runseal.tpm.Certification}), and the credential by which an authority knows one TPM from
 * another ({@link dev.runseal.tpm.Credential}). Names and numbers are those of TCG's "TPM 2.0
 * Library", part 2. Nothing here talks to a TPM.
 */
@NullMarked
package dev.runseal.tpm;

import org.jspecify.annotations.NullMarked;
