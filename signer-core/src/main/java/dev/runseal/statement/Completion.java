package dev.runseal.statement;

import dev.runseal.bytes.Excerpt;
import dev.runseal.bytes.Sha256;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The entry that binds the outputs of a run to its seal. Outputs keep the caller's order, have
 * distinct names, and are as many as an entry holds: many go through one manifest's digest.
 */
public record Completion(
    Position position,
    Signer signer,
    Sha256 keyAttestation,
    Caller caller,
    Separation separation,
    Optional<String> workload,
    SealRef seal,
    List<Output> outputs,
    Outcome outcome)
    implements Statement {
  public static final String PREDICATE_TYPE = "https://runseal.dev/completion/v1";

  public Completion {
    separation.requireFits(signer, caller);
    workload.ifPresent(Shape.WORKLOAD::require);
    seal.requireBefore(position, "seal");
    outputs = List.copyOf(outputs);
    Set<String> names = new HashSet<>();
    for (Output output : outputs) {
      if (!names.add(output.name())) {
        throw new IllegalArgumentException(
            "output name %s is there twice, expected distinct names"
                .formatted(Excerpt.quoted(output.name())));
      }
    }
  }

  @Override
  public String predicateType() {
    return PREDICATE_TYPE;
  }
}
