package dev.runseal.server;

import io.javalin.http.Context;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** From a request to the caller behind its connection. */
final class Connections {
  private final CallerGate gate;

  Connections(CallerGate gate) {
    this.gate = gate;
  }

  Visitor visitor(Context request) throws Refusal {
    return gate.admit(
        ServletContextRequest.getServletContextRequest(request.req()).getConnectionMetaData());
  }
}
