package dev.runseal.server;

import dev.runseal.json.Json;
import dev.runseal.ledger.Ledger;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;

/** {@code GET /v1/logs}: the logs that this signer keeps, oldest first. */
final class LogsResource implements Resource {
  private final Ledger ledger;

  LogsResource(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public Answer answer(Context request) {
    Json.Obj log =
        Json.object()
            .put("log", ledger.origin().text())
            .put("keyHash", ledger.origin().keyHash())
            .put("size", ledger.size())
            .build();
    return Answer.json(Json.object().put("logs", Json.array(List.of(log))).build())
        .with(Map.of(Caching.HEADER, Caching.ASK_AGAIN));
  }
}
