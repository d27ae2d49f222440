package dev.runseal.server;

import dev.runseal.declaration.RunIdentity;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import dev.runseal.key.Origin;
import dev.runseal.statement.Execution;
import dev.runseal.statement.Position;
import dev.runseal.statement.Seal;
import dev.runseal.statement.SealRef;
import dev.runseal.tree.LeafHash;
import java.util.Optional;

/**
 * Takes the request for one seal apart and drafts its statement. Everything in the statement is
 * checked here or the signer's own.
 */
final class SealDrafts {
  private final Entries entries;
  private final SignerFacts self;

  SealDrafts(Entries entries, SignerFacts self) {
    this.entries = entries;
    this.self = self;
  }

  /** Takes every field that makes a statement, and refuses those that nobody asked for. */
  Seal draft(Visitor visitor, ObjectReader request) throws JsonException, Refusal {
    RunIdentity declaration = request.parsed("declaration", RunIdentity::parse);
    Execution execution = request.parsed("execution", Execution::new);
    Optional<SealRef> parent =
        request.has("parent") ? Optional.of(parent(request.object("parent"))) : Optional.empty();
    Optional<String> traceparent = request.findString("traceparent");
    request.end();
    try {
      return new Seal(
          Position.pending(entries.log()),
          self.signer(),
          self.keyAttestation(),
          visitor.caller(),
          visitor.separation(),
          visitor.workload(),
          declaration,
          execution,
          parent,
          traceparent);
    } catch (IllegalArgumentException e) {
      // All else was checked where it was read.
      throw new JsonException(request.at("traceparent"), String.valueOf(e.getMessage()), e);
    }
  }

  private SealRef parent(ObjectReader parent) throws JsonException, Refusal {
    Origin log = parent.parsed("log", Origin::new);
    long index = parent.natural("index");
    Optional<LeafHash> given = parent.findParsed("leafHash", LeafHash::parse);
    parent.end();
    if (!log.equals(entries.log())) {
      return new SealRef(
          log,
          index,
          given.orElseThrow(() ->
              new JsonException(
                  parent.at("leafHash"),
                  "is missing: this signer can't fill it in for log %s".formatted(log))));
    }
    LeafHash leafHash = sealed(parent, log, index);
    if (given.isPresent() && !given.get().equals(leafHash)) {
      throw new JsonException(
          parent.at("leafHash"),
          "found %s, but entry %d has %s".formatted(given.get(), index, leafHash));
    }
    return new SealRef(log, index, leafHash);
  }

  private LeafHash sealed(ObjectReader parent, Origin log, long index)
      throws JsonException, Refusal {
    try {
      return entries.seal(log, index).leafHash();
    } catch (Refusal e) {
      if (e.problem() != Problem.NO_SUCH_SEAL) {
        throw e;
      }
      throw new JsonException(parent.at("index"), String.valueOf(e.getMessage()), e);
    }
  }
}
