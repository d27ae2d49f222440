package dev.runseal.cvc;

import dev.runseal.bytes.Bytes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The days on which a certificate holds, the first and the last one with it: six digits yymmdd of
 * one octet each, of the years 2000 to 2099. Days are taken in UTC.
 */
public record CvDates(LocalDate effective, LocalDate expires) {
  private static final int CENTURY = 2000;

  static CvDates parse(Tlv effective, Tlv expires, String where) throws CvcException {
    return new CvDates(
        day(effective.value(), where + ": effective date"),
        day(expires.value(), where + ": expiration date"));
  }

  /** Its first moment. */
  public Instant notBefore() {
    return effective.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** The first moment at which it holds no longer. */
  public Instant end() {
    return expires.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  void verifyAt(Instant at, String whose) throws CvcException {
    if (at.isBefore(notBefore())) {
      throw CvcException.refused(
          "%s is valid from %s, needed at %s".formatted(whose, effective, at));
    }
    if (!at.isBefore(end())) {
      throw CvcException.refused("%s expired after %s, needed at %s".formatted(whose, expires, at));
    }
  }

  private static LocalDate day(Bytes digits, String where) throws CvcException {
    boolean decimal = digits.length() == 6;
    for (int i = 0; decimal && i < digits.length(); i++) {
      decimal = digits.at(i) >= 0 && digits.at(i) <= 9;
    }
    if (!decimal) {
      throw CvcException.malformed(
          "%s is %s, expected six octets of one digit each".formatted(where, digits));
    }
    try {
      return LocalDate.of(CENTURY + pair(digits, 0), pair(digits, 2), pair(digits, 4));
    } catch (DateTimeException e) {
      throw CvcException.malformed("%s is %s, which is no day".formatted(where, digits));
    }
  }

  private static int pair(Bytes digits, int at) {
    return 10 * digits.at(at) + digits.at(at + 1);
  }
}
