package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.tree.LeafHash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The submissions of one request, which are sealed together or not at all, and who waits for them.
 * The writer fills in the places before it gives the answer away.
 */
final class Ticket {
  /** Where a submission is in the log; statement and leaf are there if this request made it. */
  record Placed(
      long index, boolean created, @Nullable Bytes statement, @Nullable LeafHash leafHash) {}

  private final List<Submission> submissions;
  private final Pending<SignedCheckpoint> head;
  private List<Placed> placed = List.of();

  Ticket(List<Submission> submissions, Admission.Share share) {
    this.submissions = submissions;
    this.head = new Pending<>(share, submissions.size());
  }

  List<Submission> submissions() {
    return submissions;
  }

  Pending<SignedCheckpoint> head() {
    return head;
  }

  void place(List<Placed> places) {
    placed = places;
  }

  List<Placed> placed() {
    return placed;
  }
}
