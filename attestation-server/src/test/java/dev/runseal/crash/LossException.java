package dev.runseal.crash;

/** The log does not hold what was acknowledged, or holds another tree than was signed. */
final class LossException extends Exception {
  private static final long serialVersionUID = 1;

  LossException(String message) {
    super(message);
  }

  LossException(String message, Throwable cause) {
    super(message, cause);
  }
}
