package dev.runseal.docs;

import dev.runseal.bytes.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Declarations that a reader could stumble over, about half of them good: odd strings, numbers,
 * keys, depths, white space and bytes, in random places. One seed gives one sequence.
 */
final class HostileDeclarations {
  private static final List<String> SECTIONS =
      List.of(
          "model",
          "instructions",
          "retrieval",
          "tools",
          "constraints",
          "configuration",
          "input",
          "environment");
  private static final List<String> STATES =
      List.of(
          "{\"state\":\"none\"}",
          "{\"state\":\"opaque\",\"reason\":%s}",
          "{\"reason\":%s,\"state\":\"opaque\"}");
  private static final List<String> CHARACTERS =
      List.of(
          "a",
          "Z",
          "0",
          " ",
          "\\u0000",
          "\\u001F",
          "\\u0020",
          "\\b",
          "\\t",
          "\\n",
          "\\f",
          "\\r",
          "\\\"",
          "\\\\",
          "\\/",
          "/",
          "\\u007f",
          "\u007f",
          "\\u0080",
          "é",
          "e\u0301",
          "\\u00e9",
          "€",
          "\\u20AC",
          "😀",
          "\\ud83d\\ude00",
          "\\uD83D\\uDE00",
          "\ufb33",
          "\\ufb33",
          "\ufeff",
          "\u2028",
          "\\uffff",
          "\udbff\udfff",
          "\\u0061",
          "<",
          "&");
  private static final List<String> BAD_CHARACTERS =
      List.of(
          "\\ud800", "\\udc00", "\\udc00\\ud800", "\\ud800\\u0041", "\t", "\\x", "\\u12", "\\'");
  private static final List<String> NUMBERS =
      List.of("0", "1", "-1", "42", "9007199254740991", "-9007199254740991", "1234567890123456");
  private static final List<String> BAD_NUMBERS =
      List.of(
          "-0",
          "0.0",
          "1.0",
          "1e0",
          "1E400",
          "1e-400",
          "9007199254740992",
          "-9007199254740992",
          "01",
          "+1",
          ".5",
          "5.",
          "0x1",
          "NaN",
          "Infinity",
          "-Infinity",
          "1_0",
          "--1",
          "1e",
          "-",
          "00",
          "18446744073709551615",
          "9007199254740991.0",
          "١");
  private static final List<String> BAD_VALUES =
      List.of(
          "True",
          "nul",
          "undefined",
          "'a'",
          "[1,]",
          "{\"a\":1,}",
          "{a:1}",
          "[,]",
          "[1 2]",
          "/**/1");
  private static final List<String> WHITE = List.of("", "", "", "", " ", "\n", "\t", "\r\n", "  ");
  private static final List<String> BAD_WHITE = List.of("\f", "\u00a0", "\u2003", "\ufeff", "\0");
  private static final List<String> BAD_BYTES =
      List.of("80", "c0af", "eda080", "eda0bdedb880", "f4908080", "e282", "fe", "ff", "f8888080");
  private static final int DEEPEST_EXTENSION = 63;

  private final RandomGenerator random;

  HostileDeclarations(Random random) {
    this.random = random;
  }

  Bytes next() {
    String text = declaration();
    Bytes whole = Bytes.utf8(text);
    if (random.nextInt(20) == 0) {
      int at = random.nextInt(whole.length());
      return Bytes.concat(
          whole.slice(0, at), Bytes.parseHex(any(BAD_BYTES)), whole.slice(at, whole.length()));
    }
    if (random.nextInt(30) == 0) {
      return whole.slice(0, random.nextInt(whole.length()));
    }
    return whole;
  }

  private String declaration() {
    var members = new ArrayList<String>();
    for (String section : SECTIONS) {
      members.add('"' + section + "\":" + any(STATES).formatted(reason()));
    }
    members.add("\"type\":\"https://runseal.dev/declaration/v1\"");
    members.add("\"extensions\":" + white() + extension());
    Collections.shuffle(members, Random.from(random));
    if (random.nextInt(40) == 0) {
      members.removeLast();
    }
    if (random.nextInt(60) == 0) {
      members.add(members.getFirst());
    }
    return white() + "{" + String.join(white() + "," + white(), members) + "}" + white();
  }

  private String extension() {
    if (random.nextInt(12) != 0) {
      return value(0);
    }
    int depth = DEEPEST_EXTENSION + random.nextInt(2);
    return random.nextBoolean()
        ? "[".repeat(depth) + "]".repeat(depth)
        : "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
  }

  private String value(int depth) {
    return switch (random.nextInt(depth > 3 ? 4 : 7)) {
      case 0 -> any(List.of("true", "false", "null"));
      case 1 -> rarely() ? any(BAD_NUMBERS) : number();
      case 2, 3 -> rarely() ? any(BAD_VALUES) : text();
      case 4 -> "[" + list(depth, false) + "]";
      default -> "{" + list(depth, true) + "}";
    };
  }

  private String list(int depth, boolean keys) {
    var out = new StringBuilder();
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      out.append(i == 0 ? "" : ",").append(white());
      out.append(keys ? text() + white() + ":" + white() : "").append(value(depth + 1));
      out.append(white());
    }
    return out.toString();
  }

  private String number() {
    return random.nextBoolean()
        ? any(NUMBERS)
        : Long.toString(random.nextLong() >> random.nextInt(10, 64));
  }

  private String text() {
    var out = new StringBuilder("\"");
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      out.append(veryRarely() ? any(BAD_CHARACTERS) : any(CHARACTERS));
    }
    return out.append('"').toString();
  }

  /** Mostly something to read. */
  private String reason() {
    return veryRarely() ? text() : "\"r" + text().substring(1);
  }

  private String white() {
    return random.nextInt(400) == 0 ? any(BAD_WHITE) : any(WHITE);
  }

  private boolean rarely() {
    return random.nextInt(16) == 0;
  }

  private boolean veryRarely() {
    return random.nextInt(256) == 0;
  }

  private <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
