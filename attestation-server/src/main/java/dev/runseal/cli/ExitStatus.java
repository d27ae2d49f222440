package dev.runseal.cli;

/** What a command tells the shell. */
enum ExitStatus {
  /** Done; every verdict and check that was required is met. */
  SUCCESS(0),
  /** The command found out what it was asked, and the answer is no. */
  NOT_MET(1),
  /** The command could not find out: unreadable input, wrong usage, the outside world said no. */
  FAILED(2);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
