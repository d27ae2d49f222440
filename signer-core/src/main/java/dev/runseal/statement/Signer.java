package dev.runseal.statement;

/** The signing daemon, as the uid it runs under. */
public record Signer(long uid) {
  public Signer {
    Caller.requireUid(uid);
  }
}
