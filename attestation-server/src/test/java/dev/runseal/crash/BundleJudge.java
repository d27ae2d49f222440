package dev.runseal.crash;

import dev.runseal.bundle.Bundle;
import dev.runseal.bundle.BundleException;
import dev.runseal.crash.Caller.Answered;
import dev.runseal.statement.Statement;
import dev.runseal.statement.StatementException;
import dev.runseal.trust.Claim;
import dev.runseal.trust.Policy;
import dev.runseal.trust.TrustRoots;
import dev.runseal.verify.Report;
import dev.runseal.verify.Verdict;
import dev.runseal.verify.Verifier;
import java.time.InstantSource;
import java.util.List;

/** Reads an answer as the offline verifier would, and as the caller who waited for it. */
final class BundleJudge {
  private static final List<Claim> REQUIRED =
      List.of(Claim.SIGNATURE, Claim.INCLUSION, Claim.ORDER);

  /** A bundle that stands, with its statement. */
  record Judged(Bundle bundle, Statement statement) {}

  private final Verifier verifier;

  BundleJudge(TrustRoots roots) {
    this.verifier = new Verifier(roots, Policy.DEVELOPMENT, InstantSource.system());
  }

  Judged judge(Answered answer) throws LossException {
    if (answer.status() == 200 && !answer.again()) {
      throw new LossException(
          "%s was answered 200, as if it had been there: it was sent once"
              .formatted(answer.request()));
    }
    try {
      Bundle bundle = Bundle.parse(answer.bundle());
      Statement statement = Statement.parse(bundle.statement());
      if (!answer.request().isAnsweredBy(statement)) {
        throw new LossException(
            "%s was answered with the statement %s"
                .formatted(answer.request(), bundle.statement()));
      }
      Report report = verifier.verify(bundle);
      for (Claim claim : REQUIRED) {
        Verdict verdict = report.verdict(claim);
        // A lone seal has no order to show.
        boolean pass = verdict instanceof Verdict.Pass;
        if (!pass && !(claim == Claim.ORDER && verdict instanceof Verdict.NotShown)) {
          throw new LossException(
              "the answer to %s does not verify: %s: %s"
                  .formatted(answer.request(), claim.text(), verdict.reason()));
        }
      }
      return new Judged(bundle, statement);
    } catch (BundleException | StatementException e) {
      throw new LossException(
          "the answer to %s can't be read: %s".formatted(answer.request(), e.getMessage()), e);
    }
  }
}
