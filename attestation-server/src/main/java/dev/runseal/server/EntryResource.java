package dev.runseal.server;

import dev.runseal.bundle.Bundle;
import dev.runseal.bundle.BundleWriter.Form;
import dev.runseal.bytes.Bytes;
import dev.runseal.ledger.Ledger;
import dev.runseal.statement.Completion;
import dev.runseal.statement.Seal;
import dev.runseal.statement.Statement;
import io.javalin.http.Context;
import java.util.regex.Pattern;

/**
 * {@code GET …/seals/{index}}: the bundle of a seal or completion, for whom it belongs to and
 * readers.
 */
final class EntryResource implements Resource {
  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,15}");

  private final Connections connections;
  private final Ledger ledger;
  private final Entries entries;
  private final Bundles bundles;
  private final LogName log;

  EntryResource(
      Connections connections, Ledger ledger, Entries entries, Bundles bundles, LogName log) {
    this.connections = connections;
    this.ledger = ledger;
    this.entries = entries;
    this.bundles = bundles;
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
    return Answer.of(200, Bundle.MEDIA_TYPE, bundle(visitor, Long.parseLong(index), form))
        .with(Preference.applied(form));
  }

  private Bytes bundle(Visitor visitor, long index, Form form) throws Refusal {
    Bytes entry = entries.entry(entries.log(), index);
    Statement statement = Entries.statement(entry);
    Entries.requireReadable(visitor, statement);
    var head = ledger.head();
    return switch (statement) {
      case Seal ignored -> bundles.ofSeal(form, index, entry, head);
      case Completion completion -> {
        long seal = completion.seal().index();
        Bytes sealed = entries.entry(completion.seal().log(), seal);
        yield bundles.ofCompletion(form, index, entry, seal, sealed, head);
      }
    };
  }
}
