package dev.runseal.server;

import dev.runseal.bundle.BundleWriter.Form;
import dev.runseal.bytes.Sha256;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import dev.runseal.key.Origin;
import dev.runseal.ledger.Ledger;
import dev.runseal.ledger.LedgerException;
import dev.runseal.ledger.Sealed;
import dev.runseal.ledger.Submission;
import dev.runseal.statement.Completion;
import dev.runseal.statement.Outcome;
import dev.runseal.statement.Output;
import dev.runseal.statement.Position;
import dev.runseal.statement.SealRef;
import java.util.List;

/** Binds outputs to a seal, for the caller that sealed. */
final class CompletionDesk {
  private final Ledger ledger;
  private final Entries entries;
  private final Bundles bundles;
  private final SignerFacts self;

  CompletionDesk(Ledger ledger, Entries entries, Bundles bundles, SignerFacts self) {
    this.ledger = ledger;
    this.entries = entries;
    this.bundles = bundles;
    this.self = self;
  }

  Issued complete(Visitor visitor, ObjectReader request, Form form) throws Refusal {
    Origin log;
    long index;
    List<Output> outputs;
    Outcome outcome;
    try {
      ObjectReader reference = request.object("seal");
      log = reference.parsed("log", Origin::new);
      index = reference.natural("index");
      reference.end();
      outputs = request.array("outputs", CompletionDesk::output);
      outcome = request.parsed("outcome", Outcome::parse);
      request.end();
    } catch (JsonException e) {
      throw Refusal.ofField(e);
    }
    Entries.Found found = entries.seal(log, index);
    Entries.requireOwn(visitor, found.seal());
    Completion completion;
    try {
      completion =
          new Completion(
              Position.pending(log),
              self.signer(),
              self.keyAttestation(),
              visitor.caller(),
              visitor.separation(),
              visitor.workload(),
              new SealRef(log, index, found.leafHash()),
              outputs,
              outcome);
    } catch (IllegalArgumentException e) {
      throw Refusal.ofField("/outputs", String.valueOf(e.getMessage()), e);
    }
    Sealed sealed = append(completion);
    return new Issued(
        bundles.ofCompletion(
            form, sealed.index(), sealed.statement(), index, found.entry(), sealed.head()),
        sealed.created());
  }

  private Sealed append(Completion completion) throws Refusal {
    Submission submission;
    try {
      submission = Submission.of(completion);
    } catch (IllegalArgumentException e) {
      throw new Refusal(Problem.STATEMENT_TOO_LARGE, String.valueOf(e.getMessage()), e);
    }
    try {
      return ledger.append(submission);
    } catch (LedgerException e) {
      throw LedgerRefusal.of(e, Problem.ALREADY_COMPLETED);
    }
  }

  private static Output output(Json value, String pointer) throws JsonException {
    ObjectReader reader = ObjectReader.of(value, pointer);
    String name = reader.string("name");
    Sha256 digest = reader.digest("digest");
    reader.end();
    try {
      return new Output(name, digest);
    } catch (IllegalArgumentException e) {
      throw new JsonException(reader.at("name"), String.valueOf(e.getMessage()), e);
    }
  }
}
