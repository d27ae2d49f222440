package dev.runseal.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class Sha256Test {
  private static final String ABC =
      "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void readsWhatItWrites() {
    Sha256 digest = Sha256.of(Bytes.utf8("a"), Bytes.utf8("bc"));
    assertThat(digest).hasToString(ABC).isEqualTo(Sha256.parse(ABC));
    assertThat(Sha256.parseHex(digest.hex())).isEqualTo(digest);
  }

  @Test
  void upperCaseIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sha256.parse(ABC.replace("ba78", "BA78")))
        .withMessageStartingWith("digest is \"sha256:BA7816bf")
        .withMessageEndingWith(
            "expected sha256: and 64 lower-case hex digits (hex holds 'B' at 0, expected 0-9 or a-f)");
  }

  @Test
  void anotherLengthIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sha256.parse("sha256:ba78"))
        .withMessage(
            "digest is \"sha256:ba78\", expected sha256: and 64 lower-case hex digits"
                + " (sha-256 has 4 hex digits, expected 64)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Sha256(Bytes.EMPTY))
        .withMessage("sha-256 digest has 0 bytes, expected 32");
  }

  @Test
  void anotherPrefixIsRefusedAndShownShort() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sha256.parse("SHA256:" + "0".repeat(100)))
        .withMessage(
            "digest is \"SHA256:%s…\", expected sha256: and 64 lower-case hex digits"
                .formatted("0".repeat(73)));
  }
}
