package dev.runseal.note;

import org.jspecify.annotations.Nullable;

/** A note, checkpoint or receipt that is malformed, or not signed as it must be. */
public final class NoteException extends Exception {
  private static final long serialVersionUID = 1;

  public NoteException(String message) {
    this(message, null);
  }

  public NoteException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** What a value's constructor refused, as a refusal of the text that the value was read from. */
  static NoteException because(IllegalArgumentException refusal) {
    return new NoteException(String.valueOf(refusal.getMessage()), refusal);
  }
}
