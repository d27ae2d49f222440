package dev.runseal.audit;

import org.jspecify.annotations.Nullable;

/** The log could not be read, or not be audited as asked: no verdict was reached. */
public final class AuditException extends Exception {
  private static final long serialVersionUID = 1;

  public AuditException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  public AuditException(String message) {
    this(message, null);
  }
}
