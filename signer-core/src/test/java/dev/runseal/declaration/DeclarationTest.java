package dev.runseal.declaration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.runseal.bytes.Bytes;
import dev.runseal.json.JsonException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DeclarationTest {

  @Test
  void theSampleHasItsGoldenIdentity() throws Exception {
    Declaration sample = Declaration.parse(Bytes.utf8(SampleDeclaration.text()));
    assertThat(sample.identity()).hasToString(SampleDeclaration.IDENTITY);
    assertThat(sample.opaque()).isEmpty();
    assertThat(sample.extensions()).isPresent();
    assertThat(sample.section(SectionName.MODEL)).isInstanceOf(Section.Declared.class);
  }

  @Test
  void theSmallestDeclarationHasItsGoldenIdentity() throws Exception {
    Declaration none = Declaration.parse(Bytes.utf8(allSections("{\"state\":\"none\"}")));
    assertThat(none.identity())
        .hasToString("sha256:5f580b25780443c9d2d8ecf7c827ef10686754e1d538645f1decd146b3ba55ea");
    assertThat(none.section(SectionName.INPUT)).isEqualTo(new Section.None());
    assertThat(none.extensions()).isEmpty();
  }

  @Test
  void everySpellingOfOneDeclarationHasOneIdentity() throws Exception {
    Declaration sample = Declaration.parse(Bytes.utf8(SampleDeclaration.text()));
    Declaration escaped =
        Declaration.parse(SampleDeclaration.with("support-desk", "\\u0073upport-desk"));
    assertThat(escaped).isEqualTo(sample).hasSameHashCodeAs(sample);
    assertThat(Declaration.parse(sample.canonical()).canonical()).isEqualTo(sample.canonical());
  }

  @Test
  void anotherValueIsAnotherIdentity() throws Exception {
    Declaration other = Declaration.parse(SampleDeclaration.with("\"seed\": -7", "\"seed\": 7"));
    assertThat(other.identity()).doesNotHaveToString(SampleDeclaration.IDENTITY);
  }

  @Test
  void opaqueSectionsAreListedInTheirOrder() throws Exception {
    String opaque = "{\"state\":\"opaque\",\"reason\":\"hosted inference\"}";
    Declaration all = Declaration.parse(Bytes.utf8(allSections(opaque)));
    assertThat(all.opaque()).containsExactly(SectionName.values());
    assertThat(all.section(SectionName.MODEL)).isEqualTo(new Section.Opaque("hosted inference"));
  }

  @ParameterizedTest
  @EnumSource(SectionName.class)
  void aMissingSectionIsRefused(SectionName name) {
    String text = allSections("{\"state\":\"none\"}");
    String without = text.replace(",\"" + name.text() + "\":{\"state\":\"none\"}", "");
    refused(Bytes.utf8(without))
        .withMessage(
            "section \"%s\" is missing: silence is not a declaration, give it one of the states"
                    .formatted(name.text())
                + " \"declared\", \"none\" or \"opaque\"");
  }

  @Test
  void allMissingSectionsAreNamedAtOnce() {
    refused(Bytes.utf8("{\"type\":\"" + Declaration.TYPE + "\"}"))
        .withMessageStartingWith(
            "section \"model\", \"instructions\", \"retrieval\", \"tools\", \"constraints\","
                + " \"configuration\", \"input\", \"environment\" is missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"state\":\"none\",\"reason\":\"x\"} | /input/reason: unknown field \"reason\": a section"
            + " whose state is \"none\" says nothing else",
        "{\"state\":\"opaque\",\"reason\":\"x\",\"name\":\"y\"} | /input/name: unknown field"
            + " \"name\": a section whose state is \"opaque\" gives its \"reason\" and nothing else",
        "{\"state\":\"opaque\"} | /input: field \"reason\" is missing",
        "{\"state\":\"opaque\",\"reason\":\" \"} | /input/reason: text is empty, expected something"
            + " to read",
        "{\"state\":\"hidden\"} | /input/state: found \"hidden\", expected \"declared\", \"none\" or"
            + " \"opaque\"",
        "{\"state\":null} | /input/state: found null, expected a string",
        "{\"state\":\"declared\"} | /input: declared, but nothing is said: describe it, or make the"
            + " state \"none\" or \"opaque\"",
        "{\"reason\":\"x\"} | /input: \"state\" is missing, expected \"declared\", \"none\" or"
            + " \"opaque\"",
        "{\"state\":\"declared\",\"messages\":[]} | /input/messages: the list is empty, expected at"
            + " least one; or make the state \"none\"",
        "null | /input: found null, expected an object",
      })
  void aSectionInNoProperStateIsRefused(String section, String message) {
    String text = allSections("{\"state\":\"none\"}");
    refused(Bytes.utf8(text.replace("\"input\":{\"state\":\"none\"}", "\"input\":" + section)))
        .withMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"tools\": { | \"tool\": {}, \"tools\": { | /tool: unknown field \"tool\": put it under"
            + " /extensions",
        "\"provider\": | \"vendor\": | /model/vendor: unknown field \"vendor\": put it under"
            + " /extensions",
        "\"sha256\": | \"sha512\": \"00\", \"sha256\": | /model/weights/digest/sha512: unknown field"
            + " \"sha512\": put it under /extensions",
        "\"rank\": 1, | \"rank\": 1, \"page\": 3, | /retrieval/candidates/0/page: unknown field"
            + " \"page\": put it under /extensions",
        "declaration/v1 | declaration/v2 | /type: found \"https://runseal.dev/declaration/v2\","
            + " expected \"https://runseal.dev/declaration/v1\"",
        "\"candidateCount\": 3 | \"candidateCount\": 4 | /retrieval/candidateCount: count is 4, the"
            + " list \"candidates\" has 3: expected the same",
        "\"rank\": 2 | \"rank\": 3 | /retrieval/candidates: rank at 1 is 3, expected 2",
        "\"rank\": 1 | \"rank\": 0 | /retrieval/candidates: rank at 0 is 0, expected 1",
        "\"discarded\" | \"dropped\" | /retrieval/candidates/2/decision: found \"dropped\", expected"
            + " one of discarded, selected, truncated",
        "\"auto\" | \"delete_order\" | /tools/toolChoice: found \"delete_order\", expected auto,"
            + " none, required or the name of a definition",
        "\"temperature\": \"0.2\" | \"temperature\": 0.2 | /configuration/temperature: number is"
            + " 0.2, expected an integer within ±(2^53−1); decimals are written as strings",
        "\"temperature\": \"0.2\" | \"temperature\": 1 | /configuration/temperature: expected a"
            + " decimal written as a string, like \"0.2\"",
        "\"temperature\": \"0.2\" | \"temperature\": \"0.20\" | /configuration/temperature: found"
            + " \"0.20\", expected a decimal in its shortest form, like \"0.2\", \"-1.5\" or \"1\"",
        "\"maxTokens\": 1024 | \"maxTokens\": -1 | /configuration/maxTokens: found -1, expected 0 or"
            + " more",
        "\"maxTokens\": 1024 | \"maxTokens\": \"1024\" | /configuration/maxTokens: found a string,"
            + " expected an integer",
        "\"stream\": true | \"stream\": \"yes\" | /configuration/stream: found a string, expected"
            + " true or false",
        "\"salted\": true | \"salted\": false | /retrieval/query/salted: found false, expected true"
            + " or no such field",
        "\"salted\": true | \"salted\": true, \"size\": 24 | /retrieval/query/size: a salted content"
            + " has no size: it would help to guess it",
        "application/json | json | /model/tokenizer/mediaType: found \"json\", expected a media type"
            + " like \"text/plain\"",
        "\"egress\": [ | \"egress\": [\"\", | /constraints/egress/0: text is empty, expected"
            + " something to read",
        "\"stopSequences\": [ | \"stopSequences\": [1, | /configuration/stopSequences/0: found an"
            + " integer, expected a string",
      })
  void oneWrongPassageIsRefusedWithItsPlace(String passage, String replacement, String message) {
    refused(SampleDeclaration.with(passage, replacement)).withMessage(message);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "-1", "0.2", "-0.5", "10", "1.05", "120.001"})
  void decimalsInTheirShortestFormAreRead(String decimal) throws Exception {
    Declaration.parse(SampleDeclaration.with("\"0.2\"", '"' + decimal + '"'));
  }

  @ParameterizedTest
  @CsvSource({
    "-0", "1.0", "01", ".5", "5.", "+1", "1e3", "0x1", "0.0", "-0.0", "00.5", "'1,5'", "NaN",
    "' 1'", "''"
  })
  void decimalsInAnotherFormAreRefused(String decimal) {
    refused(SampleDeclaration.with("\"0.2\"", '"' + decimal + '"'))
        .withMessage(
            "/configuration/temperature: found \"%s\", expected a decimal in its shortest form, like"
                    .formatted(decimal)
                + " \"0.2\", \"-1.5\" or \"1\"");
  }

  @Test
  void aToolChoiceMayNameADefinition() throws Exception {
    Declaration.parse(SampleDeclaration.with("\"auto\"", "\"search_orders\""));
  }

  @Test
  void moreThanAMebibyteIsRefused() {
    Bytes text =
        SampleDeclaration.with("\"pumps\"", '"' + "p".repeat(Declaration.MAX_LENGTH) + '"');
    refused(text).withMessageEndingWith("expected at most 1048576");
  }

  @Test
  void moreThan64LevelsAreRefusedEvenInExtensions() throws Exception {
    Declaration.parse(SampleDeclaration.with("\"pumps\"", "[".repeat(61) + "]".repeat(61)));
    refused(SampleDeclaration.with("\"pumps\"", "[".repeat(62) + "]".repeat(62)))
        .withMessageContaining("json is nested deeper than 64 levels");
  }

  @Test
  void whatIsNoObjectIsRefused() {
    refused(Bytes.utf8("[]")).withMessage("found an array, expected an object");
  }

  @Test
  void everyCutOfADeclarationIsRefused() throws Exception {
    Bytes canonical = Declaration.parse(Bytes.utf8(SampleDeclaration.text())).canonical();
    for (int length = 0; length < canonical.length(); length++) {
      refused(canonical.slice(0, length));
    }
  }

  private static String allSections(String section) {
    return Arrays.stream(SectionName.values())
        .map(name -> ",\"" + name.text() + "\":" + section)
        .collect(Collectors.joining("", "{\"type\":\"" + Declaration.TYPE + "\"", "}"));
  }

  private static ThrowableAssertAlternative<JsonException> refused(Bytes text) {
    return assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Declaration.parse(text));
  }
}
