package dev.runseal.audit;

import dev.runseal.audit.EntryFacts.Common;
import dev.runseal.audit.EntryFacts.Target;
import dev.runseal.bytes.Sha256;
import dev.runseal.statement.Timestamp;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What must hold between the entries of one log, taken in order. It keeps fingerprints of every
 * entry, 31 bytes for each, and has entries read again where those show that something is wrong.
 * Used by one thread.
 */
final class EntryRules {
  static final int BYTES_PER_ENTRY = 8 + 8 + 1 + ExecutionTable.BYTES_PER_ENTRY;

  /** More than any log of ours has; of more it is said that they were not looked at. */
  static final int MAX_ATTESTATIONS = 1000;

  /** How many of something were met, and how many of them name another log. */
  record Count(long all, long elsewhere) {
    Count plus(Target target) {
      return new Count(all + 1, elsewhere + (target.here() ? 0 : 1));
    }
  }

  private final Problems problems;
  private final Explanation words;
  private final ExecutionTable executions;

  /** By entry, the fingerprint of the leaf hash; 0 where the entry is no seal. */
  private final long[] leaves;

  private final long[] callers;
  private final BitSet completed = new BitSet();
  private final Map<Sha256, Long> attestations = new LinkedHashMap<>();
  private Timestamp newest = Timestamp.EPOCH;
  private long newestAt;
  private long seals;
  private Count completions = new Count(0, 0);
  private Count parents = new Count(0, 0);

  EntryRules(Tiles tiles, long size, Problems problems) throws AuditException {
    long allowed = Runtime.getRuntime().maxMemory() / 4 * 3;
    if (size > Integer.MAX_VALUE / 2 || size * BYTES_PER_ENTRY > allowed) {
      throw new AuditException(
          "log has %,d entries, whose rules take %,d MB of memory where java may use %,d MB: give it more with JAVA_TOOL_OPTIONS=-Xmx…, or leave the entries unread with --tree-only"
              .formatted(size, (size / 1024) * BYTES_PER_ENTRY / 1024, allowed >> 20));
    }
    this.problems = problems;
    this.words = new Explanation(tiles, size);
    this.executions = new ExecutionTable((int) size);
    this.leaves = new long[(int) size];
    this.callers = new long[(int) size];
  }

  void take(EntryFacts facts) throws AuditException {
    Common common = facts.common();
    if (common.sealedAt().compareTo(newest) < 0) {
      problems.add(
          AuditCheck.TIMES,
          "entry %d was sealed at %s, expected %s, the time of entry %d, or later"
              .formatted(common.index(), common.sealedAt(), newest, newestAt));
    } else {
      newest = common.sealedAt();
      newestAt = common.index();
    }
    if (attestations.size() < MAX_ATTESTATIONS) {
      attestations.putIfAbsent(common.keyAttestation(), common.index());
    }
    int index = (int) common.index();
    switch (facts) {
      case EntryFacts.OfSeal seal -> takeSeal(index, seal);
      case EntryFacts.OfCompletion completion -> takeCompletion(index, completion);
    }
  }

  long seals() {
    return seals;
  }

  Count completions() {
    return completions;
  }

  Count parents() {
    return parents;
  }

  /** The time of the newest entry. */
  Timestamp newest() {
    return newest;
  }

  /** The key attestations that entries name, with the first entry that does. */
  Map<Sha256, Long> attestations() {
    return attestations;
  }

  private void takeSeal(int index, EntryFacts.OfSeal seal) throws AuditException {
    seals++;
    OptionalLong earlier = executions.put(index, seal.execution());
    if (earlier.isPresent()) {
      complain(AuditCheck.EXECUTIONS, () -> words.sameExecution(index, earlier.getAsLong()));
    }
    if (seal.parent().isPresent()) {
      Target parent = seal.parent().get();
      parents = parents.plus(parent);
      if (parent.here() && !isSeal(parent)) {
        complain(AuditCheck.PARENTS, () -> words.wrongParent(index));
      }
    }
    leaves[index] = seal.common().leaf();
    callers[index] = seal.common().caller();
  }

  private void takeCompletion(int index, EntryFacts.OfCompletion completion) throws AuditException {
    Target seal = completion.seal();
    completions = completions.plus(seal);
    if (!seal.here()) {
      return;
    }
    if (!isSeal(seal)) {
      complain(AuditCheck.COMPLETIONS, () -> words.wrongSeal(index));
      return;
    }
    int at = (int) seal.index();
    if (callers[at] != completion.common().caller()) {
      complain(AuditCheck.COMPLETIONS, () -> words.otherCaller(index, at));
    }
    if (completed.get(at)) {
      complain(
          AuditCheck.COMPLETIONS,
          () -> "entry %d completes entry %d, which was completed before".formatted(index, at));
    }
    completed.set(at);
  }

  /** A statement refuses references that do not point backwards, so the place has been taken in. */
  private boolean isSeal(Target target) {
    return leaves[(int) target.index()] == target.leaf();
  }

  @FunctionalInterface
  private interface Words {
    String say() throws AuditException;
  }

  private void complain(AuditCheck check, Words message) throws AuditException {
    if (problems.wantsWords(check)) {
      problems.add(check, message.say());
    } else {
      problems.count(check);
    }
  }
}
