package dev.runseal.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import org.junit.jupiter.api.Test;

final class EcPointTest {
  /** The base point of P-256. */
  private static final Bytes POINT =
      Bytes.parseHex(
          "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
              + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");

  private static final Bytes WRAPPED = Bytes.concat(Bytes.parseHex("0441"), POINT);

  @Test
  void wrappedAndRawAreOneKey() {
    assertThat(new EcPoint(WRAPPED).key()).isEqualTo(new EcPoint(POINT).key());
    assertThat(new EcPoint(WRAPPED).isRaw()).isFalse();
    assertThat(new EcPoint(POINT).isRaw()).isTrue();
  }

  @Test
  void everyOtherLengthIsRefused() {
    Bytes longer = Bytes.concat(WRAPPED, Bytes.of((byte) 0));
    for (int length = 0; length <= longer.length(); length++) {
      if (length != WRAPPED.length()) {
        // As long as a raw point, it is one with other coordinates: not on the curve.
        String refusal =
            length == POINT.length() ? "not a point on P-256" : "expected 65 bytes beginning 04";
        Bytes cut = longer.slice(0, length);
        assertThatThrownBy(() -> new EcPoint(cut).key())
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(refusal);
      }
    }
  }

  @Test
  void aPointOffTheCurveIsRefused() {
    byte[] off = POINT.toArray();
    off[64] ^= 1;
    assertThatThrownBy(() -> new EcPoint(Bytes.takingOwnership(off)).key())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("public key is not a point on P-256");
  }
}
