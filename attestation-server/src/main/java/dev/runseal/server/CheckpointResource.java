package dev.runseal.server;

import dev.runseal.bytes.Bytes;
import dev.runseal.ledger.Ledger;
import io.javalin.http.Context;
import java.util.Map;

/** {@code GET /v1/logs/{keyHash}/checkpoint}: the newest signed head, as a C2SP signed note. */
final class CheckpointResource implements Resource {
  private static final String NOTE = "text/plain; charset=utf-8";

  private final Ledger ledger;
  private final LogName log;

  CheckpointResource(Ledger ledger, LogName log) {
    this.ledger = ledger;
    this.log = log;
  }

  @Override
  public Answer answer(Context request) throws Refusal {
    log.require(request);
    return Answer.of(200, NOTE, Bytes.utf8(ledger.head().encode()))
        .with(Map.of(Caching.HEADER, Caching.ASK_AGAIN));
  }
}
