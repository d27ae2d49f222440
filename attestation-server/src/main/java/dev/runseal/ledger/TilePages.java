package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.tree.EntryBundle;
import dev.runseal.tree.NodeReader;
import dev.runseal.tree.TilePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tiles of a log up to a signed size, put together from its nodes and entries. What a path
 * names never changes once it is there: the width is part of it.
 *
 * <p>spec: C2SP tlog-tiles
 */
final class TilePages {
  /** How many levels of the tree one level of tiles spans. */
  private static final int LEVELS = 8;

  private final NodeReader nodes;
  private final EntryReader entries;

  TilePages(NodeReader nodes, EntryReader entries) {
    this.nodes = nodes;
    this.entries = entries;
  }

  /** Where the exact bytes of a signed entry come from. */
  @FunctionalInterface
  interface EntryReader {
    Bytes entry(long index) throws LedgerException;
  }

  /** The bytes of a tile; nothing where a log of {@code size} entries does not reach it yet. */
  Optional<Bytes> find(TilePath path, long size) throws LedgerException {
    long first = path.index() * TilePath.FULL_WIDTH;
    return switch (path.kind()) {
      case TilePath.Kind.Hashes(int level) ->
          first + path.width() <= size >>> (LEVELS * level)
              ? Optional.of(hashes(LEVELS * level, first, path.width()))
              : Optional.empty();
      case TilePath.Kind.Entries() ->
          first + path.width() <= size
              ? Optional.of(entries(first, path.width()))
              : Optional.empty();
    };
  }

  private Bytes hashes(int level, long first, int width) {
    Bytes[] hashes = new Bytes[width];
    for (int i = 0; i < width; i++) {
      hashes[i] = nodes.node(level, first + i).digest().value();
    }
    return Bytes.concat(hashes);
  }

  private Bytes entries(long first, int width) throws LedgerException {
    List<Bytes> bundle = new ArrayList<>(width);
    for (int i = 0; i < width; i++) {
      bundle.add(entries.entry(first + i));
    }
    return new EntryBundle(bundle).encode();
  }
}
