package dev.runseal.statement;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.declaration.RunIdentity;
import dev.runseal.key.Origin;
import dev.runseal.tree.LeafHash;
import java.util.List;
import java.util.Optional;

/** Sample statements, for the tests of this package. */
final class Statements {
  static final Origin LOG = new Origin("runseal.example/log/0123456789abcdef0123456789abcdef");
  static final Origin OTHER_LOG = new Origin("other/fedcba9876543210fedcba9876543210");
  static final Timestamp TIME = Timestamp.parse("2026-11-21T01:02:03.456789Z");
  static final LeafHash LEAF = LeafHash.of(Bytes.utf8("a seal"));
  static final Sha256 ATTESTATION = Sha256.of(Bytes.utf8("key attestation"));
  static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private Statements() {}

  static Seal fullSeal() {
    return seal(
        Optional.of("checkout-agent"),
        "order:7/step.2",
        Optional.of(new SealRef(LOG, 40, LEAF)),
        Optional.of(TRACEPARENT));
  }

  static Seal bareSeal() {
    return seal(Optional.empty(), "x", Optional.empty(), Optional.empty());
  }

  static Seal seal(
      Optional<String> workload,
      String execution,
      Optional<SealRef> parent,
      Optional<String> traceparent) {
    return new Seal(
        new Position(LOG, 41, TIME),
        new Signer(991),
        ATTESTATION,
        new Caller.Unix(1000),
        Separation.OTHER_USER,
        workload,
        new RunIdentity(Sha256.of(Bytes.utf8("declaration"))),
        new Execution(execution),
        parent,
        traceparent);
  }

  static Completion completion(Output... outputs) {
    return new Completion(
        new Position(LOG, 42, TIME),
        new Signer(991),
        ATTESTATION,
        new Caller.Unix(1000),
        Separation.OTHER_USER,
        Optional.of("checkout-agent"),
        new SealRef(LOG, 41, LEAF),
        List.of(outputs),
        Outcome.COMPLETED);
  }

  static Output output(String name) {
    return new Output(name, Sha256.of(Bytes.utf8(name)));
  }

  /** The same statement at another place and time. */
  static Statement at(Statement statement, long index, Timestamp sealedAt) {
    var position = new Position(statement.position().log(), index, sealedAt);
    return switch (statement) {
      case Seal s ->
          new Seal(
              position,
              s.signer(),
              s.keyAttestation(),
              s.caller(),
              s.separation(),
              s.workload(),
              s.declaration(),
              s.execution(),
              s.parent(),
              s.traceparent());
      case Completion c ->
          new Completion(
              position,
              c.signer(),
              c.keyAttestation(),
              c.caller(),
              c.separation(),
              c.workload(),
              c.seal(),
              c.outputs(),
              c.outcome());
    };
  }
}
