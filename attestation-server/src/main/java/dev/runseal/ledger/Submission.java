package dev.runseal.ledger;

import dev.runseal.declaration.RunIdentity;
import dev.runseal.key.Origin;
import dev.runseal.statement.Caller;
import dev.runseal.statement.Completion;
import dev.runseal.statement.Seal;
import dev.runseal.statement.SealForms;
import dev.runseal.statement.SealRef;
import dev.runseal.statement.Statement;
import dev.runseal.statement.StatementDraft;
import java.util.Optional;

/**
 * A statement on its way into the log, rendered and digested on the thread of who brings it, so
 * that the one writer has little left to do.
 */
public final class Submission {
  private final Origin log;
  private final Caller caller;
  private final StatementDraft draft;
  private final Uniqueness uniqueness;
  private final Optional<RunIdentity> declaration;
  private final Optional<SealRef> reference;

  private Submission(Statement template, StatementDraft draft) {
    this.log = template.position().log();
    this.caller = template.caller();
    this.draft = draft;
    this.uniqueness = Uniqueness.of(template);
    this.declaration = LogIndex.declaration(template);
    this.reference =
        switch (template) {
          case Seal seal -> seal.parent();
          case Completion completion -> Optional.of(completion.seal());
        };
  }

  /** From a statement whose index and time are ignored: they are the ledger's to give. */
  public static Submission of(Statement template) {
    return new Submission(template, StatementDraft.of(template));
  }

  /** The same of a seal, by way of the forms of callers that come again. */
  public static Submission of(Seal template, SealForms forms) {
    return new Submission(template, forms.draft(template));
  }

  Origin log() {
    return log;
  }

  Caller caller() {
    return caller;
  }

  StatementDraft draft() {
    return draft;
  }

  Uniqueness uniqueness() {
    return uniqueness;
  }

  Optional<RunIdentity> declaration() {
    return declaration;
  }

  /** The seal that this one is a part of, or completes. */
  Optional<SealRef> reference() {
    return reference;
  }
}
