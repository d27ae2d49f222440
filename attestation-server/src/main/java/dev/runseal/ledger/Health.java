package dev.runseal.ledger;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why nothing can be sealed now, if so. The journal's failure and a damaged index stay until a
 * restart; a disk that is full or read-only, the token's failure and the clock's go with their
 * cause.
 */
final class Health {
  private final SealClock clock;
  private final LedgerEvents events;
  private final LogIndex index;
  private final WatchedKey key;
  private volatile @Nullable LedgerException journal;
  private volatile @Nullable LedgerException disk;
  private volatile @Nullable LedgerException token;
  private volatile Supplier<Optional<LedgerException>> backlog = Optional::empty;

  Health(SealClock clock, LogIndex index, WatchedKey key, LedgerEvents events) {
    this.clock = clock;
    this.index = index;
    this.key = key;
    this.events = events;
  }

  /** Tells by itself, as the clock does, whether too much waits for its tiles. */
  void watch(Supplier<Optional<LedgerException>> tiles) {
    backlog = tiles;
  }

  /** Every reason, the gravest first; none where seals are made. */
  List<LedgerStatus.Stopped> reasons() {
    Stream<LedgerStatus.Stopped> clockFault =
        clock.findFault().stream()
            .map(fault -> new LedgerStatus.Stopped(LedgerException.Reason.CLOCK, fault));
    // Only said: who seals meanwhile waits, as for any token that is slow.
    Stream<LedgerStatus.Stopped> silence =
        key.findSilence().stream()
            .map(why -> new LedgerStatus.Stopped(LedgerException.Reason.TOKEN_UNAVAILABLE, why));
    return Stream.of(lasting().map(Health::stopped), clockFault, silence)
        .flatMap(each -> each)
        .toList();
  }

  LedgerStatus status() {
    List<LedgerStatus.Stopped> reasons = reasons();
    return reasons.isEmpty() ? new LedgerStatus.Ready() : reasons.getFirst();
  }

  /** What stands in the way of a new entry, but for the clock. */
  Optional<LedgerException> findLasting() {
    return lasting().findFirst();
  }

  private Stream<LedgerException> lasting() {
    return Stream.of(
            Optional.ofNullable(journal),
            Optional.ofNullable(disk),
            index.findFault(),
            findTokenFailure(),
            backlog.get())
        .flatMap(Optional::stream);
  }

  boolean journalFailed() {
    return journal != null;
  }

  LedgerException failJournal(String message, Throwable cause) {
    var why = new LedgerException(LedgerException.Reason.JOURNAL_FAILED, message, cause);
    journal = why;
    events.stopped(stopped(why));
    return why;
  }

  boolean diskRefuses() {
    return disk != null;
  }

  LedgerException failDisk(String message, Throwable cause) {
    var why = new LedgerException(LedgerException.Reason.DISK_REFUSES, message, cause);
    boolean before = diskRefuses();
    disk = why;
    if (!before) {
      events.stopped(stopped(why));
    }
    return why;
  }

  void diskTook() {
    if (disk != null) {
      disk = null;
      events.diskBack();
    }
  }

  void failToken(LedgerException why) {
    LedgerException before = token;
    token = why;
    if (before == null || before.reason() != why.reason()) {
      events.stopped(stopped(why));
    }
  }

  void tokenSigned() {
    if (token != null) {
      token = null;
      events.tokenBack();
    }
  }

  /** Why the token signs nothing now, if so. */
  Optional<LedgerException> findTokenFailure() {
    return Optional.ofNullable(token);
  }

  private static LedgerStatus.Stopped stopped(LedgerException why) {
    return new LedgerStatus.Stopped(why.reason(), String.valueOf(why.getMessage()));
  }
}
