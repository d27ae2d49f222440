package dev.runseal.crash;

import dev.runseal.bundle.Bundle;
import dev.runseal.bundle.BundleException;
import dev.runseal.bytes.Bytes;
import dev.runseal.crash.Caller.Answered;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import dev.runseal.json.StrictJson;
import dev.runseal.statement.Statement;
import dev.runseal.statement.StatementException;
import dev.runseal.trust.Claim;
import dev.runseal.trust.Policy;
import dev.runseal.trust.TrustRoots;
import dev.runseal.verify.Report;
import dev.runseal.verify.Verdict;
import dev.runseal.verify.Verifier;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Reads an answer as the offline verifier would, and as the caller who waited for it. */
final class BundleJudge {
  private static final int MAX_BATCH = 1 << 20;
  private static final List<Claim> REQUIRED =
      List.of(Claim.SIGNATURE, Claim.INCLUSION, Claim.ORDER);

  /** A bundle that stands, with its statement. */
  record Judged(Bundle bundle, Statement statement) {
    long index() {
      return statement.position().index();
    }
  }

  private final Verifier verifier;

  BundleJudge(TrustRoots roots) {
    this.verifier = new Verifier(roots, Policy.DEVELOPMENT, InstantSource.system());
  }

  /** What an answer holds, in the order of its request. */
  List<Judged> judge(Answered answer) throws LossException {
    if (answer.status() == 200 && !answer.again()) {
      throw new LossException(
          "%s was answered 200, as if it had been there: it was sent once"
              .formatted(answer.request()));
    }
    try {
      List<Bundle> bundles = bundles(answer);
      if (bundles.size() != answer.request().bundles()) {
        throw new LossException(
            "%s was answered with %d bundles".formatted(answer.request(), bundles.size()));
      }
      List<Judged> judged = new ArrayList<>();
      for (Bundle bundle : bundles) {
        judged.add(judge(answer.request(), judged.size(), bundle));
      }
      verifyTogether(answer.request(), judged);
      return judged;
    } catch (BundleException | StatementException | JsonException e) {
      throw new LossException(
          "the answer to %s can't be read: %s".formatted(answer.request(), e.getMessage()), e);
    }
  }

  private static List<Bundle> bundles(Answered answer) throws BundleException, JsonException {
    if (!(answer.request() instanceof Request.ToSealAll)) {
      return List.of(Bundle.parse(answer.bundle()));
    }
    ObjectReader batch = ObjectReader.of(StrictJson.parse(answer.bundle(), MAX_BATCH));
    Bytes keyAttestation = batch.parsed("keyAttestation", Bytes::parseBase64);
    List<Bundle> bundles = new ArrayList<>();
    for (Json bundle : batch.array("bundles", (json, at) -> json)) {
      bundles.add(Bundle.parse(CanonicalJson.encode(bundle)).withKeyAttestation(keyAttestation));
    }
    return bundles;
  }

  private Judged judge(Request request, int place, Bundle bundle)
      throws StatementException, LossException {
    Statement statement = Statement.parse(bundle.statement());
    if (!request.isAnsweredBy(place, statement)) {
      throw new LossException(
          "%s was answered with the statement %s".formatted(request, bundle.statement()));
    }
    Report report = verifier.verify(bundle);
    for (Claim claim : REQUIRED) {
      Verdict verdict = report.verdict(claim);
      // A lone seal has no order to show.
      boolean pass = verdict instanceof Verdict.Pass;
      if (!pass && !(claim == Claim.ORDER && verdict instanceof Verdict.NotShown)) {
        throw new LossException(
            "the answer to %s does not verify: %s: %s"
                .formatted(request, claim.text(), verdict.reason()));
      }
    }
    return new Judged(bundle, statement);
  }

  /** All or none: what was asked together stands together, also when it was asked again. */
  private static void verifyTogether(Request request, List<Judged> judged) throws LossException {
    long first = judged.getFirst().index();
    for (int i = 0; i < judged.size(); i++) {
      if (judged.get(i).index() != first + i) {
        throw new LossException(
            "%s was sealed at %d and from %d on: not all at once"
                .formatted(request, judged.get(i).index(), first));
      }
    }
  }
}
