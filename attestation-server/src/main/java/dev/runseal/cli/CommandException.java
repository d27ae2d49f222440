package dev.runseal.cli;

import org.jspecify.annotations.Nullable;

/** Why a command ends without its result: one line for the person who called it, with a remedy. */
final class CommandException extends Exception {
  private static final long serialVersionUID = 1;

  private final ExitStatus status;

  private CommandException(ExitStatus status, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  /** The command could not do its work. */
  static CommandException failed(String message, @Nullable Throwable cause) {
    return new CommandException(ExitStatus.FAILED, message, cause);
  }

  static CommandException failed(String message) {
    return failed(message, null);
  }

  /** A check that the command makes did not hold. */
  static CommandException notMet(String message, @Nullable Throwable cause) {
    return new CommandException(ExitStatus.NOT_MET, message, cause);
  }

  static CommandException notMet(String message) {
    return notMet(message, null);
  }

  ExitStatus status() {
    return status;
  }
}
