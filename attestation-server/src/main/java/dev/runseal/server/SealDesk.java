package dev.runseal.server;

import dev.runseal.bundle.BundleWriter.Form;
import dev.runseal.bundle.Dsse;
import dev.runseal.bytes.Bytes;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import dev.runseal.key.ToBeSigned;
import dev.runseal.ledger.Ledger;
import dev.runseal.ledger.LedgerException;
import dev.runseal.ledger.Sealed;
import dev.runseal.ledger.Submission;
import dev.runseal.statement.Seal;
import dev.runseal.statement.SealForms;
import java.util.ArrayList;
import java.util.List;

/**
 * Has what a request asks for sealed, one or many at once, and hands out the bundles. Bytes that a
 * caller chose never reach the token: {@link SealDrafts} makes the statements.
 */
final class SealDesk {
  static final String SEALS = "seals";

  private final Ledger ledger;
  private final Bundles bundles;
  private final SealDrafts drafts;
  private final SignerFacts self;
  private final SealForms forms = new SealForms();

  SealDesk(Ledger ledger, Bundles bundles, SealDrafts drafts, SignerFacts self) {
    this.ledger = ledger;
    this.bundles = bundles;
    this.drafts = drafts;
    this.self = self;
  }

  Issued seal(Visitor visitor, ObjectReader request, Form form) throws Refusal {
    Seal seal;
    boolean dsse;
    try {
      dsse = request.has("dsse") && request.bool("dsse");
      seal = drafts.draft(visitor, request);
    } catch (JsonException e) {
      throw Refusal.ofField(e);
    }
    Sealed sealed;
    try {
      sealed = ledger.append(Submission.of(seal, forms));
    } catch (LedgerException e) {
      throw LedgerRefusal.of(e, Problem.EXECUTION_REUSED);
    }
    Bytes bundle = bundles.ofSeal(form, sealed.index(), sealed.statement(), sealed.head());
    if (dsse) {
      bundle = Bundles.withDsse(bundle, dsse(visitor, sealed.statement()));
    }
    return new Issued(bundle, sealed.created());
  }

  /** All of them under one head, in their order, or none. */
  Issued sealAll(Visitor visitor, ObjectReader request) throws Refusal {
    List<Submission> submissions;
    try {
      submissions = submissions(visitor, request);
      request.end();
    } catch (JsonException e) {
      throw Refusal.ofField(e);
    }
    List<Sealed> sealed;
    try {
      sealed = ledger.append(submissions);
    } catch (LedgerException e) {
      throw LedgerRefusal.ofGroup(e, "/" + SEALS);
    }
    return new Issued(bundles.ofSeals(sealed), sealed.stream().anyMatch(Sealed::created));
  }

  private List<Submission> submissions(Visitor visitor, ObjectReader request)
      throws JsonException, Refusal {
    List<Json> items = request.array(SEALS, (item, pointer) -> item);
    if (items.isEmpty() || items.size() > ledger.largestGroup()) {
      throw new JsonException(
          request.at(SEALS),
          "found %d seals, expected 1 to %d".formatted(items.size(), ledger.largestGroup()));
    }
    List<Submission> submissions = new ArrayList<>(items.size());
    for (Json item : items) {
      var element = ObjectReader.of(item, request.at(SEALS) + "/" + submissions.size());
      if (element.has("dsse")) {
        throw new JsonException(
            element.at("dsse"),
            "not in a batch: each costs a token operation of its own, ask with POST /v1/seals");
      }
      submissions.add(Submission.of(drafts.draft(visitor, element), forms));
    }
    return submissions;
  }

  private Dsse dsse(Visitor visitor, Bytes statement) throws Refusal {
    try {
      Bytes signature = ledger.signDsse(visitor.caller(), new ToBeSigned.DssePae(statement));
      return new Dsse(statement, self.key().spkiDigest().toString(), signature);
    } catch (LedgerException e) {
      throw LedgerRefusal.of(e, Problem.EXECUTION_REUSED);
    }
  }
}
