package dev.runseal.server;

import dev.runseal.bytes.Bytes;
import dev.runseal.ledger.Ledger;
import dev.runseal.ledger.LedgerException;
import dev.runseal.tree.TileException;
import dev.runseal.tree.TilePath;
import io.javalin.http.Context;
import java.util.Map;

/**
 * {@code GET …/tile/…}: the log as tiles of hashes, which anyone may read, and of entries, which
 * show other callers' runs and are a right.
 *
 * <p>spec: C2SP tlog-tiles
 */
final class TileResource implements Resource {
  static final String PARAMETER = "tile";

  private static final String TILE = "application/octet-stream";

  private final Connections connections;
  private final Ledger ledger;
  private final LogName log;

  TileResource(Connections connections, Ledger ledger, LogName log) {
    this.connections = connections;
    this.ledger = ledger;
    this.log = log;
  }

  @Override
  public Answer answer(Context request) throws Refusal {
    log.require(request);
    TilePath path = path(request.pathParam(PARAMETER));
    String readers =
        switch (path.kind()) {
          case TilePath.Kind.Hashes(int level) -> Caching.ANYONE;
          case TilePath.Kind.Entries() -> {
            connections.visitor(request).requireReader("the entries of a log");
            yield Caching.CALLER;
          }
        };
    return Answer.of(200, TILE, tile(path)).with(Map.of(Caching.HEADER, readers));
  }

  private Bytes tile(TilePath path) throws Refusal {
    try {
      return ledger
          .findTile(path)
          .orElseThrow(() ->
              new Refusal(
                  Problem.NO_SUCH_TILE,
                  "%s is not in a log of %d entries".formatted(path, ledger.size())));
    } catch (LedgerException e) {
      throw LedgerRefusal.of(e, Problem.EXECUTION_REUSED);
    }
  }

  private static TilePath path(String text) throws Refusal {
    try {
      return TilePath.parse("tile/" + text);
    } catch (TileException e) {
      throw new Refusal(Problem.NO_SUCH_TILE, String.valueOf(e.getMessage()), e);
    }
  }
}
