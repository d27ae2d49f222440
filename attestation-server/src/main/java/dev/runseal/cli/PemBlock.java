package dev.runseal.cli;

import dev.runseal.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** One RFC 7468 block, as other people's tools read it. */
record PemBlock(String type, Bytes der) {
  private static final int LINE_LENGTH = 64;

  Bytes encode() {
    var base64 = Base64.getMimeEncoder(LINE_LENGTH, "\n".getBytes(StandardCharsets.US_ASCII));
    return Bytes.utf8(
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(type, base64.encodeToString(der.toArray()), type)
            .replace(System.lineSeparator(), "\n"));
  }
}
