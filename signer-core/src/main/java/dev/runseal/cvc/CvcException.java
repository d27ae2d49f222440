package dev.runseal.cvc;

import org.jspecify.annotations.Nullable;

/** Card-verifiable certificates that are not accepted; the message says where and why. */
public final class CvcException extends Exception {
  private static final long serialVersionUID = 1;

  /** What a caller can do about it. */
  public enum Reason {
    /** The bytes are no card-verifiable certificates: nothing was judged. */
    MALFORMED,
    /** They were judged, and do not hold. */
    REFUSED
  }

  private final Reason reason;

  private CvcException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  static CvcException malformed(String message) {
    return new CvcException(Reason.MALFORMED, message, null);
  }

  static CvcException refused(String message) {
    return new CvcException(Reason.REFUSED, message, null);
  }

  static CvcException refused(String message, Throwable cause) {
    return new CvcException(Reason.REFUSED, message, cause);
  }
}
