package dev.runseal.cvc;

import dev.runseal.bytes.Bytes;
import java.math.BigInteger;
import java.util.Optional;

/** A public key as a certificate or request holds it (7F49), with the way in which it signs. */
public sealed interface CvKey {
  CvAlgorithm algorithm();

  /**
   * A point, with the curve's numbers or without them. A certificate below the root leaves them out
   * and inherits the root's.
   */
  record Ec(CvAlgorithm algorithm, Optional<EcDomain> domain, Bytes point) implements CvKey {}

  record Rsa(CvAlgorithm algorithm, BigInteger modulus, BigInteger exponent) implements CvKey {}

  /** Reads the value of 7F49. */
  static CvKey parse(Tlv object, String where) throws CvcException {
    TlvReader in = TlvReader.in(object, where + ": public key");
    Bytes oid = in.next(0x06, "an algorithm").value();
    Optional<CvAlgorithm> algorithm = CvAlgorithm.find(oid);
    if (algorithm.isEmpty()) {
      throw CvcException.malformed(
          "%s: public key signs by algorithm %s, expected one of id-TA of TR-03110"
              .formatted(where, oid.toHex()));
    }
    CvKey key = algorithm.get().isElliptic() ? ec(algorithm.get(), in) : rsa(algorithm.get(), in);
    in.end();
    return key;
  }

  private static CvKey ec(CvAlgorithm algorithm, TlvReader in) throws CvcException {
    Optional<Tlv> prime = in.findNext(0x81);
    if (prime.isEmpty()) {
      return new Ec(algorithm, Optional.empty(), in.next(0x86, "a public point").value());
    }
    BigInteger a = number(in.next(0x82, "coefficient a"));
    BigInteger b = number(in.next(0x83, "coefficient b"));
    Bytes base = in.next(0x84, "a base point").value();
    BigInteger order = number(in.next(0x85, "the base point's order"));
    Bytes point = in.next(0x86, "a public point").value();
    BigInteger cofactor = number(in.next(0x87, "a cofactor"));
    var domain = new EcDomain(number(prime.get()), a, b, base, order, cofactor);
    return new Ec(algorithm, Optional.of(domain), point);
  }

  private static CvKey rsa(CvAlgorithm algorithm, TlvReader in) throws CvcException {
    return new Rsa(
        algorithm, number(in.next(0x81, "a modulus")), number(in.next(0x82, "an exponent")));
  }

  private static BigInteger number(Tlv object) {
    return new BigInteger(1, object.value().toArray());
  }
}
