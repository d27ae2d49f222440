package dev.runseal.server;

import dev.runseal.json.Json;
import dev.runseal.ledger.Ledger;
import dev.runseal.ledger.LedgerStatus;
import dev.runseal.ledger.RollbackWindow;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;

/** {@code GET /readyz}: whether seals are made now, and every reason why not. */
final class ReadinessResource implements Resource {
  private final Ledger ledger;
  private final boolean development;

  ReadinessResource(Ledger ledger, boolean development) {
    this.ledger = ledger;
    this.development = development;
  }

  @Override
  public Answer answer(Context request) {
    List<Json> reasons = new ArrayList<>();
    for (LedgerStatus.Stopped each : ledger.reasons()) {
      reasons.add(Json.string(each.why()));
    }
    Json.Obj document =
        Json.object()
            .put("ready", Json.bool(reasons.isEmpty()))
            .put("reasons", Json.array(reasons))
            .put("log", ledger.origin().text())
            .put("size", ledger.size())
            .put("rollback", rollback(ledger.rollbackWindows()))
            .put("development", Json.bool(development))
            .build();
    return Answer.of(reasons.isEmpty() ? 200 : 503, Answer.JSON, document);
  }

  /** Where no second place keeps the newest head, a restored backup goes unnoticed. */
  private static Json rollback(List<RollbackWindow> windows) {
    if (windows.isEmpty()) {
      return Json.string("unprotected");
    }
    List<Json> shown = new ArrayList<>();
    for (RollbackWindow window : windows) {
      Json.Builder each =
          Json.object()
              .put("where", window.where())
              .put("kept", window.kept())
              .put("exposed", window.exposed());
      window.fault().ifPresent(fault -> each.put("fault", fault));
      shown.add(each.build());
    }
    return Json.array(shown);
  }
}
