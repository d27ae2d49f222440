package dev.runseal.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import java.util.regex.Pattern;
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

  @Test
  void theRuleIsThatOfTheRegularExpressions() {
    var name = Pattern.compile("[a-z0-9._-]+(/[a-z0-9._-]+)*");
    var form = Pattern.compile(name.pattern() + "/[0-9a-f]{32}");
    long seed = System.nanoTime();
    var random = new Random(seed);
    int good = 0;
    for (int i = 0; i < 20_000; i++) {
      String prefix = text(random, "az09._-/", random.nextInt(6));
      String text = prefix + "/" + text(random, "09af", 31 + (random.nextInt(4) + 2) / 3);
      if (random.nextBoolean()) {
        // One character of any kind in any place, the neighbours of the good ones among them.
        int at = random.nextInt(text.length());
        text =
            text.substring(0, at) + text(random, "`{:@g/,.A \n\u00e9", 1) + text.substring(at + 1);
      }
      good += form.matcher(text).matches() ? 1 : 0;
      assertThat(isOrigin(text))
          .as("origin %s, seed %d", text, seed)
          .isEqualTo(form.matcher(text).matches());
      assertThat(isName(prefix))
          .as("name %s, seed %d", prefix, seed)
          .isEqualTo(name.matcher(prefix).matches());
    }
    assertThat(good).as("origins among the texts").isBetween(1_000, 19_000);
  }

  private static String text(Random random, String characters, int length) {
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(characters.charAt(random.nextInt(characters.length())));
    }
    return text.toString();
  }

  private static boolean isOrigin(String text) {
    try {
      return new Origin(text).text().equals(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isName(String text) {
    try {
      return Origin.requireName(text).equals(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
