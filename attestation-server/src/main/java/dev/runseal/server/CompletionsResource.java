package dev.runseal.server;

import dev.runseal.bundle.Bundle;
import dev.runseal.bundle.BundleWriter.Form;
import io.javalin.http.Context;

/** {@code POST /v1/completions}: binds a run's outputs to its seal. */
final class CompletionsResource implements Resource {
  private final Connections connections;
  private final RequestBody body;
  private final SealDesk desk;

  CompletionsResource(Connections connections, RequestBody body, SealDesk desk) {
    this.connections = connections;
    this.body = body;
    this.desk = desk;
  }

  @Override
  public Answer answer(Context request) throws Refusal {
    Visitor visitor = connections.visitor(request);
    Form form = Preference.of(request);
    var completed = desk.complete(visitor, body.read(request.req()), form);
    return Answer.of(completed.created() ? 201 : 200, Bundle.MEDIA_TYPE, completed.bundle())
        .with(Preference.applied(form));
  }
}
