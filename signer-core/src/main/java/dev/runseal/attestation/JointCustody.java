package dev.runseal.attestation;

import dev.runseal.attestation.CustodyFact.Name;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What all the evidence of one key attestation shows together. Every entry is judged, and one that
 * does not hold, or that another contradicts, spoils the lot: whoever could add a false entry could
 * have added the others as well.
 */
public final class JointCustody {
  private JointCustody() {}

  /**
   * The strongest level with everybody's facts; empty where there is no evidence.
   *
   * @throws AttestationException naming the entry that is invalid, unknown or contradicted
   */
  public static Optional<Custody> judge(
      List<EncodedEvidence> evidence, EvidenceSubject subject, DeviceRoots roots, Instant at)
      throws AttestationException {
    List<Custody> each = new ArrayList<>();
    for (EncodedEvidence entry : evidence) {
      each.add(judge(entry, subject, roots, at));
    }
    return each.isEmpty() ? Optional.empty() : Optional.of(of(each));
  }

  /** What several pieces of evidence about one key, each of which holds, show together. */
  static Custody of(List<Custody> each) throws AttestationException {
    verifyOneKind(each);
    verifyOneValue(each);
    List<Custody> strongestFirst =
        each.stream().sorted(Comparator.comparing(Custody::level).reversed()).toList();
    CustodyLevel level = strongestFirst.getFirst().level();
    var facts = new LinkedHashSet<CustodyFact>();
    var notShown = new LinkedHashSet<String>();
    strongestFirst.forEach(custody -> {
      facts.addAll(custody.facts());
      notShown.addAll(custody.notShown());
    });
    return new Custody(
        level,
        each.stream()
            .filter(custody -> custody.level() == level)
            .map(Custody::voucher)
            .distinct()
            .collect(Collectors.joining("; ")),
        List.copyOf(facts),
        List.copyOf(notShown),
        each.stream().map(Custody::notBefore).max(Comparator.naturalOrder()).orElseThrow(),
        each.stream().map(Custody::notAfter).min(Comparator.naturalOrder()).orElseThrow());
  }

  private static Custody judge(
      EncodedEvidence entry, EvidenceSubject subject, DeviceRoots roots, Instant at)
      throws AttestationException {
    Optional<EvidenceType> type = EvidenceType.findByMediaType(entry.mediaType());
    if (type.isEmpty()) {
      // spec: formats §4, "One invalid entry makes custody fail". It can't be shown to be valid.
      throw AttestationException.refused(
          "evidence of type \"%s\" can't be judged by this version".formatted(entry.mediaType()));
    }
    try {
      return Evidence.decode(type.get(), entry.value()).verify(subject, roots, at);
    } catch (AttestationException e) {
      throw new AttestationException(
          e.reason(), "%s evidence: %s".formatted(type.get().text(), e.getMessage()), e);
    }
  }

  /**
   * An authority met the device, and does not say that it is a chip: a simulator can be enrolled.
   */
  private static void verifyOneKind(List<Custody> each) throws AttestationException {
    Optional<Custody> software =
        each.stream().filter(custody -> custody.level() == CustodyLevel.SOFTWARE).findFirst();
    Optional<Custody> device =
        each.stream()
            .filter(custody ->
                custody.level() == CustodyLevel.HOST_ASSERTED
                    || custody.level() == CustodyLevel.DEVICE_ATTESTED)
            .findFirst();
    if (software.isPresent() && device.isPresent()) {
      throw AttestationException.refused(
          "two pieces of evidence disagree: %s says that the key lies in software, %s that a device holds it"
              .formatted(software.get().voucher(), device.get().voucher()));
    }
  }

  private static void verifyOneValue(List<Custody> each) throws AttestationException {
    Map<Name, CustodyFact> said = new EnumMap<>(Name.class);
    for (Custody custody : each) {
      for (CustodyFact fact : custody.facts()) {
        if (!fact.isComparable()) {
          continue;
        }
        CustodyFact first = said.putIfAbsent(fact.name(), fact);
        if (first != null && !first.value().equals(fact.value())) {
          throw AttestationException.refused(
              "two pieces of evidence disagree: %s is %s by the word of %s, and %s by that of %s"
                  .formatted(
                      fact.name().text(),
                      first.value(),
                      first.source(),
                      fact.value(),
                      fact.source()));
        }
      }
    }
  }
}
