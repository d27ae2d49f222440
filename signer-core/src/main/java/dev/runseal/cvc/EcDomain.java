package dev.runseal.cvc;

import dev.runseal.bytes.Bytes;
import java.math.BigInteger;

/**
 * The numbers of a curve as somebody wrote them down: prime, coefficients, base point, its order,
 * cofactor. They are not believed to be a curve's.
 */
record EcDomain(
    BigInteger p, BigInteger a, BigInteger b, Bytes base, BigInteger order, BigInteger cofactor) {}
