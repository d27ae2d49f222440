package dev.runseal.cli;

import dev.runseal.attestation.Custody;
import dev.runseal.attestation.EvidenceSubject;
import dev.runseal.attestation.EvidenceType;
import dev.runseal.bytes.Sha256;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.statement.Timestamp;
import dev.runseal.verify.ReportPage;
import dev.runseal.verify.Verdict.Fact;
import java.time.Instant;

/** What came of judging one device's evidence about one key, for people and for programs. */
record EvidenceReport(EvidenceType type, EvidenceSubject subject, Instant at, Outcome outcome) {
  static final String MEDIA_TYPE = "application/vnd.runseal.evidence-report.v1+json";

  /** What came of it. */
  sealed interface Outcome {
    /** It holds, and shows this. */
    record Holds(Custody custody) implements Outcome {}

    /** It was judged, and does not hold. */
    record Refused(String reason) implements Outcome {}
  }

  /** At most 80 columns wide. */
  String text() {
    var page = new ReportPage();
    switch (outcome) {
      case Outcome.Holds(Custody custody) -> {
        page.paragraph(
            "", "HOLDS: %s, on the word of %s".formatted(custody.level(), custody.voucher()));
        page.line("");
        facts(page);
        page.facts(custody.facts().stream().map(Fact::of).toList());
        page.section("Not shown", custody.notShown());
      }
      case Outcome.Refused(String reason) -> {
        page.paragraph("", "REFUSED: " + reason);
        page.line("");
        facts(page);
      }
    }
    return page.text();
  }

  /** RFC 8785, on one line. */
  String json() {
    Json.Builder object =
        Json.object()
            .put("mediaType", MEDIA_TYPE)
            .put("type", type.text())
            .put("key", Sha256.of(subject.spki()).toString())
            .put("log", subject.log().map(origin -> Json.string(origin.text())))
            .put("checkedAt", Timestamp.of(at).toString());
    switch (outcome) {
      case Outcome.Holds(Custody custody) -> holds(object, custody);
      case Outcome.Refused(String reason) ->
          object.put("holds", Json.bool(false)).put("reason", reason);
    }
    return CanonicalJson.text(object.build());
  }

  private static void holds(Json.Builder object, Custody custody) {
    object
        .put("holds", Json.bool(true))
        .put("level", custody.level().text())
        .put("voucher", custody.voucher())
        .put(
            "facts",
            Json.array(
                custody.facts().stream()
                    .map(fact ->
                        Json.object()
                            .put("name", fact.name().text())
                            .put("value", fact.value())
                            .put("source", fact.source())
                            .build())
                    .toList()))
        .put("notShown", Json.array(custody.notShown().stream().map(Json::string).toList()));
  }

  private void facts(ReportPage page) {
    page.fact("evidence", type.text());
    page.fact("key", Sha256.of(subject.spki()).toString());
    subject.log().ifPresent(origin -> page.fact("log", origin.text()));
    page.fact("checked at", Timestamp.of(at).toString());
  }
}
