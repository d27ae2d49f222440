package dev.runseal.server;

import dev.runseal.bundle.Bundle;
import dev.runseal.bundle.BundleWriter.Form;
import io.javalin.http.Context;

/** {@code POST /v1/seals}: seals one execution of one declaration. */
final class SealsResource implements Resource {
  private final Connections connections;
  private final RequestBody body;
  private final SealDesk desk;

  SealsResource(Connections connections, RequestBody body, SealDesk desk) {
    this.connections = connections;
    this.body = body;
    this.desk = desk;
  }

  @Override
  public Answer answer(Context request) throws Refusal {
    Visitor visitor = connections.visitor(request);
    Form form = Preference.of(request);
    return desk.seal(visitor, body.read(request.req()), form)
        .answer(Bundle.MEDIA_TYPE)
        .with(Preference.applied(form));
  }
}
