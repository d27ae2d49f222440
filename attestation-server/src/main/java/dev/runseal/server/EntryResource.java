package dev.runseal.server;

import dev.runseal.bundle.Bundle;
import dev.runseal.bundle.BundleWriter.Form;
import io.javalin.http.Context;
import java.util.regex.Pattern;

/** {@code GET …/seals/{index}}: the bundle of a seal or completion, for whom it belongs to. */
final class EntryResource implements Resource {
  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,15}");

  private final Connections connections;
  private final SealDesk desk;
  private final LogName log;

  EntryResource(Connections connections, SealDesk desk, LogName log) {
    this.connections = connections;
    this.desk = desk;
    this.log = log;
  }

  @Override
  public Answer answer(Context request) throws Refusal {
    log.require(request);
    Visitor visitor = connections.visitor(request);
    Form form = Preference.of(request);
    String index = request.pathParam("index");
    if (!INDEX.matcher(index).matches()) {
      throw new Refusal(
          Problem.NO_SUCH_SEAL, "index is \"%s\", expected a number".formatted(index));
    }
    return Answer.of(200, Bundle.MEDIA_TYPE, desk.read(visitor, Long.parseLong(index), form))
        .with(Preference.applied(form));
  }
}
