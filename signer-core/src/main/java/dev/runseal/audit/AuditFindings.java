package dev.runseal.audit;

import dev.runseal.attestation.AttestationException;
import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.note.LogHead;
import dev.runseal.note.NoteException;
import dev.runseal.tree.TreeHash;
import dev.runseal.verify.Verdict;
import dev.runseal.verify.Verdict.Fact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one audit came to, made into verdicts. */
record AuditFindings(
    AuditPlan plan,
    LogHead head,
    HeadJudge.Signer signer,
    Problems problems,
    TreeWalk walk,
    TreeHash root,
    Optional<EntryRules> rules) {
  private static final String STOPPED = "the entries could not be read to their end";

  AuditReport report(HeadJudge judge, LogReader reader, Duration took) throws AuditException {
    List<String> unchecked = new ArrayList<>();
    Map<AuditCheck, Verdict> verdicts = new EnumMap<>(AuditCheck.class);
    verdicts.put(AuditCheck.SIGNATURE, judge.verdict(plan.trust(), signer));
    verdicts.put(AuditCheck.TREE, tree());
    verdicts.put(AuditCheck.TILES, ofAll(AuditCheck.TILES, "every tile is what the entries give"));
    verdicts.put(AuditCheck.APPEND_ONLY, appendOnly());
    for (AuditCheck check : AuditCheck.values()) {
      if (check.ofStatements()) {
        verdicts.put(
            check,
            rules.isPresent()
                ? statements(check, rules.get(), reader)
                : Verdict.notShown("only the tree was audited"));
      }
    }
    unchecked.add("entries after the audited head, if there are any");
    unchecked.add("whether others were shown other heads: that takes witnesses");
    if (rules.isPresent()) {
      uncheckedReferences(rules.get(), unchecked);
    }
    return new AuditReport(head, plan, took, verdicts, unchecked);
  }

  private Verdict tree() {
    if (problems.has(AuditCheck.TREE)) {
      return problems.verdict(AuditCheck.TREE);
    }
    return root.equals(head.root())
        ? Verdict.pass(
            "the entries hash to the root in the head",
            new Fact("entries", Long.toString(head.size())),
            new Fact("root", root.toString()))
        : Verdict.fail(
            "the %d entries hash to root %s, the head has %s"
                .formatted(head.size(), root, head.root()));
  }

  /** A verdict on something that was looked for in every entry. */
  private Verdict ofAll(AuditCheck check, String reason, Fact... facts) {
    if (problems.has(check)) {
      return problems.verdict(check);
    }
    return walk.size() < head.size() ? Verdict.notShown(STOPPED) : Verdict.pass(reason, facts);
  }

  private Verdict appendOnly() {
    if (plan.kept().isEmpty()) {
      return Verdict.notShown("no checkpoint from before was brought");
    }
    for (LogHead kept : plan.kept()) {
      Optional<Verdict> wrong = broken(kept);
      if (wrong.isPresent()) {
        return wrong.get();
      }
    }
    return Verdict.pass(
        "the entries under every checkpoint that you kept are still the first of the log",
        plan.kept().stream()
            .map(kept -> new Fact("kept size", Long.toString(kept.size())))
            .toArray(Fact[]::new));
  }

  private Optional<Verdict> broken(LogHead kept) {
    boolean signed = !(signer instanceof HeadJudge.Signer.None);
    if (signed) {
      try {
        HeadJudge.verify(signer, kept);
      } catch (NoteException e) {
        return Optional.of(
            Verdict.fail(
                "the kept checkpoint of size %d proves nothing: %s"
                    .formatted(kept.size(), e.getMessage())));
      }
    }
    if (kept.size() > head.size()) {
      return Optional.of(
          Verdict.fail(
              "the log was cut: it has %d entries, the checkpoint that you kept has %d: it is an old copy, or entries were taken away"
                  .formatted(head.size(), kept.size())));
    }
    if (kept.size() > walk.size()) {
      return Optional.of(Verdict.notShown(STOPPED));
    }
    TreeHash now = walk.rootAt(kept.size());
    if (!now.equals(kept.root())) {
      return Optional.of(
          Verdict.fail(
              "the log was rewritten: its first %d entries hash to root %s, %s %s: keep both checkpoints, they are the proof"
                  .formatted(
                      kept.size(),
                      now,
                      signed
                          ? "the log's key signed for them root"
                          : "the checkpoint that you kept, of which nobody here can say who signed it, has root",
                      kept.root())));
    }
    return Optional.empty();
  }

  private Verdict statements(AuditCheck check, EntryRules found, LogReader reader)
      throws AuditException {
    return switch (check) {
      case STATEMENTS -> ofAll(check, "every entry is a statement of this log at its index");
      case TIMES ->
          ofAll(
              check,
              "no entry is older than the one before it",
              new Fact("newest", found.newest().toString()));
      case EXECUTIONS ->
          ofAll(
              check,
              "no caller has an execution twice",
              new Fact("seals", Long.toString(found.seals())));
      case COMPLETIONS ->
          ofAll(
              check,
              "every completion is the only one of an earlier seal of its caller",
              new Fact("completions", Long.toString(found.completions().all())));
      case PARENTS ->
          ofAll(
              check,
              "every parent in this log is an earlier seal",
              new Fact("parents", Long.toString(found.parents().all())));
      case KEY_ATTESTATIONS -> attestations(found, reader);
      case INDEXES -> Verdict.notShown("the log has no index beside it that was looked at");
      case SIGNATURE, TREE, TILES, APPEND_ONLY ->
          throw new AssertionError(check.text() + " is not of the statements");
    };
  }

  private Verdict attestations(EntryRules found, LogReader reader) throws AuditException {
    List<Fact> away = new ArrayList<>();
    for (Map.Entry<Sha256, Long> named : found.attestations().entrySet()) {
      Optional<Bytes> exact = reader.findKeyAttestation(named.getKey());
      if (exact.isEmpty()) {
        away.add(
            new Fact("missing", "%s, of entry %d".formatted(named.getKey(), named.getValue())));
      } else {
        attestationProblem(named.getKey(), exact.get())
            .ifPresent(problem -> problems.add(AuditCheck.KEY_ATTESTATIONS, problem));
      }
    }
    int count = found.attestations().size();
    if (away.isEmpty() || problems.has(AuditCheck.KEY_ATTESTATIONS)) {
      return ofAll(
          AuditCheck.KEY_ATTESTATIONS,
          "the key attestations that entries name are this log's; their chains were not validated",
          new Fact("attestations", Integer.toString(count)));
    }
    return Verdict.notShown(
        "%d of the %d key attestations that entries name are not beside the log"
            .formatted(away.size(), count),
        away.toArray(Fact[]::new));
  }

  private Optional<String> attestationProblem(Sha256 digest, Bytes exact) {
    if (!Sha256.of(exact).equals(digest)) {
      return Optional.of("key attestation %s hashes to %s".formatted(digest, Sha256.of(exact)));
    }
    try {
      var attestation = KeyAttestation.parse(exact);
      if (!attestation.log().text().equals(head.origin())) {
        return Optional.of(
            "key attestation %s is of %s, expected %s"
                .formatted(digest, attestation.log(), head.origin()));
      }
      if (!attestation.log().isOf(HeadJudge.certifiedKey(attestation))) {
        return Optional.of(
            "key attestation %s certifies key %s, expected the one that the log's name ends in"
                .formatted(digest, HeadJudge.certifiedKey(attestation).spkiDigest()));
      }
      return Optional.empty();
    } catch (AttestationException | IllegalArgumentException e) {
      return Optional.of("key attestation %s: %s".formatted(digest, e.getMessage()));
    }
  }

  private static void uncheckedReferences(EntryRules found, List<String> unchecked) {
    if (found.completions().elsewhere() > 0) {
      unchecked.add(
          "%d completions of seals in other logs".formatted(found.completions().elsewhere()));
    }
    if (found.parents().elsewhere() > 0) {
      unchecked.add("%d parents in other logs".formatted(found.parents().elsewhere()));
    }
    unchecked.add("executions in this log's predecessors, if it has any");
    if (found.attestations().size() == EntryRules.MAX_ATTESTATIONS) {
      unchecked.add("key attestations beyond the first %d".formatted(EntryRules.MAX_ATTESTATIONS));
    }
  }
}
