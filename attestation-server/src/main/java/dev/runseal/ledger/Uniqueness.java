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
          ofSeal(
              seal.caller().text(),
              seal.execution().id(),
              seal.declaration().toString(),
              seal.parent().map(Uniqueness::text).orElse(""));
      case Completion completion ->
          ofCompletion(
              completion.seal().log().text(), completion.seal().index(), content(completion));
    };
  }

  static Uniqueness ofSeal(String caller, String execution, String declaration, String parent) {
    return new Uniqueness(
        EntryKey.of(List.of("seal", caller, execution)), EntryKey.of(List.of(declaration, parent)));
  }

  static Uniqueness ofCompletion(String log, long index, List<String> content) {
    return new Uniqueness(
        EntryKey.of(List.of("completion", log, Long.toString(index))), EntryKey.of(content));
  }

  static EntryKey ofExecution(Caller caller, Execution execution) {
    return ofSeal(caller.text(), execution.id(), "", "").key();
  }

  static EntryKey ofCompletion(SealRef seal) {
    return ofCompletion(seal.log().text(), seal.index(), List.of()).key();
  }

  private static List<String> content(Completion completion) {
    List<String> parts = new ArrayList<>();
    parts.add(completion.outcome().text());
    for (Output output : completion.outputs()) {
      parts.add(output.name());
      parts.add(output.digest().toString());
    }
    return parts;
  }

  private static String text(SealRef seal) {
    return seal.log().text() + "\n" + seal.index() + "\n" + seal.leafHash();
  }
}
