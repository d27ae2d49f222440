package dev.runseal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.trust.Claim;
import java.util.List;

/** What tests say of a report. */
final class ReportAssertions {
  private ReportAssertions() {}

  static void assertPassed(Report report, Claim... claims) {
    for (Claim claim : claims) {
      assertThat(report.verdict(claim)).as(claim.text()).isInstanceOf(Verdict.Pass.class);
    }
  }

  static void assertFailed(Report report, Claim claim, String message) {
    assertThat(report.verdict(claim)).as(claim.text()).isInstanceOf(Verdict.Fail.class);
    assertThat(report.verdict(claim).reason()).contains(message);
  }

  static void assertNotShown(Report report, Claim claim, String message) {
    assertThat(report.verdict(claim)).as(claim.text()).isInstanceOf(Verdict.NotShown.class);
    assertThat(report.verdict(claim).reason()).contains(message);
  }

  static void assertNothingElsePasses(Report report, Claim... passed) {
    for (Claim claim : Claim.values()) {
      if (!List.of(passed).contains(claim)) {
        assertThat(report.verdict(claim)).as(claim.text()).isNotInstanceOf(Verdict.Pass.class);
      }
    }
    assertThat(report.accepted()).isFalse();
    if (!List.of(passed).contains(Claim.INCLUSION)) {
      assertThat(report.subject()).isEmpty();
    }
  }
}
