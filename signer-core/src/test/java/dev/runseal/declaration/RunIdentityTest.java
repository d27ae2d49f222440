package dev.runseal.declaration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import org.junit.jupiter.api.Test;

class RunIdentityTest {
  private static final String EMPTY =
      "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @Test
  void readsWhatItWrites() {
    assertThat(RunIdentity.parse(EMPTY)).isEqualTo(new RunIdentity(Sha256.of(Bytes.EMPTY)));
    assertThat(RunIdentity.parse(EMPTY)).hasToString(EMPTY);
  }

  @Test
  void anUpperCaseDigestIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunIdentity.parse(EMPTY.replace("e3b0", "E3B0")))
        .withMessageContaining("expected sha256: and 64 lower-case hex digits")
        .withMessageContaining("hex holds 'E' at 0");
  }

  @Test
  void aShortDigestIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunIdentity.parse(EMPTY.substring(0, EMPTY.length() - 1)))
        .withMessageContaining("sha-256 has 63 hex digits, expected 64");
  }

  @Test
  void aDigestWithoutItsAlgorithmIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunIdentity.parse(EMPTY.substring(7)))
        .withMessageStartingWith("digest is \"e3b0c442")
        .withMessageContaining("expected sha256: and 64 lower-case hex digits");
  }
}
