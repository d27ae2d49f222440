package dev.runseal.yubico;

import org.jspecify.annotations.Nullable;

/** Certificates that are not what a device of Yubico's issues; the message says which and why. */
public final class YubicoException extends Exception {
  private static final long serialVersionUID = 1;

  YubicoException(@Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  YubicoException(String message) {
    this(message, null);
  }
}
