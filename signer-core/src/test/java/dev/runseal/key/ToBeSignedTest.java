package dev.runseal.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import org.junit.jupiter.api.Test;

final class ToBeSignedTest {
  private final Origin origin = new Origin("log/" + "0".repeat(32));

  @Test
  void aCheckpointIsThreeLines() {
    var head = new ToBeSigned.Checkpoint(origin, 0, Sha256.of());
    assertThat(head.bytes())
        .isEqualTo(
            Bytes.utf8(
                "log/00000000000000000000000000000000\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"));
  }

  @Test
  void aCheckpointOfNegativeSizeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ToBeSigned.Checkpoint(origin, -1, Sha256.of()))
        .withMessage("checkpoint size is -1");
  }

  @Test
  void aStatementIsSignedAsPreAuthenticationEncoding() {
    assertThat(new ToBeSigned.DssePae(Bytes.utf8("ä")).bytes())
        .isEqualTo(Bytes.utf8("DSSEv1 28 application/vnd.in-toto+json 2 ä"));
  }
}
