package dev.runseal.tpm;

import org.jspecify.annotations.Nullable;

/** Bytes of a TPM that are not what they should be; the message says what was found and where. */
public final class TpmException extends Exception {
  private static final long serialVersionUID = 1;

  public TpmException(String message) {
    this(message, null);
  }

  public TpmException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
