package dev.runseal.client;

import dev.runseal.client.ClientException.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The status line and header fields of an answer, read strictly: HTTP/1.1, a final status, no field
 * twice, no folding, and a body whose length is said beforehand.
 *
 * <p>spec: RFC 9112 §4, §5
 */
record ReplyHead(int status, Map<String, String> headers, int bodyLength) {
  private static final Pattern STATUS =
      Pattern.compile("HTTP/1\\.1 ([2-5][0-9]{2}) [\\x20-\\x7e]*");
  private static final Pattern FIELD =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([\\x20-\\x7e\\t]*?)[ \\t]*");
  private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,8}");

  /** {@code text} is everything before the empty line, without its last CRLF. */
  static ReplyHead parse(String text, int maxBody) throws ClientException {
    List<String> lines = List.of(text.split("\r\n", -1));
    Matcher first = STATUS.matcher(lines.getFirst());
    if (!first.matches()) {
      throw bad("answer begins with \"%s\", expected HTTP/1.1 and a status", lines.getFirst());
    }
    int status = Integer.parseInt(first.group(1));
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      Matcher field = FIELD.matcher(line);
      if (!field.matches()) {
        throw bad("answer has the header line \"%s\", expected name: value", line);
      }
      String name = field.group(1).toLowerCase(Locale.ROOT);
      if (headers.putIfAbsent(name, field.group(2)) != null) {
        throw bad("answer has the header %s twice", name);
      }
    }
    return new ReplyHead(status, headers, bodyLength(status, headers, maxBody));
  }

  /** Whether the daemon hangs up after this answer. */
  boolean closes() {
    return headers.getOrDefault("connection", "").equalsIgnoreCase("close");
  }

  private static int bodyLength(int status, Map<String, String> headers, int maxBody)
      throws ClientException {
    if (headers.containsKey("transfer-encoding")) {
      throw bad(
          "answer has transfer-encoding %s, expected content-length",
          headers.get("transfer-encoding"));
    }
    if (status == 204 || status == 304) {
      return 0;
    }
    String length = headers.get("content-length");
    if (length == null || !LENGTH.matcher(length).matches()) {
      throw bad("answer has content-length \"%s\", expected a number", String.valueOf(length));
    }
    int value = Integer.parseInt(length);
    if (value > maxBody) {
      throw bad("answer has a body of %s bytes, expected at most " + maxBody, length);
    }
    return value;
  }

  private static ClientException bad(String message, Object found) {
    String shown = found.toString();
    return new ClientException(
        Reason.BAD_ANSWER,
        message.formatted(shown.length() <= 100 ? shown : shown.substring(0, 100) + "…"));
  }
}
