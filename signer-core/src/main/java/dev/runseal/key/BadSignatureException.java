package dev.runseal.key;

import org.jspecify.annotations.Nullable;

/** A signature does not verify, or is none. */
public final class BadSignatureException extends Exception {
  private static final long serialVersionUID = 1;

  public BadSignatureException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
