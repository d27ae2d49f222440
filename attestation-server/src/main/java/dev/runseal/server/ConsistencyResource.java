package dev.runseal.server;

import dev.runseal.json.Json;
import dev.runseal.ledger.Ledger;
import dev.runseal.ledger.LedgerException;
import dev.runseal.tree.ConsistencyProof;
import io.javalin.http.Context;
import java.util.Map;

/**
 * {@code GET …/consistency?from=&to=}: that the log's first entries were not changed when it grew.
 * Formats, section 7.
 */
final class ConsistencyResource implements Resource {
  private final Ledger ledger;
  private final LogName log;

  ConsistencyResource(Ledger ledger, LogName log) {
    this.ledger = ledger;
    this.log = log;
  }

  @Override
  public Answer answer(Context request) throws Refusal {
    log.require(request);
    Query query = Query.of(request);
    long from = query.natural("from");
    long to = query.natural("to");
    query.end();
    long size = ledger.size();
    if (to > size) {
      throw Query.refusal("to", "found %d, the log has %d signed entries".formatted(to, size));
    }
    if (from < 1 || from > to) {
      throw Query.refusal("from", "found %d, expected 1 to %d".formatted(from, to));
    }
    ConsistencyProof proof = proof(from, to);
    Json.Obj document =
        Json.object()
            .put("log", ledger.origin().text())
            .put("from", from)
            .put("to", to)
            .put(
                "hashes",
                Json.array(
                    proof.hashes().stream().map(hash -> Json.string(hash.toString())).toList()))
            .build();
    return Answer.json(document).with(Map.of(Caching.HEADER, Caching.ANYONE));
  }

  private ConsistencyProof proof(long from, long to) throws Refusal {
    try {
      return ledger.consistency(from, to);
    } catch (LedgerException e) {
      throw LedgerRefusal.of(e, Problem.EXECUTION_REUSED);
    }
  }
}
