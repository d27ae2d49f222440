package dev.runseal.pkcs11;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.key.SigningException;

/**
 * The way to one private key. Whoever holds it can have any digest signed, so it never leaves this
 * package: {@link TokenKey} stands before it and lets typed messages through only.
 */
interface DigestSigner {
  /** Returns the DER ECDSA signature. */
  Bytes sign(Sha256 digest) throws SigningException;
}
