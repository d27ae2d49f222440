package dev.runseal.cli;

import dev.runseal.attestation.VendorCertificate;
import dev.runseal.json.Json;
import dev.runseal.statement.Timestamp;
import dev.runseal.verify.ReportPage;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Certificates that are trusted, or could be, as pages and JSON show them. */
final class TrustPage {
  private TrustPage() {}

  /** Nothing where there are none. */
  static void certificates(ReportPage page, String title, List<VendorCertificate> certificates) {
    if (certificates.isEmpty()) {
      return;
    }
    page.line("");
    page.line(title + ":");
    for (VendorCertificate each : certificates) {
      page.fact(each.name(), "%s until %s".formatted(each.fingerprint(), day(each.notAfter())));
    }
  }

  static Json.Builder json(VendorCertificate certificate) {
    return Json.object()
        .put("name", certificate.name())
        .put("fingerprint", certificate.fingerprint().toString())
        .put("validUntil", Timestamp.of(certificate.notAfter()).toString());
  }

  private static LocalDate day(Instant moment) {
    return moment.atZone(ZoneOffset.UTC).toLocalDate();
  }
}
