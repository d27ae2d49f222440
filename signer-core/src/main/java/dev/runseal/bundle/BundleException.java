package dev.runseal.bundle;

import org.jspecify.annotations.Nullable;

/** A file that is no bundle, or not one that this version can read; the message says where. */
public final class BundleException extends Exception {
  private static final long serialVersionUID = 1;

  BundleException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
