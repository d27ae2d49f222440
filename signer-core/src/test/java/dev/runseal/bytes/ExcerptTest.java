package dev.runseal.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {

  @Test
  void plainTextIsQuotedAsItIs() {
    assertThat(Excerpt.quoted("Zürich 😀")).isEqualTo("\"Zürich 😀\"");
  }

  @Test
  void controlCharactersAndLoneSurrogatesAreEscaped() {
    assertThat(Excerpt.of("a\nb\u001b[31m\u202e\u2028\ud800c"))
        .isEqualTo("a\\u000ab\\u001b[31m\\u202e\\u2028\\ud800c");
  }

  @Test
  void aLibrarysMessageIsCutLater() {
    assertThat(Excerpt.message(new IllegalStateException("a\n" + "x".repeat(400))))
        .isEqualTo("a\\u000a" + "x".repeat(298) + "…");
    assertThat(Excerpt.message(new IllegalStateException())).isEqualTo("null");
  }

  @Test
  void aLibrarysMessageNamesNoClass() {
    assertThat(
            Excerpt.message(
                new IllegalStateException(
                    "subject key, java.security.InvalidKeyException: Unknown curve:"
                        + " 1.2.840.10045")))
        .isEqualTo("subject key, Unknown curve: 1.2.840.10045");
    assertThat(
            Excerpt.message(
                new IllegalStateException("unknown object: org.bouncycastle.asn1.DLSet at 3.1")))
        .isEqualTo("unknown object: DLSet at 3.1");
  }

  @Test
  void longTextIsCutWithoutHalvingACharacter() {
    assertThat(Excerpt.of("x".repeat(80))).isEqualTo("x".repeat(80));
    assertThat(Excerpt.of("x".repeat(81))).isEqualTo("x".repeat(80) + "…");
    assertThat(Excerpt.of("x".repeat(79) + "😀y")).isEqualTo("x".repeat(79) + "😀…");
  }
}
