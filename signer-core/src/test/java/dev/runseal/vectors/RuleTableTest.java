package dev.runseal.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of rules at the end of docs/formats.md names every vector, and none that is not. */
final class RuleTableTest {
  private static final Pattern FOLDER = Pattern.compile("Vectors in `([a-z]+)`\\.");
  private static final Pattern ROW = Pattern.compile("\\| ([^|]+) \\|([^|]*)\\|([^|]*)\\|");
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");

  /** A row of the table, with the names of its vectors as the manifest has them. */
  private record Rule(String rule, Set<String> holds, Set<String> broken) {}

  @Test
  void everyRowNamesVectorsAndEveryVectorIsNamed() throws IOException {
    List<Rule> rules = rules();
    assertThat(rules).hasSizeGreaterThan(80);
    Set<String> named = new TreeSet<>();
    for (Rule rule : rules) {
      assertThat(rule.holds().size() + rule.broken().size()).as(rule.rule()).isPositive();
      named.addAll(rule.holds());
      named.addAll(rule.broken());
    }
    assertThat(named)
        .containsExactlyInAnyOrderElementsOf(
            GoldenVectors.all().stream().map(GoldenVector::id).collect(Collectors.toSet()));
  }

  @Test
  void aVectorStandsInTheColumnOfWhatMustComeOfIt() throws IOException {
    for (Rule rule : rules()) {
      assertThat(rule.holds()).as(rule.rule()).noneMatch(RuleTableTest::mustNotHold);
      assertThat(rule.broken()).as(rule.rule()).allMatch(RuleTableTest::mustNotHold);
    }
  }

  @Test
  void namesSayWhatMustComeOfAVector() {
    for (GoldenVector vector : GoldenVectors.all()) {
      boolean fails =
          vector.expected() instanceof GoldenVector.Expected.Verdicts verdicts
              && !verdicts.fail().isEmpty();
      boolean refused = vector.expected() instanceof GoldenVector.Expected.Refused;
      assertThat(vector.name().startsWith("fail-")).as(vector.id()).isEqualTo(fails);
      assertThat(vector.name().startsWith("refused-")).as(vector.id()).isEqualTo(refused);
    }
  }

  private static boolean mustNotHold(String id) {
    String name = id.substring(id.indexOf('/') + 1);
    return name.startsWith("fail-") || name.startsWith("refused-");
  }

  private static List<Rule> rules() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "formats.md"));
    String[] folder = {""};
    return page.split("\n## Vectors\n", 2)[1]
        .lines()
        .<Rule>mapMulti((line, rules) -> {
          Matcher heading = FOLDER.matcher(line);
          if (heading.matches()) {
            folder[0] = heading.group(1);
          }
          Matcher row = ROW.matcher(line);
          if (row.matches() && !row.group(1).equals("rule") && !line.startsWith("|---")) {
            rules.accept(
                new Rule(row.group(1), ids(folder[0], row.group(2)), ids(folder[0], row.group(3))));
          }
        })
        .toList();
  }

  private static Set<String> ids(String folder, String cell) {
    Set<String> ids = new LinkedHashSet<>();
    Matcher name = NAME.matcher(cell);
    while (name.find()) {
      assertThat(ids.add(folder + "/" + name.group(1))).as("%s twice in %s", name, cell).isTrue();
    }
    return ids;
  }
}
