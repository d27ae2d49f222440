package dev.runseal.tpm;

import dev.runseal.bytes.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** The public key in a public area, with its algorithm's parameters. */
public sealed interface TpmKey {
  TpmSymmetric symmetric();

  TpmScheme scheme();

  /** The key as the rest of the world writes it. */
  SubjectPublicKeyInfo publicKeyInfo();

  /** Its TPM_ALG_ID. */
  int algorithm();

  /** TPMS_ECC_PARMS and the point. */
  record Ecc(
      TpmSymmetric symmetric, TpmScheme scheme, TpmCurve curve, TpmScheme kdf, Bytes x, Bytes y)
      implements TpmKey {
    static final int ALGORITHM = 0x0023;

    @Override
    public int algorithm() {
      return ALGORITHM;
    }

    /** Some TPMs leave out leading zeros of a coordinate; here they are put back. */
    @Override
    public SubjectPublicKeyInfo publicKeyInfo() {
      Bytes point =
          Bytes.concat(
              Bytes.of((byte) 4), padded(x, curve.fieldLength()), padded(y, curve.fieldLength()));
      return new SubjectPublicKeyInfo(
          new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve.oid()),
          point.toArray());
    }

    private static Bytes padded(Bytes coordinate, int length) {
      return coordinate.length() >= length
          ? coordinate
          : Bytes.concat(Bytes.takingOwnership(new byte[length - coordinate.length()]), coordinate);
    }
  }

  /** TPMS_RSA_PARMS and the modulus. */
  record Rsa(TpmSymmetric symmetric, TpmScheme scheme, int keyBits, int exponent, Bytes modulus)
      implements TpmKey {
    static final int ALGORITHM = 0x0001;
    private static final int DEFAULT_EXPONENT = 65_537;

    @Override
    public int algorithm() {
      return ALGORITHM;
    }

    @Override
    public SubjectPublicKeyInfo publicKeyInfo() {
      // spec: part 2, TPMS_RSA_PARMS: "An exponent of zero indicates that the exponent is 2^16+1"
      long e = exponent == 0 ? DEFAULT_EXPONENT : Integer.toUnsignedLong(exponent);
      try {
        return new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
            new RSAPublicKey(new BigInteger(1, modulus.toArray()), BigInteger.valueOf(e)));
      } catch (IOException ioe) {
        throw new AssertionError("encoding into memory does no input or output", ioe);
      }
    }
  }

  /** The DER of {@link #publicKeyInfo}. */
  default Bytes spki() {
    try {
      return Bytes.takingOwnership(publicKeyInfo().getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new AssertionError("encoding into memory does no input or output", e);
    }
  }

  static TpmKey readEcc(TpmReader reader) throws TpmException {
    TpmSymmetric symmetric = TpmSymmetric.read(reader);
    TpmScheme scheme = TpmScheme.read(reader, "scheme");
    TpmCurve curve = TpmCurve.of(reader.uint16("curve"));
    TpmScheme kdf = TpmScheme.read(reader, "kdf");
    Bytes x = reader.sized("x");
    Bytes y = reader.sized("y");
    for (Bytes coordinate : new Bytes[] {x, y}) {
      if (coordinate.length() > curve.fieldLength()) {
        throw new TpmException(
            "public area has a coordinate of %d bytes, expected at most %d"
                .formatted(coordinate.length(), curve.fieldLength()));
      }
    }
    return new Ecc(symmetric, scheme, curve, kdf, x, y);
  }

  static TpmKey readRsa(TpmReader reader) throws TpmException {
    TpmSymmetric symmetric = TpmSymmetric.read(reader);
    TpmScheme scheme = TpmScheme.read(reader, "scheme");
    int keyBits = reader.uint16("keyBits");
    int exponent = reader.uint32("exponent");
    Bytes modulus = reader.sized("modulus");
    if (modulus.length() * 8 != keyBits) {
      throw new TpmException(
          "public area has a modulus of %d bytes, expected %d for %d bits"
              .formatted(modulus.length(), keyBits / 8, keyBits));
    }
    return new Rsa(symmetric, scheme, keyBits, exponent, modulus);
  }

  /** The parameters and the key, as they stand in a public area. */
  default void write(TpmWriter writer) {
    symmetric().write(writer);
    scheme().write(writer);
    switch (this) {
      case Ecc ecc -> {
        writer.uint16(ecc.curve().id());
        ecc.kdf().write(writer);
        writer.sized(ecc.x()).sized(ecc.y());
      }
      case Rsa rsa -> writer.uint16(rsa.keyBits()).uint32(rsa.exponent()).sized(rsa.modulus());
    }
  }
}
