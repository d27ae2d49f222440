package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.tree.EntryBundle;
import dev.runseal.tree.TileException;
import dev.runseal.tree.TilePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The entries of a log as its bundles on disk have them, full ones and the partial one of a size,
 * and nothing else. One bundle is kept, for who goes through them in order. Used by one thread.
 */
public final class BundleEntries implements EntrySource {
  private final Path state;
  private final long size;
  private long bundle = -1;
  private List<Bytes> entries = List.of();

  public BundleEntries(Path state, long size) {
    this.state = state;
    this.size = size;
  }

  @Override
  public Bytes entry(long index) throws LedgerException {
    long wanted = index / TilePath.FULL_WIDTH;
    if (wanted != bundle) {
      entries = read(wanted);
      bundle = wanted;
    }
    return entries.get((int) (index % TilePath.FULL_WIDTH));
  }

  private List<Bytes> read(long wanted) throws LedgerException {
    long left = size - wanted * TilePath.FULL_WIDTH;
    TilePath path = TilePath.entries(wanted, (int) Math.min(TilePath.FULL_WIDTH, left));
    if (!Files.exists(state.resolve(path.encode()))) {
      path = TilePath.entries(wanted, TilePath.FULL_WIDTH);
    }
    try {
      Bytes encoded = Bytes.takingOwnership(Files.readAllBytes(state.resolve(path.encode())));
      return EntryBundle.parse(encoded, path.width()).entries();
    } catch (IOException | TileException e) {
      throw new LedgerException(
          LedgerException.Reason.READ_FAILED, "%s: %s".formatted(path, e.getMessage()), e);
    }
  }
}
