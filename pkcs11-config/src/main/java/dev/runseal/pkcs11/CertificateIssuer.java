package dev.runseal.pkcs11;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.SealingKey;
import dev.runseal.key.SigningException;
import dev.runseal.key.VerifyingKey;

/** Issues the two certificates of a ceremony. */
interface CertificateIssuer {
  Bytes root(SealingKey root) throws SigningException;

  Bytes sealing(Bytes rootCertificate, SealingKey root, Origin log, VerifyingKey sealing)
      throws SigningException;
}
