package dev.runseal.pkixevidence;

import org.jspecify.annotations.Nullable;

/** Evidence that is not accepted; the message says where and why. */
public final class PkixEvidenceException extends Exception {
  private static final long serialVersionUID = 1;

  /** How far it came. */
  public enum Reason {
    /** It is not of the form that the draft's ASN.1 module has. */
    MALFORMED,
    /** It is of that form, and breaks a rule or is not signed as it must be. */
    REFUSED
  }

  private final Reason reason;

  PkixEvidenceException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  static PkixEvidenceException malformed(String message) {
    return new PkixEvidenceException(Reason.MALFORMED, message, null);
  }

  static PkixEvidenceException refused(String message) {
    return new PkixEvidenceException(Reason.REFUSED, message, null);
  }

  public Reason reason() {
    return reason;
  }
}
