package dev.runseal.verify;

import dev.runseal.bundle.Bundle;
import dev.runseal.statement.Completion;
import dev.runseal.statement.Output;
import dev.runseal.statement.Seal;
import dev.runseal.statement.SealRef;
import dev.runseal.verify.Verdict.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a completion's seal stands before it: the verdict of {@code order}, and the seal that
 * other claims may go on from.
 */
record OrderCheck(Verdict verdict, Optional<Seal> seal) {

  /** {@code main} must be known to be included under a trusted head. */
  static OrderCheck of(Bundle bundle, Entry main) {
    return switch (main.statement()) {
      case Seal seal -> ofSeal(bundle, seal);
      case Completion completion -> ofCompletion(bundle, main, completion);
    };
  }

  private static OrderCheck ofSeal(Bundle bundle, Seal seal) {
    Verdict verdict =
        bundle.seal().isPresent()
            ? Verdict.fail("the bundle of a seal holds another seal, expected none")
            : Verdict.notShown(
                "a seal alone says nothing of outputs; the completion's bundle does");
    return new OrderCheck(verdict, Optional.of(seal));
  }

  private static OrderCheck ofCompletion(Bundle bundle, Entry main, Completion completion) {
    if (bundle.seal().isEmpty()) {
      return new OrderCheck(
          Verdict.notShown("the completion's bundle does not hold the seal it completes"),
          Optional.empty());
    }
    try {
      if (bundle.open().isPresent()) {
        throw new CheckFailed(
            "the bundle holds \"open\": this version can't judge a log that was rotated between"
                + " seal and completion");
      }
      Entry sealEntry = Entry.read("seal", bundle.seal().get());
      if (!(sealEntry.statement() instanceof Seal seal)) {
        throw new CheckFailed("\"seal\" holds a statement of another kind, expected a seal");
      }
      verify(main, completion, sealEntry, seal);
      return new OrderCheck(
          new Verdict.Pass(
              "the seal stands before the completion, under one checkpoint",
              facts(completion, seal)),
          Optional.of(seal));
    } catch (CheckFailed e) {
      return new OrderCheck(Verdict.fail(e.reason()), Optional.empty());
    }
  }

  private static void verify(Entry main, Completion completion, Entry sealEntry, Seal seal)
      throws CheckFailed {
    if (!seal.position().log().equals(completion.position().log())) {
      throw new CheckFailed(
          "seal's log is %s, the completion's is %s"
              .formatted(seal.position().log(), completion.position().log()));
    }
    // spec: formats §5, "All receipts of one log in a bundle carry the byte-identical checkpoint."
    if (!sealEntry.receipt().head().encode().equals(main.receipt().head().encode())) {
      throw new CheckFailed("seal's receipt carries another checkpoint than the completion's");
    }
    try {
      sealEntry.verifyInclusion();
    } catch (CheckFailed e) {
      throw CheckFailed.in("seal", e);
    }
    if (sealEntry.index() >= main.index()) {
      throw new CheckFailed(
          "seal's index is %d, expected less than the completion's, %d"
              .formatted(sealEntry.index(), main.index()));
    }
    var found = new SealRef(seal.position().log(), sealEntry.index(), sealEntry.leafHash());
    if (!completion.seal().equals(found)) {
      throw new CheckFailed(
          "the completion names %s, the bundle holds %s"
              .formatted(shown(completion.seal()), shown(found)));
    }
    if (!completion.caller().equals(seal.caller())) {
      throw new CheckFailed(
          "the completion's caller is %s, the seal's is %s"
              .formatted(completion.caller().text(), seal.caller().text()));
    }
    if (completion.position().sealedAt().compareTo(seal.position().sealedAt()) < 0) {
      throw new CheckFailed(
          "the completion's time is %s, before the seal's, %s"
              .formatted(completion.position().sealedAt(), seal.position().sealedAt()));
    }
  }

  private static List<Fact> facts(Completion completion, Seal seal) {
    List<Fact> facts = new ArrayList<>();
    facts.add(Fact.of("seal index", seal.position().index()));
    facts.add(Fact.of("own index", completion.position().index()));
    facts.add(Fact.of("outcome", completion.outcome().text()));
    for (Output output : completion.outputs()) {
      facts.add(Fact.of("output " + output.name(), output.digest()));
    }
    return facts;
  }

  private static String shown(SealRef ref) {
    return "entry %d of %s, leaf hash %s".formatted(ref.index(), ref.log(), ref.leafHash());
  }
}
