package dev.runseal.ledger;

import dev.runseal.postings.EntryKey;
import dev.runseal.statement.Caller;
import dev.runseal.statement.Completion;
import dev.runseal.statement.Execution;
import dev.runseal.statement.Output;
import dev.runseal.statement.Seal;
import dev.runseal.statement.SealRef;
import dev.runseal.statement.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What of an entry may be in the log only once, and what must agree for a repeat to be the same
 * request: formats §2. A seal has its caller's execution to itself; a completion has its seal.
 */
record Uniqueness(EntryKey key, EntryKey fingerprint) {

  static Uniqueness of(Statement statement) {
    return switch (statement) {
      case Seal seal ->
          new Uniqueness(
              ofExecution(seal.caller(), seal.execution()),
              EntryKey.of(
                  List.of(
                      seal.declaration().toString(),
                      seal.parent().map(Uniqueness::text).orElse(""))));
      case Completion completion ->
          new Uniqueness(ofCompletion(completion.seal()), fingerprint(completion));
    };
  }

  static EntryKey ofExecution(Caller caller, Execution execution) {
    return EntryKey.of(List.of("seal", caller.text(), execution.id()));
  }

  static EntryKey ofCompletion(SealRef seal) {
    return EntryKey.of(List.of("completion", seal.log().text(), Long.toString(seal.index())));
  }

  private static EntryKey fingerprint(Completion completion) {
    List<String> parts = new ArrayList<>();
    parts.add(completion.outcome().text());
    for (Output output : completion.outputs()) {
      parts.add(output.name());
      parts.add(output.digest().toString());
    }
    return EntryKey.of(parts);
  }

  private static String text(SealRef seal) {
    return seal.log().text() + "\n" + seal.index() + "\n" + seal.leafHash();
  }
}
