package dev.runseal.pkcs11;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.x509.Validity;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CeremonyPlanTest {
  private static final Validity YEAR =
      Validity.of(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(365));
  private static final Validity LONGER =
      Validity.of(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(366));

  @Test
  void aLogNameThatNoOriginCanHaveIsRefused() {
    assertThatThrownBy(() -> new Ceremony.Plan("Log", "root", "ak", "sealing", "r", YEAR, YEAR))
        .hasMessage(
            "log name is \"Log\", expected at most 127 characters [a-z0-9._-]+(/[a-z0-9._-]+)*");
  }

  @Test
  void oneLabelForTwoKeysIsRefused() {
    assertThatThrownBy(() -> new Ceremony.Plan("log", "key", "ak", "key", "r", YEAR, YEAR))
        .hasMessage("key labels are \"key\", \"ak\" and \"key\", expected three different ones");
  }

  @Test
  void aSealingCertificateThatOutlivesItsRootIsRefused() {
    assertThatThrownBy(() -> new Ceremony.Plan("log", "root", "ak", "sealing", "r", YEAR, LONGER))
        .hasMessage(
            "sealing certificate would hold from 2026-01-01T00:00:00Z to 2027-01-02T00:00:00Z,"
                + " expected within its root's 2026-01-01T00:00:00Z to 2027-01-01T00:00:00Z");
  }
}
