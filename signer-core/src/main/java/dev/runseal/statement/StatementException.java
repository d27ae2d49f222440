package dev.runseal.statement;

import org.jspecify.annotations.Nullable;

/** Bytes that are no statement; the message says where and what was expected. */
public final class StatementException extends Exception {
  private static final long serialVersionUID = 1;

  StatementException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
