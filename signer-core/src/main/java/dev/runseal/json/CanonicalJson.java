package dev.runseal.json;

import dev.runseal.bytes.Bytes;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * RFC 8785, the JSON Canonicalization Scheme: one value, one sequence of bytes. Members are sorted
 * by UTF-16 code units, strings carry only the escapes they must, numbers read as ECMAScript's.
 */
public final class CanonicalJson {
  private static final HexFormat HEX = HexFormat.of();

  private CanonicalJson() {}

  public static Bytes encode(Json value) {
    return Bytes.utf8(text(value));
  }

  public static String text(Json value) {
    var out = new StringBuilder(256);
    write(value, out);
    return out.toString();
  }

  private static void write(Json value, StringBuilder out) {
    switch (value) {
      case Json.Obj(Map<String, Json> members) -> {
        out.append('{');
        // String.compareTo orders by UTF-16 code units, which is what RFC 8785 §3.2.3 asks for.
        for (var member : new TreeMap<>(members).entrySet()) {
          separate(out, '{');
          quote(member.getKey(), out);
          out.append(':');
          write(member.getValue(), out);
        }
        out.append('}');
      }
      case Json.Arr array -> {
        out.append('[');
        for (Json item : array.items()) {
          separate(out, '[');
          write(item, out);
        }
        out.append(']');
      }
      case Json.Str(String text) -> quote(text, out);
      case Json.Int(long number) -> out.append(number);
      case Json.Decimal(double number) -> out.append(EcmaNumber.toString(number));
      case Json.Bool bool -> out.append(bool == Json.Bool.TRUE);
      case Json.Null ignored -> out.append("null");
    }
  }

  private static void separate(StringBuilder out, char opening) {
    if (out.charAt(out.length() - 1) != opening) {
      out.append(',');
    }
  }

  // spec: RFC 8785 §3.2.2.2
  private static void quote(String text, StringBuilder out) {
    out.append('"');
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == '"' || c == '\\') {
        out.append(text, from, i);
        escape(c, out);
        from = i + 1;
      }
    }
    out.append(text, from, text.length()).append('"');
  }

  private static void escape(char c, StringBuilder out) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\t' -> out.append("\\t");
      case '\n' -> out.append("\\n");
      case '\f' -> out.append("\\f");
      case '\r' -> out.append("\\r");
      default -> out.append("\\u00").append(HEX.toHexDigits((byte) c));
    }
  }
}
