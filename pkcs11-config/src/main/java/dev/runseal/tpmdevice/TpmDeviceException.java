package dev.runseal.tpmdevice;

import org.jspecify.annotations.Nullable;

/** A TPM that can't be reached, or that said no; the message says to what. */
public final class TpmDeviceException extends Exception {
  private static final long serialVersionUID = 1;

  /** For callers that branch. */
  public enum Reason {
    /** It does not answer, or not to the end: trying again later may help. */
    UNREACHABLE,
    /** There is nothing at this handle. */
    NOT_FOUND,
    /** It answered with another code than success, or with what can't be read. */
    REFUSED
  }

  private final Reason reason;

  TpmDeviceException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  TpmDeviceException(Reason reason, String message) {
    this(reason, message, null);
  }

  public Reason reason() {
    return reason;
  }
}
