package dev.runseal.statement;

import dev.runseal.bytes.Excerpt;
import java.util.regex.Pattern;

/** The texts of a statement that come from outside, and exactly how each may look. */
enum Shape {
  EXECUTION("execution", "[A-Za-z0-9._:/-]{1,128}", "1 to 128 of [A-Za-z0-9._:/-]"),
  WORKLOAD("workload", "[A-Za-z0-9._-]{1,64}", "1 to 64 of [A-Za-z0-9._-]"),
  // spec: W3C Trace Context §3.2, version 00; version ff and all-zero ids are invalid there
  TRACEPARENT(
      "traceparent",
      "(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}",
      "<version>-<trace id>-<parent id>-<flags> in lower-case hex (W3C Trace Context)"),
  TLS_NAME("name of a tls caller", "[!-~]{1,512}", "1 to 512 visible ASCII characters"),
  UNKNOWN_CALLER("unknown caller", "[A-Za-z0-9._:/-]{1,128}", "1 to 128 of [A-Za-z0-9._:/-]");

  private final String what;
  private final Pattern form;
  private final String expected;

  Shape(String what, String form, String expected) {
    this.what = what;
    this.form = Pattern.compile(form);
    this.expected = expected;
  }

  void require(String text) {
    if (!form.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "%s is %s, expected %s".formatted(what, Excerpt.quoted(text), expected));
    }
  }
}
