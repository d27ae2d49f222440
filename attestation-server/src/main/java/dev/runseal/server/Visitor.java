package dev.runseal.server;

import dev.runseal.statement.Caller;
import dev.runseal.statement.Separation;
import java.util.Optional;

/**
 * A caller whom the gate let in: who it is, how far from the signer, and its name in our policy.
 */
record Visitor(Caller caller, Separation separation, Optional<String> workload) {}
