package dev.runseal.vectors;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.declaration.SectionName;
import dev.runseal.vectors.GoldenVector.Expected;
import dev.runseal.vectors.GoldenVector.Input;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Declarations and their identities: formats, Conventions and section 1. The canonical form that an
 * identity is the digest of is written here by hand, never taken from an implementation.
 */
final class DeclarationVectors {
  private static final String TYPE = "\"type\":\"https://runseal.dev/declaration/v1\"";
  private static final String HASH = "\"digest\":{\"sha256\":\"" + "ab".repeat(32) + "\"}";
  private static final String CONTENT = "{" + HASH + "}";

  private final Sheet sheet;

  private DeclarationVectors(Sheet sheet) {
    this.sheet = sheet;
  }

  static void putOn(Sheet sheet) {
    var vectors = new DeclarationVectors(sheet);
    vectors.whole();
    vectors.lengths();
    vectors.order();
    vectors.strings();
    vectors.numbers();
    vectors.json();
    vectors.sections();
    vectors.members();
    vectors.retrieval();
  }

  private void whole() {
    String plain = canonical("");
    reads("plain", "all sections none", plain, plain);
    reads(
        "white-space",
        "every kind of white space",
        " \t\r\n"
            + plain.replace(":", " :\t").replace(",", "\r\n,").replace("https :\t", "https:")
            + "\n",
        plain);
    refuses(
        "other-version",
        "another type",
        plain.replace("declaration/v1", "declaration/v2"),
        "/type: found \"https://runseal.dev/declaration/v2\", expected \"https://runseal.dev/declaration/v1\"");
    refuses("no-type", "no type", plain.replace("," + TYPE, ""), "field \"type\" is missing");
    refuses(
        "unknown-field",
        "a field nobody knows",
        plain.replace("{\"configuration\"", "{\"x\":1,\"configuration\""),
        "/x: unknown field \"x\": put it under /extensions");
    refuses("array", "a list", "[]", "found an array, expected an object");
    for (SectionName section : SectionName.values()) {
      refuses(
          "without-" + section.text(),
          "no " + section.text(),
          plain.replace("\"" + section.text() + "\":{\"state\":\"none\"},", ""),
          "section \"%s\" is missing: silence is not a declaration, give it one of the states \"declared\", \"none\" or \"opaque\""
              .formatted(section.text()));
    }
  }

  private void lengths() {
    String plain = canonical("");
    int room = (1 << 20) - plain.length();
    reads("longest", "a mebibyte", plain, plain);
    sheet.but(vector -> vector.withSpaces(room));
    refuses(
        "too-long",
        "a mebibyte and a byte",
        plain,
        "json text has 1048577 bytes, expected at most 1048576");
    sheet.but(vector -> vector.withSpaces(room + 1));
    String deepest = "[".repeat(63) + "]".repeat(63);
    extended("depth-64", "64 levels", deepest, deepest);
    refused(
        "depth-65",
        "65 levels",
        "[" + deepest + "]",
        "/extensions/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0: json is nested deeper than 64 levels at line 1, column 174");
    String deepestObjects = "{\"a\":".repeat(63) + "0" + "}".repeat(63);
    extended("depth-64-objects", "64 levels of objects", deepestObjects, deepestObjects);
    refused(
        "depth-65-objects",
        "65 levels of objects",
        "{\"a\":".repeat(64) + "0" + "}".repeat(64),
        "/extensions/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a: json is nested deeper than 64 levels at line 1, column 426");
  }

  private void order() {
    extended(
        "key-order",
        "keys are sorted",
        "{\"b\":1,\"\":0,\"a\":2,\"B\":3}",
        "{\"\":0,\"B\":3,\"a\":2,\"b\":1}");
    // By code points U+FB33 would come before U+1F600, by code units it comes after D83D DE00.
    extended(
        "key-order-utf16",
        "by code units, not by code points",
        "{\"\ufb33\":1,\"\ud83d\ude00\":2,\"\u20ac\":3,\"\\r\":4,\"\u0080\":5,\"1\":6}",
        "{\"\\r\":4,\"1\":6,\"\u0080\":5,\"\u20ac\":3,\"\ud83d\ude00\":2,\"\ufb33\":1}");
    extended(
        "key-prefix",
        "a key that begins another",
        "{\"aa\":1,\"a\":2,\"a\\u0000\":3}",
        "{\"a\":2,\"a\\u0000\":3,\"aa\":1}");
    extended(
        "key-not-normalised",
        "one letter composed and decomposed",
        "{\"e\u0301\":1,\"\u00e9\":2}",
        "{\"e\u0301\":1,\"\u00e9\":2}");
    refused(
        "key-twice",
        "a key twice",
        "{\"a\":1,\"a\":1}",
        "/extensions/a: duplicate key \"a\" at line 1, column 122");
    refused(
        "key-twice-escaped",
        "a key twice, once escaped",
        "{\"a\":1,\"\\u0061\":1}",
        "/extensions/a: duplicate key \"a\" at line 1, column 127");
    refused(
        "key-twice-deep",
        "a key twice, further in",
        "[{\"a\":{\"b\":1,\"c\":2,\"b\":3}}]",
        "/extensions/0/a/b: duplicate key \"b\" at line 1, column 134");
  }

  private void strings() {
    extended(
        "escapes",
        "escapes that need not be",
        "\"\\u0041\\/\\u00E9\\u20ac\\ud83d\\uDE00\"",
        "\"A/\u00e9\u20ac\ud83d\ude00\"");
    extended(
        "controls",
        "every control character",
        controls("\\u%04X"),
        "\"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b\\u001c\\u001d\\u001e\\u001f\"");
    extended(
        "no-escape",
        "characters that stay as they are",
        "\"\\u007f\\u0080\\u2028\\u2029\\ufeff\\uffff<>&'\"",
        "\"\u007f\u0080\u2028\u2029\ufeff\uffff<>&'\"");
    extended(
        "quotes",
        "quotes and backslashes",
        "\"\\\"\\\\\\\\n\\u0022\\u005c\"",
        "\"\\\"\\\\\\\\n\\\"\\\\\"");
    refused(
        "lone-high-surrogate",
        "U+D800 alone",
        "\"\\ud800\"",
        "/extensions: string holds the lone surrogate U+D800 at 0");
    refused(
        "lone-low-surrogate",
        "U+DC00 alone",
        "\"\\udc00\"",
        "/extensions: string holds the lone surrogate U+DC00 at 0");
    refused(
        "surrogates-turned",
        "a pair in the wrong order",
        "\"\\udc00\\ud800\"",
        "/extensions: string holds the lone surrogate U+DC00 at 0");
    refused(
        "surrogate-and-letter",
        "half a pair and a letter",
        "\"\\ud800A\"",
        "/extensions: string holds the lone surrogate U+D800 at 0");
    refused(
        "lone-surrogate-key",
        "half a pair in a key",
        "{\"\\udfff\":1}",
        "/extensions: malformed json: Unexpected low surrogate in field name: 0xdfff at line 1, column 118");
    refused(
        "raw-control",
        "a tab in a string",
        "\"\t\"",
        "/extensions: malformed json: Illegal unquoted character ((CTRL-CHAR, code 9)): has to be escaped using backslash to be included in string value at line 1, column 111");
    refused(
        "bad-escape",
        "an escape that is none",
        "\"\\x41\"",
        "/extensions: malformed json: Unrecognized character escape 'x' (code 120) at line 1, column 112");
    refused(
        "short-escape",
        "three digits",
        "\"\\u041\"",
        "/extensions: malformed json: Unexpected character ('\"' (code 34)): expected a hex-digit for character escape sequence at line 1, column 116");
    bytes("overlong", "a slash in two bytes", "c0af", "json text is not utf-8");
    bytes("utf8-surrogate", "U+D800 in three bytes", "eda080", "json text is not utf-8");
    bytes("utf8-pair", "a pair encoded half by half", "eda0bdedb880", "json text is not utf-8");
    bytes("utf8-beyond", "beyond U+10FFFF", "f4908080", "json text is not utf-8");
    bytes("utf8-cut", "a character cut short", "e282", "json text is not utf-8");
    bytes("latin-1", "a byte of Latin-1", "e9", "json text is not utf-8");
  }

  private void numbers() {
    extended(
        "integers",
        "the least and the greatest",
        "[9007199254740991,-9007199254740991,0,-1]",
        "[9007199254740991,-9007199254740991,0,-1]");
    number("decimal", "1.0");
    number("decimal-half", "0.5");
    number("minus-zero", "-0");
    number("exponent", "1e2");
    number("exponent-capital", "1E2");
    number("exponent-minus", "100e-2");
    number("exponent-huge", "1e999999999");
    number("2-to-the-53", "9007199254740992");
    number("minus-2-to-the-53", "-9007199254740992");
    number("2-to-the-64", "18446744073709551616");
    refused("number-400-digits", "400 digits", "9".repeat(400), notAnInteger("9".repeat(80) + "…"));
    String malformed = "malformed json: ";
    String leadingZero =
        malformed + "Invalid numeric value: Leading zeroes not allowed at line 1, column 11";
    refused("number-leading-zero", "01", "01", leadingZero + "1");
    refused("number-minus-leading-zero", "-01", "-01", leadingZero + "2");
    refused(
        "number-plus",
        "+1",
        "+1",
        malformed
            + "Unexpected character ('+' (code 43)) in numeric value: JSON spec does not allow numbers to have plus signs at line 1, column 111");
    refused(
        "number-point",
        "1.",
        "1.",
        malformed
            + "Unexpected character (',' (code 44)) in numeric value: Decimal point not followed by a digit at line 1, column 111");
    refused(
        "number-hex",
        "0x10",
        "0x10",
        malformed
            + "Unexpected character ('x' (code 120)): was expecting comma to separate Object entries at line 1, column 111");
    refused(
        "number-nan", "NaN", "NaN", malformed + "Non-standard token 'NaN' at line 1, column 113");
    refused(
        "number-infinity",
        "-Infinity",
        "-Infinity",
        malformed + "Non-standard token '-Infinity' at line 1, column 119");
  }

  private void number(String name, String text) {
    refused("number-" + name, text, text, notAnInteger(text));
  }

  private static String notAnInteger(String shown) {
    return "/extensions: number is %s, expected an integer within ±(2^53−1); decimals are written as strings"
        .formatted(shown);
  }

  private void json() {
    String plain = canonical("");
    refuses(
        "bom",
        "a byte order mark",
        "\ufeff" + plain,
        "json text begins with a byte order mark, expected none");
    refuses("empty", "nothing", "", "json text is empty");
    refuses(
        "second-value",
        "a second value",
        plain + "1",
        "json text goes on after its value at line 1, column 278");
    refuses(
        "nul",
        "a NUL behind it",
        plain + "\0",
        "malformed json: Illegal character ((CTRL-CHAR, code 0)): only regular white space (\\r, \\n, \\t) is allowed between tokens at line 1, column 278");
    refuses(
        "form-feed",
        "a form feed, which is no white space here",
        "\f" + plain,
        "malformed json: Illegal character ((CTRL-CHAR, code 12)): only regular white space (\\r, \\n, \\t) is allowed between tokens at line 1, column 2");
    refuses(
        "no-break-space",
        "U+00A0, which is none either",
        plain + "\u00a0",
        "malformed json: Unexpected character (' ' (code 160)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false') at line 1, column 277");
    refused(
        "comment",
        "a comment",
        "1/*one*/",
        "malformed json: Unexpected character ('/' (code 47)): maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser) at line 1, column 111");
    refused(
        "single-quotes",
        "single quotes",
        "'a'",
        "malformed json: Unexpected character (''' (code 39)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false') at line 1, column 110");
    refused(
        "trailing-comma",
        "a comma too many",
        "[1,]",
        "/extensions: malformed json: Unexpected character (']' (code 93)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false') at line 1, column 113");
    refused(
        "missing-comma",
        "a comma too few",
        "[1 2]",
        "/extensions: malformed json: Unexpected character ('2' (code 50)): was expecting comma to separate Array entries at line 1, column 113");
    refused(
        "capital-true",
        "True",
        "True",
        "malformed json: Unrecognized token 'True': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false') at line 1, column 110");
  }

  private void sections() {
    states(
        "blank-reason",
        "a reason of white space",
        "{\"reason\":\" \\t\\u0000\",\"state\":\"opaque\"}",
        "/model/reason: text is empty, expected something to read");
    String wide = "{\"reason\":\"\u00a0\",\"state\":\"opaque\"}";
    reads(
        "reason-no-break-space",
        "U+00A0, which is a text",
        with("model", wide),
        with("model", wide));
    states(
        "no-reason",
        "opaque without a reason",
        "{\"state\":\"opaque\"}",
        "/model: field \"reason\" is missing");
    states(
        "none-and-more",
        "none, and a name",
        "{\"name\":\"x\",\"state\":\"none\"}",
        "/model/name: unknown field \"name\": a section whose state is \"none\" says nothing else");
    states(
        "nothing-said",
        "declared without a member",
        "{\"state\":\"declared\"}",
        "/model: declared, but nothing is said: describe it, or make the state \"none\" or \"opaque\"");
    states(
        "state",
        "a state that is none",
        "{\"state\":\"unknown\"}",
        "/model/state: found \"unknown\", expected \"declared\", \"none\" or \"opaque\"");
    states(
        "no-state",
        "no state",
        "{\"name\":\"x\"}",
        "/model: \"state\" is missing, expected \"declared\", \"none\" or \"opaque\"");
    states(
        "section-string",
        "a section that is no object",
        "\"none\"",
        "/model: found a string, expected an object");
    states(
        "unknown-member",
        "a member nobody knows",
        "{\"name\":\"x\",\"state\":\"declared\",\"vendor\":\"y\"}",
        "/model/vendor: unknown field \"vendor\": put it under /extensions");
    states(
        "member-null",
        "a member that is null",
        "{\"name\":\"x\",\"provider\":null,\"state\":\"declared\"}",
        "/model/provider: found null, expected a string");
  }

  private void members() {
    for (String good : List.of("0", "0.2", "-1.5", "10", "123456789012345678901234567890")) {
      String text = configuration("temperature", "\"" + good + "\"");
      reads(
          "decimal-" + (good.length() > 9 ? "long" : good.replace('.', '-')),
          "the decimal " + good,
          text,
          text);
    }
    decimal("trailing-zero", "0.20");
    decimal("point-zero", "1.0");
    decimal("no-digit-before", ".5");
    decimal("no-digit-behind", "1.");
    decimal("exponent", "1e3");
    decimal("minus-zero", "-0");
    decimal("leading-zero", "01");
    decimal("plus", "+1");
    decimal("space", " 1");
    decimal("empty", "");
    String longest = configuration("temperature", "\"" + "9".repeat(64) + "\"");
    reads("decimal-longest", "64 digits", longest, longest);
    refuses(
        "decimal-too-long",
        "65 digits",
        configuration("temperature", "\"" + "9".repeat(65) + "\""),
        "/configuration/temperature: found \"99999999999999999999999999999999999999999999999999999999999999999\", expected a decimal in its shortest form, like \"0.2\", \"-1.5\" or \"1\"");
    refuses(
        "decimal-number",
        "a number in a decimal's place",
        configuration("temperature", "1"),
        "/configuration/temperature: expected a decimal written as a string, like \"0.2\"");
    refuses(
        "natural-negative",
        "a natural below 0",
        configuration("maxTokens", "-1"),
        "/configuration/maxTokens: found -1, expected 0 or more");
    String seed = configuration("seed", "-1");
    reads("integer-negative", "an integer below 0", seed, seed);
    refuses(
        "boolean-string",
        "true as a string",
        configuration("stream", "\"true\""),
        "/configuration/stream: found a string, expected true or false");
    refuses(
        "texts-item",
        "a list with a blank text",
        configuration("stopSequences", "[\"a\",\" \"]"),
        "/configuration/stopSequences/1: text is empty, expected something to read");
    String size =
        with(
            "model",
            "{\"name\":\"x\",\"state\":\"declared\",\"weights\":{" + HASH + ",\"size\":1}}");
    reads("content", "a content with its size", size, size);
    content(
        "content-salted-size",
        "a salted content with a size",
        "{" + HASH + ",\"salted\":true,\"size\":1}",
        "/model/weights/size: a salted content has no size: it would help to guess it");
    content(
        "content-salted-false",
        "salted is false",
        "{" + HASH + ",\"salted\":false}",
        "/model/weights/salted: found false, expected true or no such field");
    content(
        "content-no-digest",
        "no digest",
        "{\"size\":1}",
        "/model/weights: field \"digest\" is missing");
    content(
        "content-second-digest",
        "a second algorithm",
        "{\"digest\":{\"sha1\":\"00\",\"sha256\":\"" + "ab".repeat(32) + "\"}}",
        "/model/weights/digest/sha1: unknown field \"sha1\": put it under /extensions");
    content(
        "content-upper-case",
        "hex in capitals",
        "{\"digest\":{\"sha256\":\"" + "AB".repeat(32) + "\"}}",
        "/model/weights/digest/sha256: hex holds 'A' at 0, expected 0-9 or a-f");
    content(
        "content-media-type",
        "a media type without a subtype",
        "{" + HASH + ",\"mediaType\":\"text\"}",
        "/model/weights/mediaType: found \"text\", expected a media type like \"text/plain\"");
    content(
        "content-unknown",
        "a member nobody knows",
        "{" + HASH + ",\"uri\":\"x\"}",
        "/model/weights/uri: unknown field \"uri\": put it under /extensions");
    refuses(
        "empty-messages",
        "an input without messages",
        with("input", "{\"messages\":[],\"state\":\"declared\"}"),
        "/input/messages: the list is empty, expected at least one; or make the state \"none\"");
    String tool =
        "{\"definitions\":[{\"definition\":"
            + CONTENT
            + ",\"name\":\"search\"}],\"state\":\"declared\",\"toolChoice\":\"%s\"}";
    reads(
        "tool-choice",
        "a tool by its name",
        with("tools", tool.formatted("search")),
        with("tools", tool.formatted("search")));
    refuses(
        "tool-choice-of-no-tool",
        "a tool that is not there",
        with("tools", tool.formatted("Search")),
        "/tools/toolChoice: found \"Search\", expected auto, none, required or the name of a definition");
  }

  private void retrieval() {
    String two = retrieval(candidate(1) + "," + candidate(2), 2);
    reads("retrieval", "two candidates", two, two);
    String none = retrieval("", 0);
    reads("retrieval-none", "no candidate", none, none);
    refuses(
        "rank-gap",
        "a rank left out",
        retrieval(candidate(1) + "," + candidate(3), 2),
        "/retrieval/candidates: rank at 1 is 3, expected 2");
    refuses(
        "rank-from-0",
        "ranks from 0",
        retrieval(candidate(0) + "," + candidate(1), 2),
        "/retrieval/candidates: rank at 0 is 0, expected 1");
    refuses(
        "candidate-count",
        "another count than the list's",
        retrieval(candidate(1), 2),
        "/retrieval/candidateCount: count is 2, the list \"candidates\" has 1: expected the same");
    refuses(
        "decision",
        "a decision that is none",
        retrieval(candidate(1).replace("selected", "kept"), 1),
        "/retrieval/candidates/0/decision: found \"kept\", expected one of discarded, selected, truncated");
  }

  private void decimal(String name, String text) {
    refuses(
        "decimal-" + name,
        "the decimal \"" + text + "\"",
        configuration("temperature", "\"" + text + "\""),
        "/configuration/temperature: found \"%s\", expected a decimal in its shortest form, like \"0.2\", \"-1.5\" or \"1\""
            .formatted(text));
  }

  private static String retrieval(String candidates, int count) {
    return with(
        "retrieval",
        "{\"assembled\":%s,\"candidateCount\":%d,\"candidates\":[%s],\"query\":%s,\"source\":\"s\",\"state\":\"declared\"}"
            .formatted(CONTENT, count, candidates, CONTENT));
  }

  private static String candidate(int rank) {
    return "{\"decision\":\"selected\",%s,\"id\":\"a\",\"rank\":%d}".formatted(HASH, rank);
  }

  private void states(String name, String about, String section, String reason) {
    refuses(name, about, with("model", section), reason);
  }

  private void content(String name, String about, String content, String reason) {
    refuses(
        name,
        about,
        with("model", "{\"name\":\"x\",\"state\":\"declared\",\"weights\":" + content + "}"),
        reason);
  }

  private static String configuration(String member, String value) {
    String state = "\"state\":\"declared\"";
    String given = "\"" + member + "\":" + value;
    return with(
        "configuration",
        "{" + (member.compareTo("state") < 0 ? given + "," + state : state + "," + given) + "}");
  }

  private void bytes(String name, String about, String hex, String reason) {
    String[] around = canonical("\"?\"").split("\\?", 2);
    sheet.put(
        Input.DECLARATION,
        "refused-" + name,
        about,
        Bytes.concat(Bytes.utf8(around[0]), Bytes.parseHex(hex), Bytes.utf8(around[1])),
        new Expected.Refused(reason));
  }

  /** A declaration with these extensions, and the same in canonical form. */
  private void extended(String name, String about, String extensions, String canonical) {
    reads(name, about, canonical(extensions), canonical(canonical));
  }

  private void refused(String name, String about, String extensions, String reason) {
    refuses(name, about, canonical(extensions), reason);
  }

  private void reads(String name, String about, String text, String canonical) {
    String identity = Sha256.of(Bytes.utf8(canonical)).toString();
    sheet.put(
        Input.DECLARATION,
        "good-" + name,
        about,
        Bytes.takingOwnership(text.getBytes(UTF_8)),
        new Expected.Identity(identity));
  }

  private void refuses(String name, String about, String text, String reason) {
    sheet.put(
        Input.DECLARATION,
        "refused-" + name,
        about,
        Bytes.utf8(text),
        new Expected.Refused(reason));
  }

  private static String controls(String format) {
    var all = new StringBuilder("\"");
    for (int c = 0; c < 0x20; c++) {
      all.append(format.formatted(c));
    }
    return all.append('"').toString();
  }

  /** The canonical form of a declaration that has these extensions, if any, and nothing else. */
  private static String canonical(String extensions) {
    String members =
        Arrays.stream(SectionName.values())
            .map(section -> "\"" + section.text() + "\":{\"state\":\"none\"}")
            .sorted()
            .collect(Collectors.joining(","));
    String all = "{" + members + "," + TYPE + "}";
    return extensions.isEmpty()
        ? all
        : all.replace(",\"input\"", ",\"extensions\":" + extensions + ",\"input\"");
  }

  private static String with(String section, String value) {
    return Sheet.replaced(
        canonical(""), "\"" + section + "\":{\"state\":\"none\"}", "\"" + section + "\":" + value);
  }
}
