package dev.runseal.verify;

import dev.runseal.attestation.CustodyLevel;
import dev.runseal.declaration.SectionName;
import dev.runseal.json.Json;
import dev.runseal.statement.Separation;
import dev.runseal.trust.Claim;
import dev.runseal.trust.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One reason for which a policy does not accept what a verification found. */
public record Refusal(Claim claim, String reason) {

  /** Everything that this policy has against these findings, in the order of the claims. */
  static List<Refusal> all(Policy policy, Findings findings) {
    List<Refusal> refusals = new ArrayList<>();
    for (Claim claim : Claim.values()) {
      Verdict verdict = findings.verdict(claim);
      Optional<String> reason =
          switch (claim) {
            case SEPARATION -> ofSeparation(policy, findings.separation(), verdict);
            case CUSTODY -> ofCustody(policy, findings.custody(), verdict);
            default -> ofClaim(policy, claim, verdict, findings.completion());
          };
      reason.ifPresent(text -> refusals.add(new Refusal(claim, text)));
      if (claim == Claim.SIGNATURE) {
        ofOrigin(policy, findings).ifPresent(refusals::add);
      }
      if (claim == Claim.COMPLETENESS) {
        ofOpaque(policy, findings.opaque()).ifPresent(refusals::add);
      }
    }
    return List.copyOf(refusals);
  }

  Json.Obj json() {
    return Json.object().put("claim", claim.text()).put("reason", reason).build();
  }

  private static Optional<String> ofClaim(
      Policy policy, Claim claim, Verdict verdict, boolean completion) {
    return switch (verdict) {
      case Verdict.Pass ignored -> Optional.empty();
      case Verdict.Fail ignored -> Optional.of("it failed, which no policy accepts");
      case Verdict.NotShown ignored -> {
        // A seal's bundle can't show order: there is nothing yet to come after it.
        boolean asked = policy.required().contains(claim) && (claim != Claim.ORDER || completion);
        yield asked ? Optional.of("it is not shown, and the policy requires it") : Optional.empty();
      }
    };
  }

  private static Optional<String> ofSeparation(
      Policy policy, Optional<Separation> found, Verdict verdict) {
    if (found.isEmpty()) {
      return Optional.of("it is %s, whatever is allowed".formatted(verdict.text()));
    }
    if (policy.separations().contains(found.get())) {
      return Optional.empty();
    }
    return Optional.of(
        "it is %s, the policy allows %s"
            .formatted(found.get().text(), list(policy.separations(), Separation::text)));
  }

  private static Optional<String> ofCustody(Policy policy, CustodyLevel found, Verdict verdict) {
    if (verdict instanceof Verdict.Fail) {
      return Optional.of("it failed, which no policy accepts");
    }
    if (found.isAtLeast(policy.custody())) {
      return Optional.empty();
    }
    return Optional.of(
        "the level shown is %s, the policy asks for %s or more"
            .formatted(found.text(), policy.custody().text()));
  }

  private static Optional<Refusal> ofOrigin(Policy policy, Findings findings) {
    if (policy.origins().isEmpty()
        || findings.subject().filter(s -> policy.origins().contains(s.log())).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        new Refusal(Claim.SIGNATURE, "the log is not shown to be one that the policy names"));
  }

  private static Optional<Refusal> ofOpaque(Policy policy, List<SectionName> opaque) {
    List<SectionName> refused =
        opaque.stream().filter(section -> !policy.opaque().contains(section)).toList();
    return refused.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                Claim.COMPLETENESS,
                "%s opaque, the policy allows that of %s"
                    .formatted(
                        refused.stream().map(SectionName::text).collect(Collectors.joining(", "))
                            + (refused.size() == 1 ? " is" : " are"),
                        list(policy.opaque(), SectionName::text))));
  }

  private static <T> String list(Set<T> values, Function<T, String> text) {
    return values.isEmpty() ? "none" : values.stream().map(text).collect(Collectors.joining(", "));
  }
}
