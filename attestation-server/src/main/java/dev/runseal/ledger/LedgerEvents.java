package dev.runseal.ledger;

/**
 * What the ledger tells of itself, for metrics and the operator's log. Called on the ledger's own
 * threads: an implementation returns at once and throws nothing.
 */
public interface LedgerEvents {
  LedgerEvents NONE = new LedgerEvents() {};

  /** A batch is durable and on its way to the token; the write and its fsync took this long. */
  default void batchWritten(int entries, long nanos) {}

  /** The token signed a checkpoint that covers this many entries more than the one before. */
  default void checkpointSigned(long entries, long nanos) {}

  default void dsseSigned(long nanos) {}

  /** The start found what a crash had left of a record, and removed it. */
  default void tailCut(long bytes) {}

  /** The index is made again in part, or its disk makes trouble; sealing goes on. */
  default void indexNotice(String what) {}

  /** The index can be written again. */
  default void indexBack() {}

  /** Sealing stopped, or stopped for another reason. */
  default void stopped(LedgerStatus.Stopped why) {}

  /** The disk takes entries again. */
  default void diskBack() {}

  /** Tiles or checkpoint could not be written; the journal has what is not in them. */
  default void tilesDelayed(String why) {}

  /** They are written again. */
  default void tilesBack() {}

  /** The token signs again. */
  default void tokenBack() {}
}
