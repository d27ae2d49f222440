package dev.runseal.server;

import dev.runseal.key.Origin;
import io.javalin.http.Context;

/** The log that a path names by its key hash, or the current one where it names none. */
record LogName(Origin current) {
  static final String PARAMETER = "keyHash";

  void require(Context request) throws Refusal {
    String keyHash = request.pathParamMap().getOrDefault(PARAMETER, current.keyHash());
    if (!keyHash.equals(current.keyHash())) {
      throw new Refusal(
          Problem.NO_SUCH_LOG,
          "log is \"%s\", this signer keeps %s".formatted(keyHash, current.keyHash()));
    }
  }
}
