package dev.runseal.tpm;

import java.util.Optional;

/**
 * A scheme with the hash that goes with it: TPMT_ECC_SCHEME, TPMT_RSA_SCHEME, TPMT_KDF_SCHEME.
 *
 * @param algorithm its TPM_ALG_ID
 */
public record TpmScheme(int algorithm, Optional<TpmHash> hash) {
  public static final int ALG_NULL = 0x0010;
  public static final int RSASSA = 0x0014;
  public static final int RSAES = 0x0015;
  public static final int RSAPSS = 0x0016;
  public static final int ECDSA = 0x0018;
  public static final int ECDAA = 0x001a;

  /** No scheme: whoever uses the key says which. */
  public static final TpmScheme NONE = new TpmScheme(ALG_NULL, Optional.empty());

  public static TpmScheme of(int algorithm, TpmHash hash) {
    return new TpmScheme(algorithm, Optional.of(hash));
  }

  static TpmScheme read(TpmReader reader, String field) throws TpmException {
    int algorithm = reader.uint16(field);
    if (algorithm == ALG_NULL || algorithm == RSAES) {
      return new TpmScheme(algorithm, Optional.empty());
    }
    if (algorithm == ECDAA) {
      throw new TpmException(
          "public area's %s is ECDAA (0x001a), which is not read".formatted(field));
    }
    return of(algorithm, TpmHash.of(reader.uint16(field + ".hash"), field + ".hash"));
  }

  void write(TpmWriter writer) {
    writer.uint16(algorithm);
    hash.ifPresent(found -> writer.uint16(found.id()));
  }
}
