package dev.runseal.server;

/**
 * Every cause for which a request is refused. The type URI of each is stable: programs branch on
 * it. docs/api.md lists them all.
 *
 * <p>spec: RFC 9457
 */
public enum Problem {
  MALFORMED_REQUEST(400, "malformed-request", "The request is not HTTP as this server reads it"),
  MALFORMED_JSON(400, "malformed-json", "The body is not JSON as RFC 8785 can carry it"),
  SAME_USER(403, "same-user", "The caller runs as the signer's own user"),
  UNKNOWN_CALLER(403, "unknown-caller", "The kernel does not know who the caller is"),
  NOT_YOUR_SEAL(403, "not-your-seal", "The seal belongs to another caller"),
  NOT_A_READER(403, "not-a-reader", "The caller may not read what is not its own"),
  NO_SUCH_RESOURCE(404, "no-such-resource", "Nothing answers at this path"),
  NO_SUCH_SEAL(404, "no-such-seal", "The log holds no such seal"),
  NO_SUCH_LOG(404, "no-such-log", "This signer keeps no such log"),
  NO_SUCH_TILE(404, "no-such-tile", "The log has no such tile"),
  NO_SUCH_KEY_ATTESTATION(
      404, "no-such-key-attestation", "No key attestation of this signer has this digest"),
  METHOD_NOT_ALLOWED(405, "method-not-allowed", "The path does not answer this method"),
  REQUEST_TIMEOUT(408, "request-timeout", "The request did not arrive in time"),
  EXECUTION_REUSED(409, "execution-reused", "The execution id already names another run"),
  ALREADY_COMPLETED(409, "already-completed", "The seal is already completed otherwise"),
  BODY_TOO_LARGE(413, "body-too-large", "The request body is too large"),
  URI_TOO_LONG(414, "uri-too-long", "The request path is too long"),
  UNSUPPORTED_CONTENT_TYPE(
      415, "unsupported-content-type", "The body is not declared as application/json"),
  INVALID_FIELD(422, "invalid-field", "A field is missing, unknown, or not what was expected"),
  INVALID_PARAMETER(
      422, "invalid-parameter", "A query parameter is missing, unknown, or not what was expected"),
  STATEMENT_TOO_LARGE(422, "statement-too-large", "The statement would not fit into a log entry"),
  HEADERS_TOO_LARGE(431, "headers-too-large", "The request's header fields are too large"),
  INTERNAL(500, "internal", "The server made a mistake"),
  QUEUE_FULL(503, "queue-full", "Too many requests wait for the token"),
  SEALING_STOPPED(503, "sealing-stopped", "Nothing can be sealed now"),
  STOPPING(503, "stopping", "The server is stopping");

  private static final String BASE = "https://runseal.dev/problems/";

  private final int status;
  private final String slug;
  private final String title;

  Problem(int status, String slug, String title) {
    this.status = status;
    this.slug = slug;
    this.title = title;
  }

  public int status() {
    return status;
  }

  public String type() {
    return BASE + slug;
  }

  public String title() {
    return title;
  }

  /** The cause behind a status that the HTTP layer gave by itself. */
  static Problem ofStatus(int status) {
    return switch (status) {
      case 404 -> NO_SUCH_RESOURCE;
      case 405 -> METHOD_NOT_ALLOWED;
      case 408 -> REQUEST_TIMEOUT;
      case 413 -> BODY_TOO_LARGE;
      case 414 -> URI_TOO_LONG;
      case 415 -> UNSUPPORTED_CONTENT_TYPE;
      case 431 -> HEADERS_TOO_LARGE;
      case 503 -> STOPPING;
      // 505 is said of a request line that names no version or another one.
      case 505 -> MALFORMED_REQUEST;
      default -> status >= 400 && status < 500 ? MALFORMED_REQUEST : INTERNAL;
    };
  }
}
