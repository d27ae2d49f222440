package dev.runseal.attestation;

import org.jspecify.annotations.Nullable;

/** A key attestation, or evidence in it, that is not accepted; the message says where and why. */
public final class AttestationException extends Exception {
  private static final long serialVersionUID = 1;

  /** What a caller can do about it. */
  public enum Reason {
    /** The bytes are none of what they should be: nothing was judged. */
    MALFORMED,
    /** What they say was judged, and does not hold. */
    REFUSED
  }

  private final Reason reason;

  public AttestationException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  public static AttestationException malformed(String message) {
    return new AttestationException(Reason.MALFORMED, message, null);
  }

  public static AttestationException refused(String message) {
    return new AttestationException(Reason.REFUSED, message, null);
  }
}
