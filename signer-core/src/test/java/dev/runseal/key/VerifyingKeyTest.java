package dev.runseal.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import org.junit.jupiter.api.Test;

final class VerifyingKeyTest {
  private final SoftwareKey secret = SoftwareKey.named("verifying");
  private final VerifyingKey key = secret.publicKey();
  private final ToBeSigned head =
      new ToBeSigned.Checkpoint(Origin.of("log", key), 1, Sha256.of(Bytes.EMPTY));
  private final Bytes signature = secret.sign(head);

  @Test
  void readsWhatItWrites() {
    assertThat(VerifyingKey.parse(key.spki())).isEqualTo(key).hasSameHashCodeAs(key);
    assertThat(VerifyingKey.ofPoint(key.spki().slice(26, 91))).isEqualTo(key);
    assertThat(key.spkiDigest()).isEqualTo(Sha256.of(key.spki()));
    assertThat(key).hasToString("P-256 " + key.spkiDigest());
  }

  @Test
  void everyTruncationAndOneMoreByteAreRefused() {
    for (int length = 0; length < key.spki().length(); length++) {
      Bytes cut = key.spki().slice(0, length);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> VerifyingKey.parse(cut))
          .withMessageStartingWith("public key is %d bytes beginning ".formatted(length));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VerifyingKey.parse(Bytes.concat(key.spki(), Bytes.of((byte) 0))))
        .withMessageStartingWith("public key is 92 bytes beginning 3059301306072a8648ce3d0201")
        .withMessageEndingWith("expected a P-256 SubjectPublicKeyInfo with an uncompressed point");
  }

  @Test
  void anotherHeadIsRefused() {
    for (int i = 0; i < 27; i++) {
      byte[] other = key.spki().toArray();
      other[i] ^= 1;
      assertThatIllegalArgumentException()
          .isThrownBy(() -> VerifyingKey.parse(Bytes.of(other)))
          .withMessageContaining("expected a P-256 SubjectPublicKeyInfo");
    }
  }

  @Test
  void aPointOffTheCurveIsRefused() {
    byte[] off = key.spki().toArray();
    off[90] ^= 1;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VerifyingKey.parse(Bytes.of(off)))
        .withMessageStartingWith("public key is not a point on P-256: ");
  }

  @Test
  void aCompressedPointIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VerifyingKey.ofPoint(Bytes.parseHex("02" + "11".repeat(32))))
        .withMessageEndingWith("expected 65 bytes beginning 04");
  }

  @Test
  void aSignatureOfAnotherMessageIsRefused() throws BadSignatureException {
    key.verify(head.bytes(), signature);
    assertThatExceptionOfType(BadSignatureException.class)
        .isThrownBy(() -> key.verify(Bytes.utf8("other"), signature))
        .withMessage("signature does not verify under key " + key.spkiDigest());
  }

  @Test
  void aSignatureInAnotherEncodingIsRefused() {
    Bytes[] others = {
      Bytes.EMPTY,
      Bytes.parseHex("3000"),
      Bytes.of(new byte[64]),
      Bytes.concat(signature, Bytes.of((byte) 0)),
      signature.slice(0, signature.length() - 1)
    };
    for (Bytes other : others) {
      assertThatExceptionOfType(BadSignatureException.class)
          .isThrownBy(() -> key.verify(head.bytes(), other))
          .withMessageStartingWith("signature is not a DER ECDSA signature: ");
    }
  }

  @Test
  void zeroIsNoSignature() {
    assertThatExceptionOfType(BadSignatureException.class)
        .isThrownBy(() -> key.verify(head.bytes(), Bytes.parseHex("3006020100020100")));
  }

  @Test
  void everyFlippedBitOfASignatureIsRefused() {
    for (int bit = 0; bit < 8 * signature.length(); bit++) {
      byte[] flipped = signature.toArray();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatExceptionOfType(BadSignatureException.class)
          .as("bit %d", bit)
          .isThrownBy(() -> key.verify(head.bytes(), Bytes.of(flipped)));
    }
  }
}
