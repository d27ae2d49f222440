package dev.runseal.key;

import org.jspecify.annotations.Nullable;

/** The token did not sign. */
public final class SigningException extends Exception {
  private static final long serialVersionUID = 1;

  /** What the caller can do about it. */
  public enum Reason {
    /** The token is away or its sessions died: ask again later. */
    UNAVAILABLE,
    /** The token is there and says no (PIN, key gone, mechanism): asking again will not help. */
    REFUSED
  }

  private final Reason reason;

  public SigningException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
