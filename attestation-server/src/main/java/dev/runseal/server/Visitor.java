package dev.runseal.server;

import dev.runseal.statement.Caller;
import dev.runseal.statement.Separation;
import java.util.Optional;

/**
 * A caller whom the gate let in: who it is, how far from the signer, its name in our policy, and
 * whether it may read what is not its own.
 */
record Visitor(Caller caller, Separation separation, Optional<String> workload, boolean reader) {

  /** Throws unless our policy lets this caller read what is not its own. */
  void requireReader(String what) throws Refusal {
    if (!reader) {
      throw new Refusal(
          Problem.NOT_A_READER,
          "%s are for readers, and %s is none: its uid is not under readers in the configuration"
              .formatted(what, caller.text()));
    }
  }
}
