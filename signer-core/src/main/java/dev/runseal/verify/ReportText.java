package dev.runseal.verify;

import dev.runseal.declaration.SectionName;
import dev.runseal.trust.Claim;
import java.util.List;
import java.util.stream.Collectors;

/** A report as a page of text. */
final class ReportText {
  private final Report report;
  private final ReportPage page = new ReportPage();

  ReportText(Report report) {
    this.report = report;
  }

  String render() {
    page.paragraph(
        "",
        "%s by policy \"%s\""
            .formatted(report.accepted() ? "ACCEPTED" : "REFUSED", report.policy().name()));
    page.line("");
    report.subject().ifPresent(this::subject);
    page.fact("checked at", report.checkedAt().toString());
    page.line("");
    for (Claim claim : Claim.values()) {
      page.verdict(claim.text(), report.verdict(claim));
    }
    page.section(
        "Refused because",
        report.refusals().stream().map(r -> r.claim().text() + ": " + r.reason()).toList());
    page.section(
        "Accepted by this policy though not shown, or not so",
        report.accepted() ? report.tolerated().stream().map(this::tolerance).toList() : List.of());
    page.section(
        "Opaque sections",
        report.opaque().isEmpty()
            ? List.of()
            : List.of(
                report.opaque().stream().map(SectionName::text).collect(Collectors.joining(", "))));
    page.section("Not checked", report.unchecked());
    return page.text();
  }

  private void subject(Report.Subject subject) {
    page.fact("entry", "%s %d".formatted(subject.kind(), subject.index()));
    page.fact("log", subject.log().text());
    page.fact("leaf hash", subject.leafHash().toString());
  }

  private String tolerance(Claim claim) {
    Verdict verdict = report.verdict(claim);
    return "%s: %s, %s".formatted(claim.text(), verdict.text(), verdict.reason());
  }
}
