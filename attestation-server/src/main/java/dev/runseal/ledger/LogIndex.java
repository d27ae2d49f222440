package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.declaration.RunIdentity;
import dev.runseal.statement.Completion;
import dev.runseal.statement.Seal;
import dev.runseal.statement.Statement;
import dev.runseal.statement.StatementException;
import dev.runseal.statement.Timestamp;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where in the log something is: the seal of a caller's execution, the completion of a seal, the
 * seals of a declaration. All of it is in memory, about 200 bytes an entry, and rebuilt from the
 * entries at every start; an index on disk will take its place. The writer alone changes it, any
 * thread reads; what is here may not be durable yet, so readers compare with the signed size.
 */
final class LogIndex implements LogStore.Visitor {
  /** The entry that has a key, and what a repeat must agree with. */
  record Slot(long index, EntryKey fingerprint) {}

  private final ConcurrentHashMap<EntryKey, Slot> slots = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<RunIdentity, Places> declarations = new ConcurrentHashMap<>();
  private Timestamp newest = Timestamp.EPOCH;

  /** Takes in an entry that the log holds already. */
  @Override
  public void entry(long index, Bytes entry) throws LedgerException {
    Statement statement;
    try {
      statement = Statement.parse(entry);
    } catch (StatementException e) {
      throw new LedgerException(
          LedgerException.Reason.STATE_REFUSED,
          "journal entry %d is no statement: %s".formatted(index, e.getMessage()),
          e);
    }
    if (statement.position().index() != index) {
      throw LedgerException.refused(
          "journal entry %d says its index is %d".formatted(index, statement.position().index()));
    }
    newest = statement.position().sealedAt();
    add(index, Uniqueness.of(statement), declaration(statement));
  }

  /** When the newest entry that was taken in at the start was sealed. */
  Timestamp newest() {
    return newest;
  }

  void add(long index, Uniqueness uniqueness, Optional<RunIdentity> declaration) {
    slots.put(uniqueness.key(), new Slot(index, uniqueness.fingerprint()));
    declaration.ifPresent(
        identity -> declarations.computeIfAbsent(identity, key -> new Places()).add(index));
  }

  /** Forgets an entry that did not become durable, so that its key is free again. */
  void remove(long index, Uniqueness uniqueness, Optional<RunIdentity> declaration) {
    slots.remove(uniqueness.key());
    declaration.map(declarations::get).ifPresent(places -> places.removeFrom(index));
  }

  Optional<Slot> find(EntryKey key) {
    return Optional.ofNullable(slots.get(key));
  }

  /** The seals of a declaration from {@code from} on and before {@code size}, oldest first. */
  long[] seals(RunIdentity declaration, long from, long size, int limit) {
    Places places = declarations.get(declaration);
    return places == null ? new long[0] : places.between(from, size, limit);
  }

  static Optional<RunIdentity> declaration(Statement statement) {
    return switch (statement) {
      case Seal seal -> Optional.of(seal.declaration());
      case Completion _ -> Optional.empty();
    };
  }

  /** A growing list of indexes in ascending order; its own lock guards it. */
  private static final class Places {
    private long[] indexes = new long[1];
    private int count;

    synchronized void add(long index) {
      if (count == indexes.length) {
        indexes = Arrays.copyOf(indexes, 2 * count);
      }
      indexes[count++] = index;
    }

    synchronized void removeFrom(long index) {
      while (count > 0 && indexes[count - 1] >= index) {
        count--;
      }
    }

    synchronized long[] between(long from, long before, int limit) {
      int start = lowest(from);
      return Arrays.copyOfRange(indexes, start, Math.min(lowest(before), start + limit));
    }

    /** How many indexes are below this one. */
    private int lowest(long index) {
      int at = Arrays.binarySearch(indexes, 0, count, index);
      return at < 0 ? -at - 1 : at;
    }
  }
}
