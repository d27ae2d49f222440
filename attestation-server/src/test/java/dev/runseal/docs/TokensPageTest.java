package dev.runseal.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.attestation.SoftwareTokens;
import dev.runseal.pkcs11.TokenQuirks;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/tokens.md and the code know the same kinds of token, and the same of each. */
final class TokensPageTest {
  private static final Pattern SECTION = Pattern.compile("(?m)^## ");
  private static final String HEADER = "| what these tokens do | what you do |";

  private final String page = page();

  @Test
  void everyKindHasItsSectionAndNoOtherSectionHasATable() {
    List<String> withTable =
        SECTION
            .splitAsStream(page)
            .filter(section -> section.contains(HEADER))
            .map(section -> section.lines().findFirst().orElseThrow())
            .toList();
    assertThat(withTable)
        .hasSizeGreaterThan(1)
        .containsExactlyInAnyOrderElementsOf(
            TokenQuirks.known().stream().map(TokenQuirks::kind).toList());
  }

  @Test
  void everySectionHasTheRowsOfTheCode() {
    for (TokenQuirks quirks : TokenQuirks.known()) {
      assertThat(rows(quirks.kind()))
          .as(quirks.kind())
          .isNotEmpty()
          .containsExactlyElementsOf(
              quirks.deviations().stream()
                  .map(each -> "| %s | %s |".formatted(each.sentence(), each.remedy()))
                  .toList());
    }
  }

  @Test
  void theTokensThatAreProgramsAreThoseOfTheCode() {
    String section =
        SECTION
            .splitAsStream(page)
            .filter(each -> each.startsWith("Tokens that are programs\n"))
            .findFirst()
            .orElseThrow();
    assertThat(section.lines().filter(line -> line.startsWith("|")).skip(2))
        .containsExactlyElementsOf(
            SoftwareTokens.known().stream()
                .map(each ->
                    "| %s | `%s` | `%s` |"
                        .formatted(each.kind(), each.manufacturer(), each.model()))
                .toList());
  }

  private List<String> rows(String kind) {
    String section =
        SECTION
            .splitAsStream(page)
            .filter(each -> each.startsWith(kind + "\n"))
            .findFirst()
            .orElseThrow();
    return section
        .lines()
        .dropWhile(line -> !line.equals(HEADER))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .toList();
  }

  private static String page() {
    try {
      return Checkout.find().read("docs/tokens.md");
    } catch (IOException e) {
      throw new AssertionError("docs/tokens.md can't be read", e);
    }
  }
}
