package dev.runseal.tpm;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/** An elliptic curve by its TPM_ECC_CURVE. */
public enum TpmCurve {
  P256(0x0003, "1.2.840.10045.3.1.7", 32),
  P384(0x0004, "1.3.132.0.34", 48),
  P521(0x0005, "1.3.132.0.35", 66);

  private final int id;
  private final String oid;
  private final int fieldLength;

  TpmCurve(int id, String oid, int fieldLength) {
    this.id = id;
    this.oid = oid;
    this.fieldLength = fieldLength;
  }

  static TpmCurve of(int id) throws TpmException {
    for (TpmCurve each : values()) {
      if (each.id == id) {
        return each;
      }
    }
    throw new TpmException(
        "public area's curve is 0x%04x, expected 0x0003, 0x0004 or 0x0005".formatted(id));
  }

  public int id() {
    return id;
  }

  public ASN1ObjectIdentifier oid() {
    return new ASN1ObjectIdentifier(oid);
  }

  /** The bytes of a coordinate. */
  public int fieldLength() {
    return fieldLength;
  }
}
