package dev.runseal.x509;

import org.jspecify.annotations.Nullable;

/** Certificates that can't be read or are not to be trusted; the message says which and why. */
public final class ChainException extends Exception {
  private static final long serialVersionUID = 1;

  ChainException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  ChainException(String message) {
    this(message, null);
  }
}
