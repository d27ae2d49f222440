package dev.runseal.attestation;

import org.jspecify.annotations.Nullable;

/** Bytes that are no key attestation; the message says where and what was expected. */
public final class AttestationException extends Exception {
  private static final long serialVersionUID = 1;

  AttestationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
