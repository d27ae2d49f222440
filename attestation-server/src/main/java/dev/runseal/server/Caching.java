package dev.runseal.server;

/**
 * How long who may keep an answer.
 *
 * <p>spec: RFC 9111 §5.2.2, RFC 8246
 */
final class Caching {
  static final String HEADER = "Cache-Control";

  /** What a path names never changes, and is for everybody. */
  static final String ANYONE = "public, max-age=31536000, immutable";

  /** The same, for the caller alone. */
  static final String CALLER = "private, max-age=31536000, immutable";

  /** Another one may be there a moment later. */
  static final String ASK_AGAIN = "no-cache";

  private Caching() {}
}
