package dev.runseal.json;

import org.jspecify.annotations.Nullable;

/** JSON that is malformed, or not what was expected; {@link #pointer} says where (RFC 6901). */
public final class JsonException extends Exception {
  private static final long serialVersionUID = 1;

  private final String pointer;
  private final String problem;

  public JsonException(String pointer, String problem, @Nullable Throwable cause) {
    super(pointer.isEmpty() ? problem : pointer + ": " + problem, cause);
    this.pointer = pointer;
    this.problem = problem;
  }

  public JsonException(String pointer, String problem) {
    this(pointer, problem, null);
  }

  /** Where it is wrong; empty for the whole document. */
  public String pointer() {
    return pointer;
  }

  /** What is wrong, without the place. */
  public String problem() {
    return problem;
  }
}
