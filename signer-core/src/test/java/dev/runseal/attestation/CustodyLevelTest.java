package dev.runseal.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class CustodyLevelTest {
  @Test
  void levelsAreInTheOrderOfTheFormat() {
    assertThat(CustodyLevel.values())
        .extracting(CustodyLevel::text)
        .containsExactly(
            "none", "software", "host-asserted", "authority-attested", "device-attested");
    assertThat(CustodyLevel.HOST_ASSERTED.isAtLeast(CustodyLevel.HOST_ASSERTED)).isTrue();
    assertThat(CustodyLevel.HOST_ASSERTED.isAtLeast(CustodyLevel.AUTHORITY_ATTESTED)).isFalse();
  }

  @Test
  void aLevelReadsAsItIsWritten() {
    for (CustodyLevel level : CustodyLevel.values()) {
      assertThat(CustodyLevel.parse(level.text())).isEqualTo(level);
    }
    assertThatThrownBy(() -> CustodyLevel.parse("hardware"))
        .hasMessage(
            "custody level is \"hardware\", expected one of none, software, host-asserted,"
                + " authority-attested, device-attested");
  }
}
