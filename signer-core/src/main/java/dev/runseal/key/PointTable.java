package dev.runseal.key;

import java.math.BigInteger;
import org.bouncycastle.math.ec.ECPoint;

/**
 * A point of P-256 with what makes its multiples cheap: the sums of its powers {@code 2^(32 i) P},
 * in every combination (the comb of Lim and Lee). About 40 KB. For public numbers only: how long a
 * multiplication takes tells about the factor.
 */
final class PointTable {
  private static final int TEETH = 8;
  private static final int GAP = 32;

  /** At place {@code 1 b7 … b0} of the factor's bits: the sum of the powers with a one. */
  private final ECPoint[] sums = new ECPoint[1 << TEETH];

  PointTable(ECPoint point) {
    ECPoint[] powers = new ECPoint[TEETH];
    powers[0] = point;
    for (int i = 1; i < TEETH; i++) {
      powers[i] = powers[i - 1].timesPow2(GAP);
    }
    sums[0] = point.getCurve().getInfinity();
    for (int i = 1; i < sums.length; i++) {
      sums[i] = sums[i & (i - 1)].add(powers[Integer.numberOfTrailingZeros(i)]);
    }
    point.getCurve().normalizeAll(sums);
  }

  /** {@code a A + b B}; the factors are not negative and have at most 256 bits. */
  static ECPoint sumOfMultiples(PointTable a, BigInteger timesA, PointTable b, BigInteger timesB) {
    ECPoint sum = a.sums[0];
    for (int column = GAP - 1; column >= 0; column--) {
      sum = sum.twicePlus(a.sums[place(timesA, column)]).add(b.sums[place(timesB, column)]);
    }
    return sum;
  }

  private static int place(BigInteger factor, int column) {
    int place = 0;
    for (int tooth = TEETH - 1; tooth >= 0; tooth--) {
      place = place << 1 | (factor.testBit(GAP * tooth + column) ? 1 : 0);
    }
    return place;
  }
}
