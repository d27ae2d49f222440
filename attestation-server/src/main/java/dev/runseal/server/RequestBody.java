package dev.runseal.server;

import dev.runseal.bytes.Bytes;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import dev.runseal.json.StrictJson;
import jakarta.servlet.http.HttpServletRequest;
import java.io.EOFException;
import java.io.IOException;
import java.util.regex.Pattern;

/** Reads the JSON object that a request brings: declared as such, bounded, strict. */
final class RequestBody {
  private static final Pattern JSON_TYPE =
      Pattern.compile(
          "application/json[ \\t]*(;[ \\t]*charset=\"?utf-8\"?[ \\t]*)?", Pattern.CASE_INSENSITIVE);

  /** What room is made for on a caller's word. */
  private static final int USUAL = 8_192;

  private final int limit;

  RequestBody(int limit) {
    this.limit = limit;
  }

  ObjectReader read(HttpServletRequest request) throws Refusal {
    String type = request.getContentType();
    if (type == null || !JSON_TYPE.matcher(type).matches()) {
      throw new Refusal(
              Problem.UNSUPPORTED_CONTENT_TYPE,
              "content type is %s, expected application/json"
                  .formatted(type == null ? "missing" : '"' + type + '"'))
          .header("Accept", "application/json");
    }
    String coding = request.getHeader("Content-Encoding");
    if (coding != null) {
      // spec: RFC 9110 §15.5.16
      throw new Refusal(
              Problem.UNSUPPORTED_CONTENT_TYPE,
              "content encoding is \"%s\", expected none".formatted(coding))
          .header("Accept-Encoding", "identity");
    }
    if (request.getContentLengthLong() > limit) {
      throw tooLarge(request.getContentLengthLong() + " bytes");
    }
    Json value;
    try {
      byte[] body = body(request);
      if (body.length > limit) {
        throw tooLarge("more than %d bytes".formatted(limit));
      }
      value = StrictJson.parse(Bytes.takingOwnership(body), limit);
    } catch (JsonException e) {
      throw new Refusal(Problem.MALFORMED_JSON, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new Refusal(
          Problem.MALFORMED_REQUEST, "the request body ended early, or came too slowly", e);
    }
    try {
      return ObjectReader.of(value);
    } catch (JsonException e) {
      throw Refusal.ofField(e);
    }
  }

  private byte[] body(HttpServletRequest request) throws IOException {
    int length = (int) request.getContentLengthLong();
    if (length < 0 || length > USUAL) {
      // One byte more than allowed, so that a body of unknown length shows that it is longer.
      return request.getInputStream().readNBytes(limit + 1);
    }
    // The usual request: readNBytes of an unknown length fetches sixteen kilobytes for it.
    byte[] body = new byte[length];
    int read = request.getInputStream().readNBytes(body, 0, length);
    if (read < length) {
      throw new EOFException("body has %d bytes, expected %d".formatted(read, length));
    }
    return body;
  }

  private Refusal tooLarge(String found) {
    // The rest of it is not read, so nothing can follow on this connection.
    return new Refusal(
            Problem.BODY_TOO_LARGE,
            "request body has %s, expected at most %d".formatted(found, limit))
        .header("Connection", "close");
  }
}
