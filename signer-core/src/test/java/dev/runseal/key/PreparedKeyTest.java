package dev.runseal.key;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import org.junit.jupiter.api.Test;

final class PreparedKeyTest {
  private final SoftwareKey secret = SoftwareKey.named("prepared");
  private final VerifyingKey key = secret.publicKey();
  private final PreparedKey prepared = new PreparedKey(key);

  private ToBeSigned head(long size) {
    return new ToBeSigned.Checkpoint(
        Origin.of("log", key), size, Sha256.of(Bytes.utf8("root " + size)));
  }

  @Test
  void verifiesWhatTheKeySigned() throws Exception {
    for (long size = 0; size < 200; size++) {
      prepared.verify(head(size).bytes(), secret.sign(head(size)));
    }
  }

  @Test
  void whatTheKeyDidNotSignIsRefused() {
    Bytes signature = secret.sign(head(1));
    assertThatExceptionOfType(BadSignatureException.class)
        .isThrownBy(() -> prepared.verify(head(2).bytes(), signature))
        .withMessage("signature does not verify under key " + key.spkiDigest());
    var another = new PreparedKey(SoftwareKey.named("another").publicKey());
    assertThatExceptionOfType(BadSignatureException.class)
        .isThrownBy(() -> another.verify(head(1).bytes(), signature))
        .withMessageStartingWith("signature does not verify under key ");
  }
}
