package dev.runseal.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ReadOnlyBufferException;
import java.nio.charset.CharacterCodingException;
import org.junit.jupiter.api.Test;

final class BytesTest {
  @Test
  void anArrayGivenOrTakenIsNotShared() {
    byte[] octets = {1, 2, 3};
    Bytes bytes = Bytes.of(octets);
    octets[0] = 9;
    bytes.toArray()[1] = 9;
    assertThat(bytes).isEqualTo(Bytes.parseHex("010203")).hasToString("010203");
    assertThatExceptionOfType(ReadOnlyBufferException.class)
        .isThrownBy(() -> bytes.asBuffer().put(0, (byte) 9));
  }

  @Test
  void partsAreCutAndJoined() {
    Bytes bytes = Bytes.concat(Bytes.utf8("ab"), Bytes.EMPTY, Bytes.utf8("c"));
    assertThat(bytes).isEqualTo(Bytes.utf8("abc")).hasSameHashCodeAs(Bytes.utf8("abc"));
    assertThat(bytes.slice(1, 3)).isEqualTo(Bytes.utf8("bc"));
    assertThat(bytes.startsWith(Bytes.utf8("ab"))).isTrue();
    assertThat(bytes.startsWith(Bytes.utf8("abcd"))).isFalse();
    assertThat(bytes).isNotEqualTo(Bytes.utf8("abd"));
  }

  @Test
  void longBytesAreShownShort() {
    assertThat(Bytes.of(new byte[65])).hasToString("00".repeat(32) + "… (65 bytes)");
  }

  @Test
  void hexIsLowerCaseAndEven() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bytes.parseHex("0A"))
        .withMessage("hex holds 'A' at 1, expected 0-9 or a-f");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bytes.parseHex("0\n"))
        .withMessage("hex holds U+000A at 1, expected 0-9 or a-f");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bytes.parseHex("abc"))
        .withMessage("hex has 3 digits, expected an even number");
  }

  @Test
  void base64HasOneSpelling() {
    assertThat(Bytes.parseBase64("/+8=")).isEqualTo(Bytes.parseHex("ffef"));
    assertThat(Bytes.parseHex("ffef").toBase64()).isEqualTo("/+8=");
    for (String other : new String[] {"/+8", "/+9="}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Bytes.parseBase64(other))
          .withMessage("base64 is not in its canonical, padded form");
    }
    for (String other : new String[] {"_-8=", "/+8=\n", "/+8=x", "/ +8="}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Bytes.parseBase64(other))
          .withMessageStartingWith("not base64: ");
    }
  }

  @Test
  void whatIsNotUtf8IsRefused() throws CharacterCodingException {
    assertThat(Bytes.utf8("ä€😀").toUtf8()).isEqualTo("ä€😀");
    assertThatExceptionOfType(CharacterCodingException.class)
        .isThrownBy(() -> Bytes.parseHex("c080").toUtf8());
  }
}
