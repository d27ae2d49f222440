package dev.runseal.verify;

/** A step of the verification that did not hold; its message becomes the verdict's reason. */
final class CheckFailed extends Exception {
  private static final long serialVersionUID = 1;

  CheckFailed(String message) {
    super(message);
  }

  CheckFailed(String message, Exception cause) {
    super(message, cause);
  }

  static CheckFailed in(String where, Exception cause) {
    return new CheckFailed(where + ": " + cause.getMessage(), cause);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
