package dev.runseal.statement;

import dev.runseal.bytes.Sha256;
import dev.runseal.declaration.RunIdentity;
import java.util.Optional;

/**
 * The entry that binds the identity of a run to one execution of it. {@code parent} is the seal of
 * the run that this one is a part of, on the caller's word; {@code traceparent} is an annotation
 * that nothing depends on.
 */
public record Seal(
    Position position,
    Signer signer,
    Sha256 keyAttestation,
    Caller caller,
    Separation separation,
    Optional<String> workload,
    RunIdentity declaration,
    Execution execution,
    Optional<SealRef> parent,
    Optional<String> traceparent)
    implements Statement {
  public static final String PREDICATE_TYPE = "https://runseal.dev/seal/v1";

  public Seal {
    separation.requireFits(signer, caller);
    workload.ifPresent(Shape.WORKLOAD::require);
    traceparent.ifPresent(Shape.TRACEPARENT::require);
    if (parent.isPresent()) {
      parent.get().requireBefore(position, "parent");
    }
  }

  @Override
  public String predicateType() {
    return PREDICATE_TYPE;
  }
}
