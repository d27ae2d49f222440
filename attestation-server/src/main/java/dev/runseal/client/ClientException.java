package dev.runseal.client;

import org.jspecify.annotations.Nullable;

/** The daemon could not be asked, or did not answer in HTTP. */
public final class ClientException extends Exception {
  private static final long serialVersionUID = 1;

  /** What the caller can do about it. */
  public enum Reason {
    /** Nobody listens there, or the socket may not be opened by this user. */
    UNREACHABLE,
    /** The daemon did not answer in time, or hung up: the same request may be sent again. */
    NO_ANSWER,
    /** What came back is not an HTTP/1.1 answer that Runseal's daemon would give. */
    BAD_ANSWER
  }

  private final Reason reason;

  public ClientException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public ClientException(Reason reason, String message) {
    this(reason, message, null);
  }

  public Reason reason() {
    return reason;
  }
}
