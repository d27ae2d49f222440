package dev.runseal.server;

import io.javalin.http.Context;

/** {@code POST /v1/seals/batch}: seals many executions, all or none of them. */
final class BatchResource implements Resource {
  private final Connections connections;
  private final RequestBody body;
  private final SealDesk desk;

  BatchResource(Connections connections, RequestBody body, SealDesk desk) {
    this.connections = connections;
    this.body = body;
    this.desk = desk;
  }

  @Override
  public Answer answer(Context request) throws Refusal {
    Visitor visitor = connections.visitor(request);
    return desk.sealAll(visitor, body.read(request.req())).answer(Answer.JSON);
  }
}
