package dev.runseal.tpmdevice;

import dev.runseal.bytes.Bytes;
import dev.runseal.tpm.ObjectAttributes;
import dev.runseal.tpm.ObjectAttributes.Attribute;
import dev.runseal.tpm.TpmCurve;
import dev.runseal.tpm.TpmHash;
import dev.runseal.tpm.TpmKey;
import dev.runseal.tpm.TpmPublic;
import dev.runseal.tpm.TpmScheme;
import dev.runseal.tpm.TpmSymmetric;

/**
 * The key with which a TPM says what is in it: restricted, so that it signs nothing else that
 * begins as the TPM's own words do. A primary key under the endorsement hierarchy: the same
 * whenever it is made, also after the owner cleared the TPM, so nobody needs to keep it.
 */
public final class AttestationKey {
  private static final TpmPublic TEMPLATE =
      new TpmPublic(
          TpmHash.SHA256,
          ObjectAttributes.of(
              Attribute.FIXED_TPM,
              Attribute.FIXED_PARENT,
              Attribute.SENSITIVE_DATA_ORIGIN,
              Attribute.USER_WITH_AUTH,
              Attribute.NO_DA,
              Attribute.RESTRICTED,
              Attribute.SIGN),
          Bytes.EMPTY,
          new TpmKey.Ecc(
              TpmSymmetric.NONE,
              TpmScheme.of(TpmScheme.ECDSA, TpmHash.SHA256),
              TpmCurve.P256,
              TpmScheme.NONE,
              Bytes.EMPTY,
              Bytes.EMPTY));

  private AttestationKey() {}

  public static Tpm.Loaded of(Tpm tpm) throws TpmDeviceException {
    return tpm.createPrimary(Tpm.Hierarchy.ENDORSEMENT, TEMPLATE);
  }
}
