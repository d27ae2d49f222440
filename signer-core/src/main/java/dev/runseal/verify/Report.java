package dev.runseal.verify;

import dev.runseal.bytes.Bytes;
import dev.runseal.declaration.SectionName;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.key.Origin;
import dev.runseal.statement.Timestamp;
import dev.runseal.tree.LeafHash;
import dev.runseal.trust.Claim;
import dev.runseal.trust.Policy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a verification found and what the policy makes of it: a verdict for every claim, everything
 * that the policy refuses, what it puts up with, and what was not checked. The same bundle, trust,
 * policy and moment give the same report.
 *
 * @param subject which entry of which log this is; only where that was verified
 * @param opaque sections of the verified declaration that say nothing
 * @param tolerated claims that are no {@code pass} and that the policy does not ask for
 */
public record Report(
    Timestamp checkedAt,
    Policy policy,
    Optional<Subject> subject,
    Map<Claim, Verdict> verdicts,
    List<SectionName> opaque,
    List<Refusal> refusals,
    List<Claim> tolerated,
    List<String> unchecked) {
  public static final String MEDIA_TYPE = "application/vnd.runseal.report.v1+json";

  /** The name of an entry that stays when its bundle is written anew. */
  public record Subject(String kind, Origin log, long index, LeafHash leafHash) {}

  static Report of(Timestamp checkedAt, Policy policy, Findings findings) {
    List<Refusal> refusals = Refusal.all(policy, findings);
    List<Claim> tolerated =
        Arrays.stream(Claim.values())
            .filter(claim -> !(findings.verdict(claim) instanceof Verdict.Pass))
            .filter(claim -> refusals.stream().noneMatch(refusal -> refusal.claim() == claim))
            .toList();
    return new Report(
        checkedAt,
        policy,
        findings.subject(),
        findings.verdicts(),
        findings.opaque(),
        refusals,
        tolerated,
        findings.unchecked());
  }

  /** Whether every verdict that the policy asks for is there, and none that it can't have. */
  public boolean accepted() {
    return refusals.isEmpty();
  }

  public Verdict verdict(Claim claim) {
    Verdict verdict = verdicts.get(claim);
    if (verdict == null) {
      throw new AssertionError("a report has a verdict for every claim, none for " + claim.text());
    }
    return verdict;
  }

  /** For people: at most 80 columns wide, no control characters, a newline at the end. */
  public String text() {
    return new ReportText(this).render();
  }

  /** For programs: RFC 8785. */
  public Bytes json() {
    Json.Builder claims = Json.object();
    verdicts.forEach((claim, verdict) -> claims.put(claim.text(), verdict.json()));
    Json.Builder object =
        Json.object()
            .put("mediaType", MEDIA_TYPE)
            .put("accepted", Json.bool(accepted()))
            .put("checkedAt", checkedAt.toString())
            .put("policy", policy.json())
            .put("verdicts", claims)
            .put("refusals", Json.array(refusals.stream().map(Refusal::json).toList()))
            .put("tolerated", strings(tolerated.stream().map(Claim::text).toList()))
            .put("opaque", strings(opaque.stream().map(SectionName::text).toList()))
            .put("notChecked", strings(unchecked));
    subject.ifPresent(entry ->
        object.put(
            "subject",
            Json.object()
                .put("kind", entry.kind())
                .put("log", entry.log().text())
                .put("index", entry.index())
                .put("leafHash", entry.leafHash().toString())));
    return CanonicalJson.encode(object.build());
  }

  private static Json.Arr strings(List<String> values) {
    return Json.array(values.stream().map(Json::string).toList());
  }
}
