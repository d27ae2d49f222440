package dev.runseal.ledger;

import dev.runseal.key.SigningException;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The ledger did not do what it was asked for, and says why. */
public final class LedgerException extends Exception {
  private static final long serialVersionUID = 1;

  /** What the caller can do about it. */
  public enum Reason {
    /** Too much is under way: ask again soon. */
    QUEUE_FULL,
    /** The key of this submission belongs to another one: {@link LedgerException#earlier}. */
    CONFLICT,
    /** One request holds the same key twice. */
    REPEATED,
    /** The token is away; what is durable gets signed later: ask again, and find the seal. */
    TOKEN_UNAVAILABLE,
    /** The token is there and refuses to sign: an operator must look. */
    TOKEN_REFUSED,
    /** The clock can't be believed now. */
    CLOCK,
    /**
     * The disk is full or read-only; what it holds is whole, and sealing goes on when it takes
     * more.
     */
    DISK_REFUSES,
    /**
     * An fsync failed, or somebody changed the journal: only a restart, which reads the journal
     * again, heals this.
     */
    JOURNAL_FAILED,
    /** What was durable before does not read back. */
    READ_FAILED,
    /** The ledger is closing or closed. */
    CLOSED,
    /** The thread that asked was interrupted; what it submitted may still be sealed. */
    INTERRUPTED,
    /** The state directory is not one that sealing may go on from. */
    STATE_REFUSED
  }

  private final Reason reason;
  private final int submission;
  private final long earlier;

  private LedgerException(
      Reason reason, String message, @Nullable Throwable cause, int submission, long earlier) {
    super(message, cause);
    this.reason = reason;
    this.submission = submission;
    this.earlier = earlier;
  }

  LedgerException(Reason reason, String message, @Nullable Throwable cause) {
    this(reason, message, cause, -1, -1);
  }

  static LedgerException conflict(int submission, long earlier) {
    return new LedgerException(
        Reason.CONFLICT,
        "entry %d has this key with other content".formatted(earlier),
        null,
        submission,
        earlier);
  }

  static LedgerException repeated(int submission) {
    return new LedgerException(
        Reason.REPEATED,
        "submission %d has the key of an earlier one in this request".formatted(submission),
        null,
        submission,
        -1);
  }

  /** The same, thrown by the thread that asks for it. */
  LedgerException again() {
    return new LedgerException(reason, String.valueOf(getMessage()), this, submission, earlier);
  }

  static LedgerException refused(String message) {
    return new LedgerException(Reason.STATE_REFUSED, message, null);
  }

  /** {@code what} the token was to sign. */
  static LedgerException ofToken(String what, SigningException e) {
    var reason =
        switch (e.reason()) {
          case UNAVAILABLE -> Reason.TOKEN_UNAVAILABLE;
          case REFUSED -> Reason.TOKEN_REFUSED;
        };
    return new LedgerException(reason, what + ": " + e.getMessage(), e);
  }

  public Reason reason() {
    return reason;
  }

  /** Which submission of the request is at fault, where it is one of them. */
  public OptionalInt submission() {
    return submission < 0 ? OptionalInt.empty() : OptionalInt.of(submission);
  }

  /** In a conflict: the index of the entry that has the key. */
  public OptionalLong earlier() {
    return earlier < 0 ? OptionalLong.empty() : OptionalLong.of(earlier);
  }
}
