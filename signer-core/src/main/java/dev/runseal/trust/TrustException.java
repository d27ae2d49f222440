package dev.runseal.trust;

import org.jspecify.annotations.Nullable;

/** A trust or policy file that can't be read, or says what this version can't judge. */
public final class TrustException extends Exception {
  private static final long serialVersionUID = 1;

  TrustException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
