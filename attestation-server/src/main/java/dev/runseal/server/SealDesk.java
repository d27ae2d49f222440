package dev.runseal.server;

import dev.runseal.bundle.BundleWriter.Form;
import dev.runseal.bundle.Dsse;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.declaration.RunIdentity;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import dev.runseal.key.Origin;
import dev.runseal.key.ToBeSigned;
import dev.runseal.key.VerifyingKey;
import dev.runseal.ledger.Ledger;
import dev.runseal.ledger.LedgerException;
import dev.runseal.ledger.Sealed;
import dev.runseal.ledger.Submission;
import dev.runseal.statement.Completion;
import dev.runseal.statement.Execution;
import dev.runseal.statement.Outcome;
import dev.runseal.statement.Output;
import dev.runseal.statement.Position;
import dev.runseal.statement.Seal;
import dev.runseal.statement.SealRef;
import dev.runseal.statement.Signer;
import dev.runseal.statement.Statement;
import dev.runseal.statement.StatementException;
import dev.runseal.tree.LeafHash;
import java.util.List;
import java.util.Optional;

/**
 * Takes a request apart, drafts the statement, has it sealed, and hands out the bundle. Everything
 * in a statement is either checked here or the signer's own: bytes that a caller chose never reach
 * the token.
 */
final class SealDesk {
  private final Ledger ledger;
  private final Bundles bundles;
  private final Signer signer;
  private final VerifyingKey key;
  private final Sha256 keyAttestation;

  SealDesk(Ledger ledger, Bundles bundles, Signer signer, VerifyingKey key, Sha256 keyAttestation) {
    this.ledger = ledger;
    this.bundles = bundles;
    this.signer = signer;
    this.key = key;
    this.keyAttestation = keyAttestation;
  }

  /** What was sealed, and whether this request made it. */
  record Issued(Bytes bundle, boolean created) {}

  Issued seal(Visitor visitor, ObjectReader request, Form form) throws Refusal {
    Seal seal;
    boolean dsse;
    try {
      RunIdentity declaration = request.parsed("declaration", RunIdentity::parse);
      Execution execution = request.parsed("execution", Execution::new);
      Optional<SealRef> parent =
          request.has("parent") ? Optional.of(parent(request.object("parent"))) : Optional.empty();
      Optional<String> traceparent = request.findString("traceparent");
      dsse = request.has("dsse") && request.bool("dsse");
      request.end();
      seal = draft(visitor, declaration, execution, parent, traceparent);
    } catch (JsonException e) {
      throw Refusal.ofField(e.pointer(), e.problem(), e);
    }
    Sealed sealed = append(seal, Problem.EXECUTION_REUSED);
    Bytes bundle = bundles.ofSeal(form, sealed.index(), sealed.statement(), sealed.head());
    if (dsse) {
      bundle = Bundles.withDsse(bundle, dsse(sealed.statement()));
    }
    return new Issued(bundle, sealed.created());
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
      outputs = request.array("outputs", SealDesk::output);
      outcome = request.parsed("outcome", Outcome::parse);
      request.end();
    } catch (JsonException e) {
      throw Refusal.ofField(e.pointer(), e.problem(), e);
    }
    Bytes entry = entryOf(log, index);
    if (!(parsed(entry) instanceof Seal seal)) {
      throw new Refusal(Problem.NO_SUCH_SEAL, "entry %d of %s is not a seal".formatted(index, log));
    }
    requireOwn(visitor, seal);
    Completion completion;
    try {
      completion =
          new Completion(
              Position.pending(log),
              signer,
              keyAttestation,
              visitor.caller(),
              visitor.separation(),
              visitor.workload(),
              new SealRef(log, index, LeafHash.of(entry)),
              outputs,
              outcome);
    } catch (IllegalArgumentException e) {
      throw Refusal.ofField("/outputs", String.valueOf(e.getMessage()), e);
    }
    Sealed sealed = append(completion, Problem.ALREADY_COMPLETED);
    return new Issued(
        bundles.ofCompletion(form, sealed.index(), sealed.statement(), index, entry, sealed.head()),
        sealed.created());
  }

  /** The bundle of one entry, for the caller that it belongs to. */
  Bytes read(Visitor visitor, long index, Form form) throws Refusal {
    Bytes entry = entryOf(ledger.origin(), index);
    Statement statement = parsed(entry);
    requireOwn(visitor, statement);
    var head = ledger.head();
    return switch (statement) {
      case Seal ignored -> bundles.ofSeal(form, index, entry, head);
      case Completion completion -> {
        long seal = completion.seal().index();
        Bytes sealed = entryOf(completion.seal().log(), seal);
        yield bundles.ofCompletion(form, index, entry, seal, sealed, head);
      }
    };
  }

  private Seal draft(
      Visitor visitor,
      RunIdentity declaration,
      Execution execution,
      Optional<SealRef> parent,
      Optional<String> traceparent)
      throws JsonException {
    try {
      return new Seal(
          Position.pending(ledger.origin()),
          signer,
          keyAttestation,
          visitor.caller(),
          visitor.separation(),
          visitor.workload(),
          declaration,
          execution,
          parent,
          traceparent);
    } catch (IllegalArgumentException e) {
      // All else was checked where it was read.
      throw new JsonException("/traceparent", String.valueOf(e.getMessage()), e);
    }
  }

  private SealRef parent(ObjectReader parent) throws JsonException, Refusal {
    Origin log = parent.parsed("log", Origin::new);
    long index = parent.natural("index");
    Optional<LeafHash> given = parent.findParsed("leafHash", LeafHash::parse);
    parent.end();
    if (!log.equals(ledger.origin())) {
      return new SealRef(
          log,
          index,
          given.orElseThrow(() ->
              new JsonException(
                  parent.at("leafHash"),
                  "is missing: this signer can't fill it in for log %s".formatted(log))));
    }
    Bytes entry;
    try {
      entry = entryOf(log, index);
    } catch (Refusal e) {
      if (e.problem() != Problem.NO_SUCH_SEAL) {
        throw e;
      }
      throw new JsonException(parent.at("index"), String.valueOf(e.getMessage()), e);
    }
    if (!(parsed(entry) instanceof Seal)) {
      throw new JsonException(
          parent.at("index"), "entry %d of %s is not a seal".formatted(index, log));
    }
    LeafHash leafHash = LeafHash.of(entry);
    if (given.isPresent() && !given.get().equals(leafHash)) {
      throw new JsonException(
          parent.at("leafHash"),
          "found %s, but entry %d has %s".formatted(given.get(), index, leafHash));
    }
    return new SealRef(log, index, leafHash);
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

  private Sealed append(Statement template, Problem conflict) throws Refusal {
    Submission submission;
    try {
      submission = Submission.of(template);
    } catch (IllegalArgumentException e) {
      throw new Refusal(Problem.STATEMENT_TOO_LARGE, String.valueOf(e.getMessage()), e);
    }
    try {
      return ledger.append(submission);
    } catch (LedgerException e) {
      throw LedgerRefusal.of(e, conflict);
    }
  }

  private Dsse dsse(Bytes statement) throws Refusal {
    try {
      Bytes signature = ledger.signDsse(new ToBeSigned.DssePae(statement));
      return new Dsse(statement, key.spkiDigest().toString(), signature);
    } catch (LedgerException e) {
      throw LedgerRefusal.of(e, Problem.EXECUTION_REUSED);
    }
  }

  private Bytes entryOf(Origin log, long index) throws Refusal {
    if (!log.equals(ledger.origin())) {
      throw new Refusal(
          Problem.NO_SUCH_SEAL, "log is %s, this signer keeps %s".formatted(log, ledger.origin()));
    }
    try {
      return ledger
          .findEntry(index)
          .orElseThrow(() ->
              new Refusal(
                  Problem.NO_SUCH_SEAL,
                  "index is %d, %s has %d entries".formatted(index, log, ledger.size())));
    } catch (LedgerException e) {
      throw LedgerRefusal.of(e, Problem.EXECUTION_REUSED);
    }
  }

  private static void requireOwn(Visitor visitor, Statement statement) throws Refusal {
    if (!statement.caller().equals(visitor.caller())) {
      throw new Refusal(
          Problem.NOT_YOUR_SEAL,
          "the seal belongs to another caller than %s".formatted(visitor.caller().text()));
    }
  }

  private static Statement parsed(Bytes entry) {
    try {
      return Statement.parse(entry);
    } catch (StatementException e) {
      throw new AssertionError("the log holds only statements that this program wrote", e);
    }
  }
}
