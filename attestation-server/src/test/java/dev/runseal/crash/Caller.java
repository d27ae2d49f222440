package dev.runseal.crash;

import dev.runseal.bytes.Bytes;
import dev.runseal.client.ClientException;
import dev.runseal.client.Reply;
import dev.runseal.client.UnixSocketClient;
import dev.runseal.statement.SealRef;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One of the callers: asks, waits for the answer, asks the next, until the daemon dies. What got no
 * answer is what it asks first the next time. Its own thread owns it while the daemon lives, the
 * test's thread in between.
 */
final class Caller {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** An answer 200 or 201; {@code again} tells that the request had been sent before. */
  record Answered(Request request, boolean again, int status, Bytes bundle) {}

  private final Path socket;
  private final RandomGenerator random;
  private final Deque<SealRef> open = new ArrayDeque<>();
  private final List<Answered> answers = new ArrayList<>();
  private @Nullable Request unanswered;
  private Optional<String> refusal = Optional.empty();

  Caller(Path socket, RandomGenerator random) {
    this.socket = socket;
    this.random = random;
  }

  boolean waits() {
    return unanswered != null;
  }

  /** A seal of this caller's that is not completed yet. */
  void mayComplete(SealRef seal) {
    open.add(seal);
  }

  /** What was answered since the last call. */
  List<Answered> takeAnswers() throws LossException {
    if (refusal.isPresent()) {
      throw new LossException(refusal.get());
    }
    List<Answered> taken = List.copyOf(answers);
    answers.clear();
    return taken;
  }

  /** Asks until the daemon is gone; at most {@code most} requests. */
  void ask(int most) {
    boolean again = unanswered != null;
    try (var client = UnixSocketClient.connect(socket, PATIENCE)) {
      for (int i = 0; i < most; i++) {
        Request request = unanswered != null ? unanswered : next();
        // Whatever happens from here on: without an answer it is asked again.
        unanswered = request;
        Reply reply = client.post(request.path(), request.body());
        if (reply.status() != 201 && reply.status() != 200) {
          refusal =
              Optional.of(
                  "POST %s %s was answered %d %s"
                      .formatted(request.path(), request.body(), reply.status(), reply.body()));
          return;
        }
        answers.add(new Answered(request, again, reply.status(), reply.body()));
        unanswered = null;
        again = false;
      }
    } catch (ClientException e) {
      // The daemon was killed: what this caller knows is in its fields.
      return;
    }
  }

  private Request next() {
    if (!open.isEmpty() && random.nextInt(5) == 0) {
      return new Request.ToComplete(open.remove());
    }
    return random.nextInt(10) == 0
        ? Request.ToSealAll.random(random)
        : Request.ToSeal.random(random);
  }
}
