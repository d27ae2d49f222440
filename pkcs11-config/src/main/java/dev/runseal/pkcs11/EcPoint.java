package dev.runseal.pkcs11;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.VerifyingKey;

/**
 * What a token tells as CKA_EC_POINT. The specification has the point in a DER OCTET STRING, some
 * devices tell it raw; both are read.
 */
record EcPoint(Bytes told) {
  private static final int POINT_LENGTH = 65;
  private static final Bytes OCTET_STRING_OF_POINT = Bytes.parseHex("0441");

  boolean isRaw() {
    return told.length() != POINT_LENGTH + 2 || !told.startsWith(OCTET_STRING_OF_POINT);
  }

  /** Throws {@link IllegalArgumentException} for anything but an uncompressed point on P-256. */
  VerifyingKey key() {
    return VerifyingKey.ofPoint(isRaw() ? told : told.slice(2, told.length()));
  }
}
