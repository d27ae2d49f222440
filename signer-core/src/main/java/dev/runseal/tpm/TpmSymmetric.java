package dev.runseal.tpm;

/**
 * How a storage key protects what lies under it: TPMT_SYM_DEF_OBJECT. All zero but the algorithm
 * where that is none.
 */
public record TpmSymmetric(int algorithm, int keyBits, int mode) {
  public static final int AES = 0x0006;
  public static final int CFB = 0x0043;
  public static final TpmSymmetric NONE = new TpmSymmetric(TpmScheme.ALG_NULL, 0, 0);

  public TpmSymmetric {
    if (algorithm == TpmScheme.ALG_NULL && (keyBits != 0 || mode != 0)) {
      throw new IllegalArgumentException("no symmetric algorithm has no key bits and no mode");
    }
  }

  static TpmSymmetric read(TpmReader reader) throws TpmException {
    int algorithm = reader.uint16("symmetric");
    return algorithm == TpmScheme.ALG_NULL
        ? NONE
        : new TpmSymmetric(
            algorithm, reader.uint16("symmetric.keyBits"), reader.uint16("symmetric.mode"));
  }

  void write(TpmWriter writer) {
    writer.uint16(algorithm);
    if (algorithm != TpmScheme.ALG_NULL) {
      writer.uint16(keyBits).uint16(mode);
    }
  }
}
