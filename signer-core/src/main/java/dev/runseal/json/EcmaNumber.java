package dev.runseal.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * A double in the words of ECMAScript's Number::toString, which RFC 8785 §3.2.2.3 prescribes: the
 * fewest digits that read back as the same double, and of those the nearest.
 */
final class EcmaNumber {
  private EcmaNumber() {}

  static String toString(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("%s has no json form".formatted(value));
    }
    if (value == 0) {
      return "0"; // also for −0
    }
    String sign = value < 0 ? "-" : "";
    BigDecimal shortest = shortest(Math.abs(value));
    String digits = shortest.unscaledValue().toString();
    int k = digits.length();
    int n = k - shortest.scale(); // the decimal point stands after n digits
    return sign + layout(digits, k, n);
  }

  private static BigDecimal shortest(double value) {
    // Since JDK 19 this is the shortest decimal, except that Java never gives fewer than two digits
    // and so prefers a nearer two-digit decimal to a one-digit one (4.9E-324, where others say
    // 5e-324).
    BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (decimal.precision() == 2) {
      BigDecimal oneDigit =
          decimal.round(new MathContext(1, RoundingMode.HALF_EVEN)).stripTrailingZeros();
      if (oneDigit.doubleValue() == value) {
        return oneDigit;
      }
    }
    return decimal;
  }

  // spec: ECMA-262 Number::toString, steps 6 to 10
  private static String layout(String digits, int k, int n) {
    if (k <= n && n <= 21) {
      return digits + "0".repeat(n - k);
    }
    if (0 < n && n <= 21) {
      return digits.substring(0, n) + "." + digits.substring(n);
    }
    if (-6 < n && n <= 0) {
      return "0." + "0".repeat(-n) + digits;
    }
    String exponent = (n - 1 < 0 ? "-" : "+") + Math.abs(n - 1);
    return k == 1
        ? digits + "e" + exponent
        : digits.charAt(0) + "." + digits.substring(1) + "e" + exponent;
  }
}
