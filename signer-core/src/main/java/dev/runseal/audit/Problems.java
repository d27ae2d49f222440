package dev.runseal.audit;

import dev.runseal.verify.Verdict;
import dev.runseal.verify.Verdict.Fact;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What an audit found wrong: the first few of each check in words, all of them in number. */
final class Problems {
  private static final int SHOWN = 5;

  private final Map<AuditCheck, List<String>> shown = new EnumMap<>(AuditCheck.class);
  private final Map<AuditCheck, Long> counts = new EnumMap<>(AuditCheck.class);

  record Problem(AuditCheck check, String message) {}

  void add(Problem problem) {
    add(problem.check(), problem.message());
  }

  void add(AuditCheck check, String message) {
    count(check);
    if (wantsWords(check)) {
      shown.computeIfAbsent(check, each -> new ArrayList<>()).add(message);
    }
  }

  /** One more of which there are no words. */
  void count(AuditCheck check) {
    counts.merge(check, 1L, Long::sum);
  }

  /** Whether the words of one more would be kept; they can be costly to find. */
  boolean wantsWords(AuditCheck check) {
    return shown.getOrDefault(check, List.of()).size() < SHOWN;
  }

  boolean has(AuditCheck check) {
    return counts.containsKey(check);
  }

  /** Only of a check that has any. */
  Verdict verdict(AuditCheck check) {
    List<String> words = shown.getOrDefault(check, List.of());
    long count = counts.getOrDefault(check, 0L);
    List<Fact> facts = new ArrayList<>();
    for (String more : words.subList(1, words.size())) {
      facts.add(new Fact("also", more));
    }
    if (count > 1) {
      facts.add(new Fact("problems", Long.toString(count)));
    }
    return Verdict.fail(words.getFirst(), facts.toArray(Fact[]::new));
  }
}
