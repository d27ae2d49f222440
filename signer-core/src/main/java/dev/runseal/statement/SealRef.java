package dev.runseal.statement;

import dev.runseal.json.Json;
import dev.runseal.key.Origin;
import dev.runseal.tree.LeafHash;

/** A seal named from elsewhere: its log, its place there, and what stands in that place. */
public record SealRef(Origin log, long index, LeafHash leafHash) {
  public SealRef {
    requireIndex(index);
  }

  /** A reference within one log points backwards; {@code field} is who refers. */
  void requireBefore(Position position, String field) {
    if (log.equals(position.log()) && index >= position.index()) {
      throw new IllegalArgumentException(
          "%s has index %d in the log of this statement, expected less than its own %d"
              .formatted(field, index, position.index()));
    }
  }

  static void requireIndex(long index) {
    if (index < 0 || index > Json.MAX_INTEGER) {
      throw new IllegalArgumentException("index is %d, expected 0 to 2^53−1".formatted(index));
    }
  }
}
