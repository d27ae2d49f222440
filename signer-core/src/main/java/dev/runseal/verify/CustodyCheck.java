package dev.runseal.verify;

import dev.runseal.attestation.AttestationException;
import dev.runseal.attestation.Custody;
import dev.runseal.attestation.CustodyLevel;
import dev.runseal.attestation.DeviceRoots;
import dev.runseal.attestation.EvidenceSubject;
import dev.runseal.attestation.JointCustody;
import dev.runseal.attestation.KeyAttestation;
import dev.runseal.verify.Verdict.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the sealing key is kept, by what the key attestation's evidence says of it.
 *
 * @param level the strongest that is shown; none where an entry fails
 * @param notBefore from when on this verdict would be the same
 * @param notAfter until when it would
 */
record CustodyCheck(Verdict verdict, CustodyLevel level, Instant notBefore, Instant notAfter) {

  /** The subject is the certified key of a chain that was found good. */
  static CustodyCheck of(
      KeyAttestation attestation, EvidenceSubject subject, DeviceRoots roots, Instant at) {
    Optional<Custody> found;
    try {
      found = JointCustody.judge(attestation.evidence(), subject, roots, at);
    } catch (AttestationException e) {
      return new CustodyCheck(
          Verdict.fail(String.valueOf(e.getMessage())), CustodyLevel.NONE, at, at);
    }
    return found
        .map(CustodyCheck::of)
        .orElseGet(() ->
            new CustodyCheck(
                Verdict.notShown("no device evidence: nothing shows where the key is kept"),
                CustodyLevel.NONE,
                Instant.MIN,
                Instant.MAX));
  }

  private static CustodyCheck of(Custody custody) {
    return new CustodyCheck(
        verdict(custody), custody.level(), custody.notBefore(), custody.notAfter());
  }

  private static Verdict verdict(Custody custody) {
    List<Fact> facts = facts(custody);
    return switch (custody.level()) {
      case NONE -> new Verdict.NotShown("the evidence does not say where the key is kept", facts);
      case SOFTWARE -> new Verdict.NotShown("the signer says that its key lies in software", facts);
      case HOST_ASSERTED, AUTHORITY_ATTESTED, DEVICE_ATTESTED ->
          new Verdict.Pass(
              "a device holds the key: %s, on the word of %s"
                  .formatted(custody.level(), custody.voucher()),
              facts);
    };
  }

  private static List<Fact> facts(Custody custody) {
    List<Fact> facts = new ArrayList<>();
    facts.add(Fact.of("level", custody.level()));
    facts.add(Fact.of("voucher", custody.voucher()));
    custody.facts().forEach(fact -> facts.add(Fact.of(fact)));
    custody.notShown().forEach(what -> facts.add(Fact.of("not shown", what)));
    return facts;
  }
}
