package dev.runseal.server;

import dev.runseal.bundle.BundleWriter.Form;
import dev.runseal.bytes.Bytes;
import dev.runseal.declaration.RunIdentity;
import dev.runseal.ledger.Ledger;
import dev.runseal.ledger.LedgerException;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.statement.Statement;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code GET /v1/seals?declaration=}: every execution of one identity, page by page, oldest first:
 * of all callers for who may read them, else the caller's own.
 */
final class ExecutionsResource implements Resource {
  private static final int PAGE = 100;
  private static final int LARGEST_PAGE = 1_000;

  private final Connections connections;
  private final Ledger ledger;
  private final Entries entries;
  private final Bundles bundles;

  ExecutionsResource(Connections connections, Ledger ledger, Entries entries, Bundles bundles) {
    this.connections = connections;
    this.ledger = ledger;
    this.entries = entries;
    this.bundles = bundles;
  }

  @Override
  public Answer answer(Context request) throws Refusal {
    Visitor visitor = connections.visitor(request);
    Query query = Query.of(request);
    RunIdentity declaration = query.parsed("declaration", RunIdentity::parse);
    long after = query.natural("after", -1);
    int limit = (int) Math.min(query.natural("limit", PAGE), Integer.MAX_VALUE);
    query.end();
    if (limit < 1 || limit > LARGEST_PAGE) {
      throw Query.refusal("limit", "found %d, expected 1 to %d".formatted(limit, LARGEST_PAGE));
    }
    // Of this head and no later one, so that every bundle of the page has the same checkpoint.
    SignedCheckpoint head = ledger.head();
    List<Long> seals = seals(declaration, after + 1, limit, head.checkpoint().size());
    List<Bytes> page = new ArrayList<>();
    for (long index : seals) {
      Bytes entry = entries.entry(entries.log(), index);
      Statement statement = Entries.statement(entry);
      if (visitor.reader() || statement.caller().equals(visitor.caller())) {
        page.add(bundles.ofSeal(Form.MINIMAL, index, entry, head));
      }
    }
    // A page of others' seals is empty and goes on: a caller can't have the whole log searched.
    String next =
        seals.size() < limit
            ? ""
            : ",\"next\":\"/v1/seals?declaration=%s&after=%d&limit=%d\""
                .formatted(declaration, seals.getLast(), limit);
    return Answer.of(200, Answer.JSON, document(page, next));
  }

  private List<Long> seals(RunIdentity declaration, long from, int limit, long size)
      throws Refusal {
    try {
      return ledger.seals(declaration, from, limit).stream().filter(index -> index < size).toList();
    } catch (LedgerException e) {
      throw LedgerRefusal.of(e, Problem.EXECUTION_REUSED);
    }
  }

  private static Bytes document(List<Bytes> bundles, String next) {
    List<Bytes> parts = new ArrayList<>();
    parts.add(Bytes.utf8("{\"bundles\":["));
    for (Bytes bundle : bundles) {
      if (parts.size() > 1) {
        parts.add(Bytes.utf8(","));
      }
      parts.add(bundle);
    }
    parts.add(Bytes.utf8("]" + next + "}"));
    return Bytes.concat(parts.toArray(Bytes[]::new));
  }
}
