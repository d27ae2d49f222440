package dev.runseal.attestation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one piece of evidence shows about where a key lives, judged with the reader's own roots.
 *
 * @param voucher who stands for the level: a maker, an authority, the host
 * @param facts what is said, each with its source
 * @param notShown what a reader could think is shown, and is not
 * @param notBefore from when on the certificates that were relied on hold
 * @param notAfter until when they do
 */
public record Custody(
    CustodyLevel level,
    String voucher,
    List<CustodyFact> facts,
    List<String> notShown,
    Instant notBefore,
    Instant notAfter) {
  public Custody {
    facts = List.copyOf(facts);
    notShown = List.copyOf(notShown);
  }

  public Optional<String> find(CustodyFact.Name name) {
    return facts.stream().filter(fact -> fact.name() == name).map(CustodyFact::value).findFirst();
  }
}
