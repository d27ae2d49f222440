package dev.runseal.cvc;

import dev.runseal.bytes.Bytes;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA224Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;

/** How a key signs: the object identifiers of TR-03110 part 3, appendix A.7.3. */
public enum CvAlgorithm {
  RSA_SHA_1("id-TA-RSA-v1-5-SHA-1", 1, 1),
  RSA_SHA_256("id-TA-RSA-v1-5-SHA-256", 1, 2),
  RSA_PSS_SHA_1("id-TA-RSA-PSS-SHA-1", 1, 3),
  RSA_PSS_SHA_256("id-TA-RSA-PSS-SHA-256", 1, 4),
  RSA_SHA_512("id-TA-RSA-v1-5-SHA-512", 1, 5),
  RSA_PSS_SHA_512("id-TA-RSA-PSS-SHA-512", 1, 6),
  ECDSA_SHA_1("id-TA-ECDSA-SHA-1", 2, 1),
  ECDSA_SHA_224("id-TA-ECDSA-SHA-224", 2, 2),
  ECDSA_SHA_256("id-TA-ECDSA-SHA-256", 2, 3),
  ECDSA_SHA_384("id-TA-ECDSA-SHA-384", 2, 4),
  ECDSA_SHA_512("id-TA-ECDSA-SHA-512", 2, 5);

  /** The value of 0.4.0.127.0.7.2.2.2, id-TA. */
  private static final Bytes ID_TA = Bytes.parseHex("04007f0007020202");

  private final String text;
  private final int family;
  private final int number;

  CvAlgorithm(String text, int family, int number) {
    this.text = text;
    this.family = family;
    this.number = number;
  }

  static Optional<CvAlgorithm> find(Bytes oid) {
    return Arrays.stream(values()).filter(each -> oid.equals(each.oid())).findFirst();
  }

  private Bytes oid() {
    return Bytes.concat(ID_TA, Bytes.of((byte) family, (byte) number));
  }

  boolean isElliptic() {
    return family == 2;
  }

  boolean isPss() {
    return this == RSA_PSS_SHA_1 || this == RSA_PSS_SHA_256 || this == RSA_PSS_SHA_512;
  }

  /** Whether somebody could have made two texts that one signature fits. */
  boolean isCollidable() {
    return this == RSA_SHA_1 || this == RSA_PSS_SHA_1 || this == ECDSA_SHA_1;
  }

  Digest digest() {
    return switch (this) {
      case RSA_SHA_1, RSA_PSS_SHA_1, ECDSA_SHA_1 -> new SHA1Digest();
      case ECDSA_SHA_224 -> new SHA224Digest();
      case RSA_SHA_256, RSA_PSS_SHA_256, ECDSA_SHA_256 -> new SHA256Digest();
      case ECDSA_SHA_384 -> new SHA384Digest();
      case RSA_SHA_512, RSA_PSS_SHA_512, ECDSA_SHA_512 -> new SHA512Digest();
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
