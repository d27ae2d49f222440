package dev.runseal.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bytes.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {

  @ParameterizedTest
  @ValueSource(strings = {"arrays", "french", "structures", "unicode", "values", "weird"})
  void rfc8785VectorsComeOutByteForByte(String vector) throws Exception {
    Bytes canonical = canonical(read("input/" + vector + ".json"));
    String hex = read("outhex/" + vector + ".txt").toUtf8().replaceAll("\\s", "");
    assertThat(canonical).isEqualTo(read("output/" + vector + ".json"));
    assertThat(canonical).isEqualTo(Bytes.parseHex(hex));
    assertThat(canonical(canonical)).isEqualTo(canonical);
  }

  @Test
  void onlyTheEscapesThatMustBeAreWritten() {
    var all = new StringBuilder();
    for (char c = 0; c < 0x24; c++) {
      all.append(c);
    }
    all.append("\\/\u007f\u0080\u2028\uD83D\uDE00");
    assertThat(CanonicalJson.text(Json.string(all.toString())))
        .isEqualTo(
            "\"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e"
                + "\\u000f\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019"
                + "\\u001a\\u001b\\u001c\\u001d\\u001e\\u001f !\\\"#"
                + "\\\\/\u007f\u0080\u2028\uD83D\uDE00\"");
  }

  @Test
  void membersAreSortedByCodeUnitsNotCodePoints() {
    // U+1F600 is the larger code point, but its first code unit D83D is smaller than FB33.
    Json.Obj object = Json.object().put("\uFB33", 1).put("\uD83D\uDE00", 2).put("", 3).build();
    assertThat(CanonicalJson.text(object)).isEqualTo("{\"\":3,\"\uD83D\uDE00\":2,\"\uFB33\":1}");
  }

  @Test
  void openingBracketsInsideStringsDontLoseTheirComma() {
    Json array = Json.array(List.of(Json.string("["), Json.string("{"), Json.array(List.of())));
    assertThat(CanonicalJson.text(array)).isEqualTo("[\"[\",\"{\",[]]");
  }

  private static Bytes canonical(Bytes text) throws JsonException {
    return CanonicalJson.encode(StrictJson.parse(text, 1 << 20, StrictJson.Numbers.DOUBLES));
  }

  private static Bytes read(String name) throws IOException {
    String path = "/vectors/rfc8785-jcs/testdata/" + name;
    try (InputStream in = CanonicalJsonTest.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new AssertionError("no test resource " + path);
      }
      return Bytes.takingOwnership(in.readAllBytes());
    }
  }
}
