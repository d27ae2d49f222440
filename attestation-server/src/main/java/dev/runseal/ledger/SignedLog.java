package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.declaration.RunIdentity;
import dev.runseal.note.Receipt;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.postings.EntryKey;
import dev.runseal.postings.Slot;
import dev.runseal.statement.Caller;
import dev.runseal.statement.Execution;
import dev.runseal.statement.SealRef;
import dev.runseal.tree.ConsistencyProof;
import dev.runseal.tree.InclusionProof;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.TilePath;
import dev.runseal.tree.TreeHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What can be read of a log: all of it under the newest signed head. An entry that is durable but
 * not yet signed is not there. Any thread may read.
 */
final class SignedLog {
  private final LogStore store;
  private final LogIndex index;
  private final Supplier<SignedCheckpoint> head;
  private final BooleanSupplier closed;
  private final TilePages tiles;

  /** {@code closed} tells whether what can't be read is so because nobody keeps the log here. */
  SignedLog(
      LogStore store, LogIndex index, Supplier<SignedCheckpoint> head, BooleanSupplier closed) {
    this.store = store;
    this.index = index;
    this.head = head;
    this.closed = closed;
    this.tiles = new TilePages(store, this::entry);
  }

  /** How many entries are signed. */
  long size() {
    return head.get().checkpoint().size();
  }

  Receipt receipt(long at, SignedCheckpoint under) throws LedgerException {
    long size = under.checkpoint().size();
    return derived(
        "proof of entry " + at,
        () -> new Receipt(at, InclusionProof.of(at, size, store).hashes(), under));
  }

  ConsistencyProof consistency(long from, long to) throws LedgerException {
    if (to > size()) {
      throw new IllegalArgumentException(
          "consistency is asked of size %d, the log has %d entries".formatted(to, size()));
    }
    return derived(
        "consistency from size %d to size %d".formatted(from, to),
        () -> ConsistencyProof.of(from, to, store));
  }

  Optional<Bytes> findTile(TilePath path) throws LedgerException {
    return derived(path.encode(), () -> tiles.find(path, size()));
  }

  Optional<Bytes> findEntry(long at) throws LedgerException {
    return at < 0 || at >= size() ? Optional.empty() : Optional.of(entry(at));
  }

  OptionalLong findSeal(Caller caller, Execution execution) throws LedgerException {
    return find(Uniqueness.ofExecution(caller, execution));
  }

  OptionalLong findCompletion(SealRef seal) throws LedgerException {
    return find(Uniqueness.ofCompletion(seal));
  }

  List<Long> seals(RunIdentity declaration, long from, int limit) throws LedgerException {
    return index.seals(declaration, from, size(), limit);
  }

  /** The exact bytes of a durable entry, signed or not. */
  Bytes entry(long at) throws LedgerException {
    try {
      return entry(store, at);
    } catch (LedgerException e) {
      throw toldOfClose(e);
    }
  }

  /** An entry as it was hashed: what changed on disk since is given to nobody. */
  static Bytes entry(LogStore store, long at) throws LedgerException {
    Bytes entry;
    TreeHash leaf;
    try {
      entry = store.entry(at);
      leaf = store.node(0, at);
    } catch (IOException e) {
      throw unread("entry " + at, e.toString(), e);
    } catch (UncheckedIOException e) {
      throw unread("entry " + at, String.valueOf(e.getCause()), e);
    }
    if (!LeafHash.of(entry).asTree().equals(leaf)) {
      throw new LedgerException(
          LedgerException.Reason.READ_FAILED,
          "entry %d does not hash to its leaf: it changed on disk".formatted(at),
          null);
    }
    return entry;
  }

  private OptionalLong find(EntryKey key) throws LedgerException {
    Optional<Slot> slot = index.find(key).filter(each -> each.index() < size());
    return slot.isPresent() ? OptionalLong.of(slot.get().index()) : OptionalLong.empty();
  }

  /** What is put together from nodes, which may have to be read from disk. */
  @FunctionalInterface
  private interface Derivation<T> {
    T derive() throws LedgerException;
  }

  private <T> T derived(String what, Derivation<T> derivation) throws LedgerException {
    try {
      return derivation.derive();
    } catch (UncheckedIOException e) {
      throw toldOfClose(unread(what, String.valueOf(e.getCause()), e));
    }
  }

  private LedgerException toldOfClose(LedgerException e) {
    return closed.getAsBoolean()
        ? new LedgerException(
            LedgerException.Reason.CLOSED, "the ledger is closed: ask the next one", e)
        : e;
  }

  private static LedgerException unread(String what, String found, Exception e) {
    if (Thread.currentThread().isInterrupted()) {
      return new LedgerException(
          LedgerException.Reason.INTERRUPTED, "interrupted while reading " + what, e);
    }
    return new LedgerException(
        LedgerException.Reason.READ_FAILED, "%s can't be read: %s".formatted(what, found), e);
  }
}
