package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.declaration.RunIdentity;
import dev.runseal.key.Origin;
import dev.runseal.statement.Caller;
import dev.runseal.statement.Completion;
import dev.runseal.statement.Execution;
import dev.runseal.statement.Outcome;
import dev.runseal.statement.Output;
import dev.runseal.statement.Position;
import dev.runseal.statement.Seal;
import dev.runseal.statement.SealRef;
import dev.runseal.statement.Separation;
import dev.runseal.statement.Signer;
import java.util.List;
import java.util.Optional;

/** Statements as a seal desk would draft them. */
final class Samples {
  static final Caller CALLER = new Caller.Unix(1000);
  static final Caller OTHER = new Caller.Unix(1001);

  private Samples() {}

  static RunIdentity identity(String of) {
    return new RunIdentity(Sha256.of(Bytes.utf8(of)));
  }

  static Submission seal(Origin log, String execution) {
    return seal(log, execution, "a declaration");
  }

  static Submission seal(Origin log, String execution, String declaration) {
    return seal(log, CALLER, execution, declaration, Optional.empty());
  }

  static Submission seal(
      Origin log, Caller caller, String execution, String declaration, Optional<SealRef> parent) {
    return Submission.of(
        new Seal(
            Position.pending(log),
            new Signer(991),
            Sha256.of(Bytes.utf8("key attestation")),
            caller,
            Separation.OTHER_USER,
            Optional.empty(),
            identity(declaration),
            new Execution(execution),
            parent,
            Optional.empty()));
  }

  static Submission completion(Sealed seal, String content, Outcome outcome) {
    Origin log = seal.head().checkpoint().origin();
    return Submission.of(
        new Completion(
            Position.pending(log),
            new Signer(991),
            Sha256.of(Bytes.utf8("key attestation")),
            CALLER,
            Separation.OTHER_USER,
            Optional.empty(),
            new SealRef(log, seal.index(), seal.leafHash()),
            List.of(new Output("answer", Sha256.of(Bytes.utf8(content)))),
            outcome));
  }
}
