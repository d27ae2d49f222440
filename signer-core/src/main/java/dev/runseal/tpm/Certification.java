package dev.runseal.tpm;

import dev.runseal.bytes.Bytes;

/**
 * What TPM2_Certify signs: that a key of this name is in the TPM now. A TPMS_ATTEST of type
 * TPM_ST_ATTEST_CERTIFY; other types are refused.
 *
 * @param qualifiedSigner the qualified name of the key that signed
 * @param extraData what the asker bound it to
 * @param name of the certified key
 */
public record Certification(
    Bytes qualifiedSigner,
    Bytes extraData,
    Clock clock,
    long firmwareVersion,
    Bytes name,
    Bytes qualifiedName) {
  /** TPM_GENERATED: no TPM signs foreign bytes that begin so with a restricted key. */
  public static final int MAGIC = 0xff544347;

  private static final int ATTEST_CERTIFY = 0x8017;

  /** TPMS_CLOCK_INFO. */
  public record Clock(long milliseconds, int resets, int restarts, boolean safe) {}

  public static Certification parse(Bytes encoded) throws TpmException {
    var reader = new TpmReader(encoded, "attestation");
    int magic = reader.uint32("magic");
    if (magic != MAGIC) {
      throw new TpmException(
          "attestation's magic is %08x, expected ff544347: no TPM made it".formatted(magic));
    }
    int type = reader.uint16("type");
    if (type != ATTEST_CERTIFY) {
      throw new TpmException(
          "attestation's type is 0x%04x, expected 0x8017, of TPM2_Certify".formatted(type));
    }
    Bytes signer = reader.sized("qualifiedSigner");
    Bytes extraData = reader.sized("extraData");
    var clock =
        new Clock(
            reader.uint64("clock"),
            reader.uint32("resetCount"),
            reader.uint32("restartCount"),
            flag(reader.uint8("safe")));
    long firmware = reader.uint64("firmwareVersion");
    var certification =
        new Certification(
            signer,
            extraData,
            clock,
            firmware,
            reader.sized("name"),
            reader.sized("qualifiedName"));
    reader.end();
    return certification;
  }

  public Bytes encode() {
    return new TpmWriter()
        .uint32(MAGIC)
        .uint16(ATTEST_CERTIFY)
        .sized(qualifiedSigner)
        .sized(extraData)
        .uint64(clock.milliseconds())
        .uint32(clock.resets())
        .uint32(clock.restarts())
        .uint8(clock.safe() ? 1 : 0)
        .uint64(firmwareVersion)
        .sized(name)
        .sized(qualifiedName)
        .bytes();
  }

  private static boolean flag(int value) throws TpmException {
    if (value > 1) {
      throw new TpmException("attestation's clock.safe is %d, expected 0 or 1".formatted(value));
    }
    return value == 1;
  }
}
