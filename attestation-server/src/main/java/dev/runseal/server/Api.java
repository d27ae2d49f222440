package dev.runseal.server;

import dev.runseal.json.Json;
import dev.runseal.ledger.Ledger;
import io.javalin.http.HandlerType;
import java.util.List;

/** What answers where: the table of all routes. docs/api.md and openapi.json describe each. */
final class Api {
  /**
   * One line of the table; {@code {name}} in the path stands for one segment, {@code <name>} for
   * the rest.
   */
  record Route(HandlerType method, String path, Resource resource) {}

  /** Room for as many seals as one request may bring, each with all that it can hold. */
  private static final int BATCH_BYTES = 1 << 20;

  private static final Answer ALIVE = Answer.json(Json.object().put("status", "ok").build());

  private final List<Route> routes;

  Api(
      ServerConfig config,
      Ledger ledger,
      Bundles bundles,
      SignerFacts self,
      CallerGate gate,
      KeyAttestations attestations,
      TrustResource trust,
      Metrics metrics) {
    var connections = new Connections(gate);
    var body = new RequestBody(config.limits().bodyBytes());
    var batchBody = new RequestBody(Math.max(BATCH_BYTES, config.limits().bodyBytes()));
    var log = new LogName(ledger.origin());
    var entries = new Entries(ledger);
    var seals = new SealDesk(ledger, bundles, new SealDrafts(entries, self), self);
    var completions = new CompletionDesk(ledger, entries, bundles, self);
    var entry = new EntryResource(connections, ledger, entries, bundles, log);
    var key = new KeyResource(attestations);
    this.routes =
        List.of(
            post("/v1/seals", new SealsResource(connections, body, seals)),
            post("/v1/seals/batch", new BatchResource(connections, batchBody, seals)),
            post("/v1/completions", new CompletionsResource(connections, body, completions)),
            get("/v1/seals", new ExecutionsResource(connections, ledger, entries, bundles)),
            get("/v1/seals/{index}", entry),
            get("/v1/logs/{keyHash}/seals/{index}", entry),
            get("/v1/key", key),
            get("/v1/key/{digest}", key),
            get("/v1/trust", trust),
            get("/v1/logs", new LogsResource(ledger)),
            get("/v1/logs/{keyHash}/checkpoint", new CheckpointResource(ledger, log)),
            get("/v1/logs/{keyHash}/tile/<tile>", new TileResource(connections, ledger, log)),
            get("/v1/logs/{keyHash}/consistency", new ConsistencyResource(ledger, log)),
            get("/healthz", request -> ALIVE),
            get("/readyz", new ReadinessResource(ledger, config.development())),
            get("/metrics", metrics),
            get("/openapi.json", new OpenApi()));
  }

  List<Route> routes() {
    return routes;
  }

  private static Route get(String path, Resource resource) {
    return new Route(HandlerType.GET, path, resource);
  }

  private static Route post(String path, Resource resource) {
    return new Route(HandlerType.POST, path, resource);
  }
}
