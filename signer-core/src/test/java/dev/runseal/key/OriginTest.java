package dev.runseal.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class OriginTest {
  private static final String HASH = "0123456789abcdef0123456789abcdef";
  private final VerifyingKey key = SoftwareKey.named("origin").publicKey();

  @Test
  void itTiesANameToAKey() {
    Origin origin = Origin.of("example.com/team-1/log", key);
    assertThat(origin.name()).isEqualTo("example.com/team-1/log");
    assertThat(origin.keyHash()).isEqualTo(key.spkiDigest().hex().substring(0, 32));
    assertThat(origin).hasToString(origin.name() + "/" + origin.keyHash());
    assertThat(origin.isOf(key)).isTrue();
    assertThat(new Origin("example.com/team-1/log/" + HASH).isOf(key)).isFalse();
  }

  @Test
  void anotherFormIsRefused() {
    String[] others = {
      "",
      HASH,
      "/" + HASH,
      "a//" + HASH,
      "A/" + HASH,
      "a b/" + HASH,
      "a/" + HASH + "\n",
      "a/" + HASH.substring(1),
      "a/" + HASH.replace('a', 'A'),
      "ä/" + HASH
    };
    for (String other : others) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Origin(other))
          .withMessage(
              "origin is \"%s\", expected <name>/<32 hex digits> with a name of [a-z0-9._-]+(/[a-z0-9._-]+)*"
                  .formatted(other.replace("\n", "\\u000a")));
    }
  }

  @Test
  void atMost160CharactersFit() {
    assertThat(new Origin("a".repeat(127) + "/" + HASH).text()).hasSize(160);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Origin("a".repeat(128) + "/" + HASH))
        .withMessage("origin has 161 characters, expected at most 160");
  }

  @Test
  void aLogNameOfAnotherFormIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Origin.of("Example", key))
        .withMessage("log name is \"Example\", expected [a-z0-9._-]+(/[a-z0-9._-]+)*");
  }
}
