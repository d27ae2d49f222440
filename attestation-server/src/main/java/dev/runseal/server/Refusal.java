package dev.runseal.server;

import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that is answered with a problem document, and all that goes into the document. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  private final Problem problem;
  private final transient Map<String, Json> members = new LinkedHashMap<>();
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  Refusal(Problem problem, String detail, @Nullable Throwable cause) {
    super(detail, cause);
    this.problem = problem;
  }

  Refusal(Problem problem, String detail) {
    this(problem, detail, null);
  }

  static Refusal ofField(JsonException e) {
    return ofField(e.pointer(), e.problem(), e);
  }

  /** A field of the request is at fault; the pointer (RFC 6901) says which. */
  static Refusal ofField(String pointer, String detail, @Nullable Throwable cause) {
    return new Refusal(Problem.INVALID_FIELD, detail, cause).with("pointer", Json.string(pointer));
  }

  Refusal with(String member, Json value) {
    members.put(member, value);
    return this;
  }

  Refusal retryAfter(int seconds) {
    headers.put("Retry-After", Integer.toString(seconds));
    return this;
  }

  Refusal header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  Problem problem() {
    return problem;
  }

  Answer answer() {
    Json.Builder document =
        Json.object()
            .put("type", problem.type())
            .put("title", problem.title())
            .put("status", problem.status())
            .put("detail", String.valueOf(getMessage()));
    members.forEach(document::put);
    return Answer.of(problem.status(), Answer.PROBLEM, document.build()).with(headers);
  }
}
