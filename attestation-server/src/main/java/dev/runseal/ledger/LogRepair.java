package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.ledger.TileDerivation.PartialTile;
import dev.runseal.ledger.TileDerivation.Wrong;
import dev.runseal.note.Checkpoint;
import dev.runseal.note.NoteException;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.tree.EntryBundle;
import dev.runseal.tree.TilePath;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What of a state directory can be made again from its entries, and nothing else: the partial tiles
 * of the published head, and the index. {@link #find} reads everything and changes nothing; it
 * refuses a log whose entries, full tiles, journal and checkpoint do not stand together, because
 * only a backup has those. The signature of the checkpoint is not looked at: an audit does that.
 *
 * <p>The caller holds the state's lock. Used by one thread.
 */
public final class LogRepair implements Closeable {
  private static final String CHECKPOINT = "checkpoint";

  private final Path state;
  private final LogDirectory files;
  private final Checkpoint head;
  private final Journal journal;
  private final BundleEntries bundles;
  private final long inBundles;
  private final List<PartialTile> tiles;
  private final Optional<String> indexProblem;

  private LogRepair(Path state, LogDirectory files, Checkpoint head, Journal journal)
      throws IOException, LedgerException {
    this.state = state;
    this.files = files;
    this.head = head;
    this.journal = journal;
    this.bundles = new BundleEntries(state, head.size());
    this.inBundles = head.size() / TilePath.FULL_WIDTH * TilePath.FULL_WIDTH;
    this.tiles = findTiles();
    this.indexProblem = findIndex();
  }

  /**
   * Looks for what is to be made again. What only a backup can bring back is thrown with the reason
   * {@link LedgerException.Reason#READ_FAILED}.
   */
  public static LogRepair find(StateLock lock) throws LedgerException {
    Path state = lock.directory();
    var files = new DiskDirectory(state);
    try {
      Checkpoint head = readHead(files);
      if (Journal.findFirst(files).isEmpty()) {
        throw lost("there is no journal in %s".formatted(files.path(Journal.DIRECTORY)));
      }
      Journal journal =
          Journal.open(
              files, head.origin(), Integer.MAX_VALUE, (firstIndex, checkpoint, entries) -> {});
      try {
        return new LogRepair(state, files, head, journal);
      } catch (IOException | LedgerException | RuntimeException e) {
        journal.close();
        throw e;
      }
    } catch (IOException e) {
      throw new LedgerException(
          LedgerException.Reason.STATE_REFUSED,
          "state directory %s can't be read: %s".formatted(state, e),
          e);
    }
  }

  public Origin origin() {
    return head.origin();
  }

  /** How many entries the published head covers. */
  public long size() {
    return head.size();
  }

  /** The partial tiles that are missing or wrong. */
  public List<TilePath> tiles() {
    return tiles.stream().map(PartialTile::path).toList();
  }

  /** What is wrong with the index, if anything is. */
  public Optional<String> indexProblem() {
    return indexProblem;
  }

  /** Makes again what was found. A crash leaves a part of it undone: the next repair finds that. */
  public void apply() throws LedgerException {
    try {
      for (PartialTile tile : tiles) {
        String name = tile.path().encode();
        files.makeDirectory(LogDirectory.parent(name));
        files.putDurably(name, tile.content());
      }
    } catch (IOException e) {
      throw new LedgerException(
          LedgerException.Reason.DISK_REFUSES,
          "partial tiles of %s can't be written: %s".formatted(state, e),
          e);
    }
    if (indexProblem.isPresent()) {
      StoredIndex.rebuild(state, origin(), journal.size(), this::entry, LedgerEvents.NONE);
    }
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }

  private static Checkpoint readHead(LogDirectory files) throws IOException, LedgerException {
    try {
      String text = new String(files.read(CHECKPOINT).toArray(), StandardCharsets.UTF_8);
      return SignedCheckpoint.parse(text).checkpoint();
    } catch (NoSuchFileException e) {
      throw lost("%s is missing".formatted(files.path(CHECKPOINT)));
    } catch (NoteException e) {
      throw lost("%s does not parse: %s".formatted(files.path(CHECKPOINT), e.getMessage()));
    }
  }

  private List<PartialTile> findTiles() throws IOException, LedgerException {
    if (journal.size() < head.size() || journal.first() > inBundles) {
      throw lost(
          "journal goes from entry %d to before entry %d, expected from %d or before to %d or behind"
              .formatted(journal.first(), journal.size(), inBundles, head.size()));
    }
    var derivation = new TileDerivation(files);
    for (long i = 0; i < inBundles; i++) {
      if (i % TilePath.FULL_WIDTH == 0) {
        verifyReads(TilePath.entries(i / TilePath.FULL_WIDTH, TilePath.FULL_WIDTH), i);
      }
      derivation.append(bundles.entry(i));
    }
    List<Bytes> rest = new ArrayList<>();
    for (long i = inBundles; i < head.size(); i++) {
      rest.add(entry(i));
      derivation.append(rest.getLast());
    }
    verifyFull(derivation);
    List<PartialTile> expected = new ArrayList<>(derivation.partials());
    if (!rest.isEmpty()) {
      expected.add(
          new PartialTile(
              TilePath.entries(inBundles / TilePath.FULL_WIDTH, rest.size()),
              new EntryBundle(rest).encode()));
    }
    List<PartialTile> wrong = new ArrayList<>();
    for (PartialTile each : expected) {
      String name = each.path().encode();
      if (!files.exists(name) || !files.read(name).equals(each.content())) {
        wrong.add(each);
      }
    }
    return wrong;
  }

  private void verifyReads(TilePath bundle, long first) throws LedgerException {
    if (!Files.exists(files.path(bundle.encode()))) {
      throw wrong(new Wrong(bundle, "is missing"), 1);
    }
    try {
      bundles.entry(first);
    } catch (LedgerException e) {
      throw wrong(new Wrong(bundle, "does not read (%s)".formatted(e.getMessage())), 1);
    }
  }

  /** Only entries that hash to the head say what a tile must be. */
  private void verifyFull(TileDerivation derivation) throws LedgerException {
    List<Wrong> wrong = derivation.wrong();
    if (!derivation.root().equals(head.root())) {
      String found =
          "entries hash to root %s, checkpoint of size %d has %s"
              .formatted(derivation.root(), head.size(), head.root());
      if (!wrong.isEmpty()) {
        TilePath tile = wrong.getFirst().path();
        found +=
            ", and %s does not hash to %s"
                .formatted(TilePath.entries(tile.index(), TilePath.FULL_WIDTH), tile);
      }
      throw lost(found);
    }
    if (!wrong.isEmpty()) {
      throw wrong(wrong.getFirst(), wrong.size());
    }
  }

  private LedgerException wrong(Wrong first, int count) {
    String others = count == 1 ? "" : " (and %d more)".formatted(count - 1);
    return new LedgerException(
        LedgerException.Reason.READ_FAILED,
        "%s %s%s: %s"
            .formatted(
                first.path(),
                first.found(),
                others,
                isMadeByStart(first.path())
                    ? "its entries are in the journal, and the daemon's next start writes it again"
                    : "restore it from a backup"),
        null);
  }

  /** As {@link TileWriter} goes on: with the first tile that begins in the journal. */
  private boolean isMadeByStart(TilePath path) {
    int level =
        switch (path.kind()) {
          case TilePath.Kind.Hashes(int number) -> number;
          case TilePath.Kind.Entries() -> 0;
        };
    long lastTile = ((path.index() + 1) << (Tile.HEIGHT * level)) - 1;
    return lastTile * TilePath.FULL_WIDTH >= journal.first();
  }

  private Optional<String> findIndex() throws IOException, LedgerException {
    if (!Files.isDirectory(LogIndex.folder(state))) {
      verifyStatements();
      return Optional.of("there is none");
    }
    try {
      StoredIndex.verify(state, origin(), journal.size(), this::entry);
      return Optional.empty();
    } catch (LedgerException e) {
      verifyStatements();
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** What can't be finished is not begun. */
  private void verifyStatements() throws LedgerException {
    for (long i = 0; i < journal.size(); i++) {
      LogIndex.parse(i, entry(i));
    }
  }

  private Bytes entry(long index) throws LedgerException {
    if (index < inBundles) {
      return bundles.entry(index);
    }
    try {
      return journal.entries(index, index + 1).getFirst();
    } catch (IOException e) {
      throw new LedgerException(
          LedgerException.Reason.READ_FAILED, "entry %d of the journal: %s".formatted(index, e), e);
    }
  }

  private static LedgerException lost(String found) {
    return new LedgerException(
        LedgerException.Reason.READ_FAILED, found + ": restore it from a backup", null);
  }
}
