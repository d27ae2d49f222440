package dev.runseal.audit;

import dev.runseal.bytes.Sha256;
import dev.runseal.statement.Timestamp;
import java.util.Optional;

/** What the rules across entries need of one statement: little, because it is kept for each. */
sealed interface EntryFacts {
  Common common();

  /**
   * What both kinds have.
   *
   * @param leaf the fingerprint of the leaf hash
   * @param caller the fingerprint of the caller
   */
  record Common(long index, Timestamp sealedAt, Sha256 keyAttestation, long leaf, long caller) {}

  /** A seal that another entry names; {@code here} if it is said to be in this log. */
  record Target(boolean here, long index, long leaf) {}

  /**
   * A seal in its place.
   *
   * @param execution the fingerprint of caller and execution
   */
  record OfSeal(Common common, long execution, Optional<Target> parent) implements EntryFacts {}

  record OfCompletion(Common common, Target seal) implements EntryFacts {}
}
