package dev.runseal.audit;

import dev.runseal.note.LogHead;
import java.util.Comparator;
import java.util.List;

/**
 * What an auditor brings and asks for.
 *
 * @param kept heads of the same log from before, which must still hold
 * @param treeOnly leaves the entries unread: any tiled log can be audited so
 * @param threads how many bundles are worked on at once
 */
public record AuditPlan(HeadTrust trust, List<LogHead> kept, boolean treeOnly, int threads) {
  public AuditPlan {
    kept = kept.stream().sorted(Comparator.comparingLong(LogHead::size)).toList();
    if (threads < 1) {
      throw new IllegalArgumentException("threads are %d, expected 1 or more".formatted(threads));
    }
  }

  boolean requires(AuditCheck check) {
    return switch (check) {
      case SIGNATURE -> !(trust instanceof HeadTrust.FirstUse);
      case TREE, TILES -> true;
      case APPEND_ONLY -> !kept.isEmpty();
      case STATEMENTS, TIMES, EXECUTIONS, COMPLETIONS, PARENTS -> !treeOnly;
      case KEY_ATTESTATIONS, INDEXES -> false;
    };
  }
}
