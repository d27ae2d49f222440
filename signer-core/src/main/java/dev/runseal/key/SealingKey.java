package dev.runseal.key;

import dev.runseal.bytes.Bytes;

/**
 * A P-256 private key that stands on a token. It signs nothing but {@link ToBeSigned}, so no bytes
 * that a caller chose can reach the token.
 */
public interface SealingKey {
  VerifyingKey publicKey();

  /** Returns the DER ECDSA signature, over SHA-256, of {@code what.bytes()}. */
  Bytes sign(ToBeSigned what) throws SigningException;
}
