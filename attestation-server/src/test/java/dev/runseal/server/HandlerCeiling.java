package dev.runseal.server;

import dev.runseal.bundle.Bundle;
import dev.runseal.bytes.Bytes;
import dev.runseal.declaration.RunIdentity;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import dev.runseal.statement.Execution;
import dev.runseal.statement.Signer;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.nio.file.Path;
import java.util.List;

/**
 * The daemon's HTTP server with nothing behind it: {@code POST /v1/seals} lets the caller in, reads
 * the request, and answers 5 KB of constants. What the benchmark measures here is the ceiling of
 * everything that answers through this server.
 *
 * <p>{@code java … dev.runseal.server.HandlerCeiling CONFIG}
 */
public final class HandlerCeiling {
  private static final Bytes ANSWER =
      Bytes.utf8("{\"constant\":\"%s\"}".formatted("c".repeat(5_000)));

  private HandlerCeiling() {}

  public static void main(String[] args) throws ConfigException, InterruptedException {
    ServerConfig config = ServerConfig.read(Path.of(args[0]));
    var connections = new Connections(new CallerGate(new Signer(PeerCredentials.ownUid()), config));
    var body = new RequestBody(config.limits().bodyBytes());
    Answer alive = Answer.json(Json.object().put("status", "ok").build());
    HttpServer.start(
        config,
        List.of(
            new Api.Route(
                HandlerType.POST, "/v1/seals", request -> answer(connections, body, request)),
            new Api.Route(HandlerType.GET, "/readyz", request -> alive)),
        new Metrics());
    System.out.println("ready: the ceiling at " + config.listen().socket());
    Thread.currentThread().join();
  }

  private static Answer answer(Connections connections, RequestBody body, Context request)
      throws Refusal {
    connections.visitor(request);
    ObjectReader reader = body.read(request.req());
    try {
      reader.parsed("declaration", RunIdentity::parse);
      reader.parsed("execution", Execution::new);
      reader.end();
    } catch (JsonException e) {
      throw Refusal.ofField(e.pointer(), e.problem(), e);
    }
    return Answer.of(201, Bundle.MEDIA_TYPE, ANSWER);
  }
}
