package dev.runseal.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import org.junit.jupiter.api.Test;

final class SoftwareKeyTest {
  private final SoftwareKey key = SoftwareKey.named("a");
  private final ToBeSigned.Checkpoint head =
      new ToBeSigned.Checkpoint(Origin.of("log", key.publicKey()), 1, Sha256.of(Bytes.EMPTY));

  @Test
  void oneNameIsOneKeyAndOneMessageOneSignature() {
    assertThat(SoftwareKey.named("a").publicKey()).isEqualTo(key.publicKey());
    assertThat(SoftwareKey.named("a").sign(head)).isEqualTo(key.sign(head));
  }

  @Test
  void whatItSignsVerifiesUnderItsPublicKeyAndNoOther() throws BadSignatureException {
    Bytes signature = key.sign(head);
    key.publicKey().verify(head.bytes(), signature);
    assertThatThrownBy(() -> SoftwareKey.named("b").publicKey().verify(head.bytes(), signature))
        .isInstanceOf(BadSignatureException.class)
        .hasMessageContaining("signature does not verify under key sha256:");
  }
}
