package dev.runseal.cvc;

import dev.runseal.bytes.Bytes;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;

/**
 * A curve that others have chosen and published. Whoever could choose the numbers himself could
 * choose ones under which any signature verifies, so nothing else counts as a curve.
 */
record NamedCurve(String name, ASN1ObjectIdentifier oid) {
  private static final List<NamedCurve> ALL =
      List.of(
          of("brainpoolP192r1"),
          of("brainpoolP224r1"),
          of("brainpoolP256r1"),
          of("brainpoolP320r1"),
          of("brainpoolP384r1"),
          of("brainpoolP512r1"),
          of("secp192k1"),
          of("secp192r1"),
          of("secp224r1"),
          of("secp256k1"),
          of("secp256r1"),
          of("secp384r1"),
          of("secp521r1"));

  private static NamedCurve of(String name) {
    return new NamedCurve(name, ECNamedCurveTable.getOID(name));
  }

  /** The one with exactly these numbers. */
  static Optional<NamedCurve> find(EcDomain domain) {
    return ALL.stream().filter(curve -> curve.domain().equals(domain)).findFirst();
  }

  ECNamedDomainParameters parameters() {
    return new ECNamedDomainParameters(oid, ECNamedCurveTable.getByOID(oid));
  }

  /** The octets in one number that is below the group's order. */
  int orderLength() {
    return (parameters().getN().bitLength() + 7) / 8;
  }

  private EcDomain domain() {
    X9ECParameters curve = ECNamedCurveTable.getByOID(oid);
    return new EcDomain(
        curve.getCurve().getField().getCharacteristic(),
        curve.getCurve().getA().toBigInteger(),
        curve.getCurve().getB().toBigInteger(),
        Bytes.takingOwnership(curve.getG().getEncoded(false)),
        curve.getN(),
        curve.getH());
  }
}
