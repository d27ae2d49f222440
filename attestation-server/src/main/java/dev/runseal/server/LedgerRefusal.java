package dev.runseal.server;

import dev.runseal.json.Json;
import dev.runseal.ledger.LedgerException;

/** What a caller is told when the ledger says no. */
final class LedgerRefusal {
  private static final int SOON = 1;
  static final int LATER = 5;

  private LedgerRefusal() {}

  static Refusal of(LedgerException cause, Problem conflict) {
    String detail = String.valueOf(cause.getMessage());
    return switch (cause.reason()) {
      case CONFLICT -> {
        long earlier = cause.earlier().orElseThrow();
        yield new Refusal(conflict, "entry %d %s".formatted(earlier, said(conflict)), cause)
            .with("index", Json.integer(earlier));
      }
      case QUEUE_FULL -> new Refusal(Problem.QUEUE_FULL, detail, cause).retryAfter(SOON);
      case TOKEN_UNAVAILABLE, TOKEN_REFUSED, CLOCK, DISK_REFUSES, JOURNAL_FAILED, READ_FAILED ->
          new Refusal(Problem.SEALING_STOPPED, detail, cause).retryAfter(LATER);
      case CLOSED, INTERRUPTED -> new Refusal(Problem.STOPPING, detail, cause).retryAfter(LATER);
      case REPEATED, STATE_REFUSED ->
          throw new AssertionError("one submission to an open ledger can't have this", cause);
    };
  }

  /** The same for seals that stand in the array at {@code pointer}: the one at fault is named. */
  static Refusal ofGroup(LedgerException cause, String pointer) {
    if (cause.submission().isEmpty()) {
      return of(cause, Problem.EXECUTION_REUSED);
    }
    String at = "%s/%d/execution".formatted(pointer, cause.submission().getAsInt());
    return cause.reason() == LedgerException.Reason.REPEATED
        ? Refusal.ofField(at, "an earlier seal of this request has the same execution id", cause)
        : of(cause, Problem.EXECUTION_REUSED).with("pointer", Json.string(at));
  }

  private static String said(Problem conflict) {
    return conflict == Problem.ALREADY_COMPLETED
        ? "completes this seal with other outputs or another outcome"
        : "seals this execution with another declaration or parent: take a new execution id";
  }
}
