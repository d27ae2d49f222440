package dev.runseal.declaration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.json.CanonicalJson;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ContentRefTest {
  private static final Bytes HELLO = Bytes.utf8("hello");
  private static final Bytes SALT =
      Bytes.parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

  @Test
  void unsaltedContentIsNamedByItsOwnDigestAndSize() {
    assertThat(CanonicalJson.text(ContentRef.of(HELLO).toJson()))
        .isEqualTo(
            "{\"digest\":{\"sha256\":"
                + "\"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\"},\"size\":5}");
  }

  @Test
  void saltedContentIsNamedBySaltAndContentAndTellsNoSize() {
    assertThat(CanonicalJson.text(ContentRef.salted(HELLO, SALT).toJson()))
        .isEqualTo(
            "{\"digest\":{\"sha256\":"
                + "\"0128b447d3a513d1beb7694e1676c1a2a4533fc9934309574e8d7bf7cf2684a4\"},\"salted\":true}");
  }

  @Test
  void aReferenceReadsWhatItWrites() throws Exception {
    ContentRef plain = ContentRef.of(HELLO).withName("greeting").withMediaType("text/plain");
    ContentRef salted = ContentRef.salted(HELLO, SALT).withName("greeting");
    assertThat(ContentRef.read(plain.toJson(), "")).isEqualTo(plain);
    assertThat(ContentRef.read(salted.toJson(), "")).isEqualTo(salted);
  }

  @Test
  void aSaltOfAnotherLengthIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ContentRef.salted(HELLO, SALT.slice(0, 31)))
        .withMessage("salt has 31 bytes, expected 32");
  }

  @Test
  void aSaltedReferenceWithASizeCantBeMade() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> reference(OptionalLong.of(5), true))
        .withMessage("a salted content has no size: it would help to guess it");
  }

  @Test
  void aSizeBelowZeroCantBeMade() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> reference(OptionalLong.of(-1), false))
        .withMessage("size is -1, expected 0 to 2^53−1");
  }

  @Test
  void anEmptyNameAndABadMediaTypeCantBeMade() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ContentRef.of(HELLO).withName(" "))
        .withMessage("text is empty, expected something to read");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ContentRef.of(HELLO).withMediaType("text"))
        .withMessage("found \"text\", expected a media type like \"text/plain\"");
  }

  private static ContentRef reference(OptionalLong size, boolean salted) {
    return new ContentRef(Optional.empty(), Optional.empty(), size, Sha256.of(HELLO), salted);
  }
}
