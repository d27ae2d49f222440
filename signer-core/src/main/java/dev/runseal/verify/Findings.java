package dev.runseal.verify;

import dev.runseal.attestation.CustodyLevel;
import dev.runseal.declaration.SectionName;
import dev.runseal.statement.Separation;
import dev.runseal.trust.Claim;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one verification has found so far. A claim gets its verdict once; whoever asks for one that
 * has none is told that it is not shown. Mutable, owned by one call of the verifier.
 */
final class Findings {
  private final Map<Claim, Verdict> verdicts = new EnumMap<>(Claim.class);
  private final List<String> unchecked = new ArrayList<>();
  private String rest = "it was not looked at";
  private Optional<Report.Subject> subject = Optional.empty();
  private Optional<Separation> separation = Optional.empty();
  private CustodyLevel custody = CustodyLevel.NONE;
  private List<SectionName> opaque = List.of();
  private boolean completion;

  void put(Claim claim, Verdict verdict) {
    if (verdicts.putIfAbsent(claim, verdict) != null) {
      throw new AssertionError("two verdicts for the claim " + claim.text());
    }
  }

  boolean passed(Claim claim) {
    return verdicts.get(claim) instanceof Verdict.Pass;
  }

  /** Why every claim without a verdict has none. */
  void restNotShown(String reason) {
    rest = reason;
  }

  /** Says what a reader could think was checked. */
  void notChecked(String what) {
    unchecked.add(what);
  }

  void subject(Report.Subject verified) {
    subject = Optional.of(verified);
  }

  void separation(Separation verified) {
    separation = Optional.of(verified);
  }

  void custody(CustodyLevel shown) {
    custody = shown;
  }

  void opaque(List<SectionName> sections) {
    opaque = sections;
  }

  /** As the statement has it, verified or not: it only ever makes the policy ask for more. */
  void completion(boolean is) {
    completion = is;
  }

  Verdict verdict(Claim claim) {
    Verdict verdict = verdicts.get(claim);
    return verdict == null ? Verdict.notShown(rest) : verdict;
  }

  Map<Claim, Verdict> verdicts() {
    Map<Claim, Verdict> all = new EnumMap<>(Claim.class);
    for (Claim claim : Claim.values()) {
      all.put(claim, verdict(claim));
    }
    return Collections.unmodifiableMap(all);
  }

  List<String> unchecked() {
    return List.copyOf(unchecked);
  }

  Optional<Report.Subject> subject() {
    return subject;
  }

  Optional<Separation> separation() {
    return separation;
  }

  /** The level shown; none until one is. */
  CustodyLevel custody() {
    return custody;
  }

  List<SectionName> opaque() {
    return opaque;
  }

  boolean completion() {
    return completion;
  }
}
