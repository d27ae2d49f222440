package dev.runseal.audit;

import dev.runseal.bytes.Bytes;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.note.LogHead;
import dev.runseal.verify.ReportPage;
import dev.runseal.verify.Verdict;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What an audit found: a verdict for every check, and what was not checked. */
public record AuditReport(
    LogHead head,
    AuditPlan plan,
    Duration took,
    Map<AuditCheck, Verdict> verdicts,
    List<String> unchecked) {
  public static final String MEDIA_TYPE = "application/vnd.runseal.audit.v1+json";

  public AuditReport {
    verdicts = Collections.unmodifiableMap(new EnumMap<>(verdicts));
    unchecked = List.copyOf(unchecked);
    if (verdicts.size() != AuditCheck.values().length) {
      throw new IllegalArgumentException(
          "audit report has %d verdicts, expected one for each check".formatted(verdicts.size()));
    }
  }

  /** The same report, with what somebody else found out for this check. */
  public AuditReport with(AuditCheck check, Verdict verdict) {
    Map<AuditCheck, Verdict> changed = new EnumMap<>(verdicts);
    changed.put(check, verdict);
    return new AuditReport(head, plan, took, changed, unchecked);
  }

  public Verdict verdict(AuditCheck check) {
    Verdict verdict = verdicts.get(check);
    if (verdict == null) {
      throw new AssertionError("a report has a verdict for every check, none for " + check.text());
    }
    return verdict;
  }

  /** Whether nothing failed, and all that was asked for is shown. */
  public boolean accepted() {
    return verdicts.entrySet().stream().allMatch(each -> accepts(each.getKey(), each.getValue()));
  }

  /** For people: at most 80 columns wide, no control characters, a newline at the end. */
  public String text() {
    var page = new ReportPage();
    page.line(
        "%s, %,d entries in %.1f s, %,d entries/s"
            .formatted(
                accepted() ? "ACCEPTED" : "REFUSED",
                head.size(),
                took.toMillis() / 1000.0,
                entriesPerSecond()));
    page.line("");
    page.fact("log", head.origin());
    page.fact("root", head.root().toString());
    page.line("");
    verdicts.forEach((check, verdict) -> page.verdict(check.text(), verdict));
    page.section(
        "Refused because",
        verdicts.entrySet().stream()
            .filter(each -> !accepts(each.getKey(), each.getValue()))
            .map(each -> "%s: %s".formatted(each.getKey().text(), each.getValue().text()))
            .toList());
    page.section("Not checked", unchecked);
    return page.text();
  }

  /** For programs: RFC 8785. */
  public Bytes json() {
    Json.Builder checks = Json.object();
    verdicts.forEach((check, verdict) -> checks.put(check.text(), verdict.json()));
    return CanonicalJson.encode(
        Json.object()
            .put("mediaType", MEDIA_TYPE)
            .put("accepted", Json.bool(accepted()))
            .put("log", head.origin())
            .put("size", head.size())
            .put("root", head.root().toString())
            .put("milliseconds", took.toMillis())
            .put("entriesPerSecond", entriesPerSecond())
            .put("treeOnly", Json.bool(plan.treeOnly()))
            .put("verdicts", checks)
            .put("notChecked", Json.array(unchecked.stream().map(Json::string).toList()))
            .build());
  }

  private long entriesPerSecond() {
    return head.size() * 1000 / Math.max(1, took.toMillis());
  }

  private boolean accepts(AuditCheck check, Verdict verdict) {
    return switch (verdict) {
      case Verdict.Pass ignored -> true;
      case Verdict.Fail ignored -> false;
      case Verdict.NotShown ignored -> !plan.requires(check);
    };
  }
}
