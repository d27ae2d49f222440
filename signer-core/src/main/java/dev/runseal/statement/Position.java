package dev.runseal.statement;

import dev.runseal.json.Json;
import dev.runseal.key.Origin;

/** What the signer alone decides: the log, the place in it, and the time on its clock. */
public record Position(Origin log, long index, Timestamp sealedAt) {
  public Position {
    SealRef.requireIndex(index);
  }

  /** A stand-in for a statement that is yet to be sequenced: after everything, at no time. */
  public static Position pending(Origin log) {
    return new Position(log, Json.MAX_INTEGER, Timestamp.EPOCH);
  }
}
