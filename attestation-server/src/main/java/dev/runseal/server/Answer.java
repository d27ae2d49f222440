package dev.runseal.server;

import dev.runseal.bytes.Bytes;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import java.util.Map;

/**
 * What goes back to the caller, whole: status, header fields and body are known before the first
 * byte is sent.
 */
record Answer(int status, String mediaType, Bytes body, Map<String, String> headers) {
  static final String JSON = "application/json";
  static final String PROBLEM = "application/problem+json";

  Answer {
    headers = Map.copyOf(headers);
  }

  static Answer of(int status, String mediaType, Bytes body) {
    return new Answer(status, mediaType, body, Map.of());
  }

  static Answer of(int status, String mediaType, Json body) {
    return of(status, mediaType, CanonicalJson.encode(body));
  }

  static Answer json(Json body) {
    return of(200, JSON, body);
  }

  Answer with(Map<String, String> headers) {
    return new Answer(status, mediaType, body, headers);
  }
}
