package dev.runseal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.runseal.bytes.Bytes;
import java.util.List;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
  private static final int MEBIBYTE = 1 << 20;

  @Test
  void everyKindOfValueIsRead() throws Exception {
    Json value =
        parse(
            """
            {"s": "\\u0041\\n😀", "i": [0, -1, 9007199254740991, -9007199254740991],
             "b": [true, false], "n": null, "": {}}
            """);
    assertThat(value)
        .isEqualTo(
            Json.object()
                .put("s", "A\n😀")
                .put(
                    "i",
                    Json.array(
                        List.of(
                            Json.integer(0),
                            Json.integer(-1),
                            Json.integer(Json.MAX_INTEGER),
                            Json.integer(-Json.MAX_INTEGER))))
                .put("b", Json.array(List.of(Json.bool(true), Json.bool(false))))
                .put("n", Json.Null.NULL)
                .put("", Json.object())
                .build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,\"a\":1} | /a: duplicate key \"a\" at line 1, column 13",
        "{\"a\":1,\"\\u0061\":2} | /a: duplicate key \"a\" at line 1, column 18",
        "{\"x\":[{\"a/b\":1,\"a/b\":2}]} | /x/0/a~1b: duplicate key \"a/b\"",
        "\"\\ud800\" | string holds the lone surrogate U+D800 at 0",
        "{\"k\":[0,\"a\\udc00\"]} | /k/1: string holds the lone surrogate U+DC00 at 1",
        "{\"k\":{\"\\ud800\":1}} | /k: malformed json: Broken surrogate pair in field name",
        "{\"k\":{\"\\udc00\":1}} | /k: malformed json: Unexpected low surrogate in field name",
        "{\"k\":{\"\\ud800\\u0041\":1}} | /k: malformed json: Broken surrogate pair in field name",
        "\"\\udc00\\ud800\" | string holds the lone surrogate U+DC00 at 0",
        "[NaN] | malformed json: Non-standard token 'NaN' at line 1",
        "[-Infinity] | malformed json: Non-standard token '-Infinity'",
        "[1e400] | /0: number is 1e400, expected an integer within ±(2^53−1)",
        "[1.0] | /0: number is 1.0, expected an integer within ±(2^53−1)",
        "[1e2] | /0: number is 1e2, expected an integer within ±(2^53−1)",
        "[-0] | /0: number is -0, expected an integer within ±(2^53−1)",
        "[-0.0] | /0: number is -0.0, expected an integer within ±(2^53−1)",
        "[01] | malformed json: Invalid numeric value: Leading zeroes not allowed",
        "[-01] | malformed json: Invalid numeric value: Leading zeroes not allowed",
        "[00] | malformed json: Invalid numeric value: Leading zeroes not allowed",
        "[+1] | malformed json: Unexpected character ('+'",
        "[.5] | malformed json: Unexpected character ('.'",
        "[1.] | malformed json: Unexpected character (']'",
        "[0x10] | malformed json: Unexpected character ('x'",
        "{\"n\":9007199254740992} | /n: number is 9007199254740992, expected an integer within",
        "{\"n\":-9007199254740992} | /n: number is -9007199254740992, expected an integer within",
        "{\"n\":99999999999999999999} | /n: number is 99999999999999999999, expected an integer",
        "{} {} | json text goes on after its value at line 1, column 5",
        "{}, | malformed json: Unexpected character (','",
        "{}x | malformed json: Unrecognized token 'x'",
        "`` | json text is empty",
        "` ` | json text is empty",
        "[1,] | malformed json: Unexpected character (']'",
        "{\"a\":1,} | malformed json: Unexpected character ('}'",
        "{\"a\":} | malformed json: Unexpected character ('}'",
        "{a:1} | malformed json: Unexpected character ('a'",
        "{'a':1} | malformed json: Unexpected character ('''",
        "[1 /* one */] | malformed json: Unexpected character ('/'",
        "[1 # one] | malformed json: Unexpected character ('#'",
        "[\"\\x\"] | /0: malformed json: Unrecognized character escape 'x'",
        "[\"\\u12\"] | /0: malformed json: Unexpected character ('\"'",
        "[1 | malformed json: Unexpected end-of-input: expected close marker for Array (start marker"
            + " at line 1, column 1) at line 1, column 3",
        "[1} | malformed json: Unexpected close marker '}'",
      })
  void whatTwoReadersCouldReadDifferentlyIsRefused(String text, String message) {
    refused(Bytes.utf8(text)).withMessageStartingWith(message);
  }

  @Test
  void aRawControlCharacterInAStringIsRefused() {
    refused(Bytes.utf8("[\"a\nb\"]"))
        .withMessageStartingWith("/0: malformed json: Illegal unquoted character");
  }

  @Test
  void whatTheParserRepeatsIsEscaped() {
    refused(Bytes.utf8("{\"a\": x\u001b\u009b2J}"))
        .withMessageStartingWith("malformed json: Unrecognized token 'x\\u001b\\u009b2J'");
    refused(Bytes.utf8("[\u202e]"))
        .withMessageStartingWith("malformed json: Unexpected character ('\\u202e'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "22eda08022", // U+D800 encoded by itself
        "22eda080edb08022", // a surrogate pair, each half encoded by itself
        "22c0af22", // '/' in two bytes
        "22f490808022", // beyond U+10FFFF
        "22c322", // cut short
        "5b00", // utf-16
        "ff"
      })
  void bytesThatAreNotUtf8AreRefused(String hex) {
    Bytes text = Bytes.parseHex(hex);
    if (hex.equals("5b00")) {
      refused(text).withMessageStartingWith("malformed json: Illegal character");
    } else {
      refused(text).withMessage("json text is not utf-8");
    }
  }

  @Test
  void aByteOrderMarkIsRefused() {
    refused(Bytes.parseHex("efbbbf7b7d"))
        .withMessage("json text begins with a byte order mark, expected none");
  }

  @Test
  void depth64IsReadAndDepth65Refused() throws Exception {
    parse("[".repeat(64) + "]".repeat(64));
    parse("{\"a\":".repeat(64) + "1" + "}".repeat(64));
    refused(Bytes.utf8("[".repeat(65) + "]".repeat(65)))
        .withMessage(
            "/0".repeat(64) + ": json is nested deeper than 64 levels at line 1, column 66");
    refused(Bytes.utf8("{\"a\":".repeat(65) + "1" + "}".repeat(65)))
        .withMessageStartingWith("/a".repeat(64) + ": json is nested deeper than 64 levels");
  }

  @Test
  void aMebibyteIsReadAndOneByteMoreRefused() throws Exception {
    parse('"' + "x".repeat(MEBIBYTE - 2) + '"');
    refused(Bytes.utf8('"' + "x".repeat(MEBIBYTE - 1) + '"'))
        .withMessage("json text has 1048577 bytes, expected at most 1048576");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "[{\"\":"})
  void aMebibyteOfOpeningsIsRefusedAtTheDepthLimit(String opening) {
    refused(Bytes.utf8(opening.repeat(MEBIBYTE / opening.length())))
        .withMessageContaining("json is nested deeper than 64 levels");
  }

  @Test
  void aMebibyteOfDigitsIsRefused() {
    refused(Bytes.utf8("9".repeat(MEBIBYTE)))
        .withMessageStartingWith("malformed json: Number value length (1048576) exceeds");
    refused(Bytes.utf8("0." + "9".repeat(MEBIBYTE - 2)))
        .withMessageStartingWith("malformed json: Number value length (1048574) exceeds");
    refused(Bytes.utf8("9".repeat(1_000)))
        .withMessageStartingWith("number is " + "9".repeat(80) + "…, expected an integer");
  }

  /** With a pointer made for each value this would copy half a mebibyte 260,000 times. */
  @Test
  void manyValuesUnderALongKeyCostNoMoreThanTheirOwnBytes() throws Exception {
    String head = "{\"" + "k".repeat(MEBIBYTE / 2) + "\":[";
    String items = "0,".repeat(MEBIBYTE / 4 - 8);
    Json value = parse(head + items + "0]}");
    assertThat(value).isInstanceOf(Json.Obj.class);
    refused(Bytes.utf8(head + items + "00]}"))
        .withMessageStartingWith("/" + "k".repeat(80) + "…: malformed json: Invalid numeric");
    refused(Bytes.utf8(head + items + "-0]}"))
        .withMessageStartingWith("/" + "k".repeat(80) + "…/262136: number is -0");
  }

  @Test
  void aKeyCantForgeALineOfTheMessage() {
    refused(Bytes.utf8("{\"a\\nb\":1,\"a\\nb\":1}"))
        .withMessageStartingWith("/a\\u000ab: duplicate key \"a\\u000ab\"");
  }

  @Test
  void everyCutOfATextIsRefused() throws Exception {
    Bytes text = Bytes.utf8("{\"a\":[1,\"\\u00e9😀\",true,null,{\"b\":-12}],\"c\":{}}");
    parse(text.toUtf8());
    for (int length = 0; length < text.length(); length++) {
      refused(text.slice(0, length));
    }
  }

  @Test
  void doublesAreReadWhereTheyAreLetIn() throws Exception {
    assertThat(doubles("[1e2,-0,0.5,9007199254740992]"))
        .isEqualTo(
            Json.array(
                List.of(
                    new Json.Decimal(100),
                    new Json.Decimal(-0.0),
                    new Json.Decimal(0.5),
                    new Json.Decimal(9007199254740992.0))));
    assertThatExceptionOfType(JsonException.class)
        .isThrownBy(() -> doubles("{\"n\":1e400}"))
        .withMessage("/n: number is 1e400, expected a finite double")
        .satisfies(refusal -> assertThat(refusal.pointer()).isEqualTo("/n"));
  }

  private static Json parse(String text) throws JsonException {
    return StrictJson.parse(Bytes.utf8(text), MEBIBYTE);
  }

  private static Json doubles(String text) throws JsonException {
    return StrictJson.parse(Bytes.utf8(text), MEBIBYTE, StrictJson.Numbers.DOUBLES);
  }

  private static ThrowableAssertAlternative<JsonException> refused(Bytes text) {
    return assertThatExceptionOfType(JsonException.class)
        .isThrownBy(() -> StrictJson.parse(text, MEBIBYTE));
  }
}
