package dev.runseal.pkixevidence;

import dev.runseal.bytes.Excerpt;
import dev.runseal.pkixevidence.PkixEvidenceException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/**
 * Reads a {@code TbsEvidence}: passes over what it doesn't know, and is strict with what it knows.
 */
final class StatementReader {
  private static final int MAX_ELEMENTS = 1000;
  private static final int MAX_CLAIMS = 1000;

  private final OidArc arc;

  private StatementReader(OidArc arc) {
    this.arc = arc;
  }

  /** Reads what hangs on one of these arcs. */
  static EvidenceStatement read(Asn1 tbs, List<OidArc> arcs) throws PkixEvidenceException {
    List<Asn1> parts = tbs.parts(1, Integer.MAX_VALUE);
    verifyVersion(parts.getFirst().named("version").integer());
    if (parts.size() != 2) {
      throw PkixEvidenceException.malformed(
          "%s has %d parts, expected 2".formatted(tbs.what(), parts.size()));
    }
    List<Element> elements = new ArrayList<>();
    for (Asn1 each : parts.get(1).named("list of elements").parts(1, MAX_ELEMENTS)) {
      elements.add(element(each.named("element " + elements.size())));
    }
    var reader = new StatementReader(arc(elements, arcs));
    List<EvidenceElement> known = new ArrayList<>();
    for (Element element : elements) {
      reader.findElement(element).ifPresent(known::add);
    }
    return byTheRules(() -> new EvidenceStatement(reader.arc, known));
  }

  /** An element of any type, with its claims of any type. */
  private record Element(ASN1ObjectIdentifier type, List<Claim> claims) {}

  /** A claim of any type. */
  private record Claim(ASN1ObjectIdentifier type, Optional<Asn1> value) {}

  private static Element element(Asn1 element) throws PkixEvidenceException {
    List<Asn1> parts = element.parts(2, 2);
    List<Claim> claims = new ArrayList<>();
    for (Asn1 each :
        parts.get(1).named("list of claims of " + element.what()).parts(1, MAX_CLAIMS)) {
      List<Asn1> claim = each.parts(1, 2);
      claims.add(
          new Claim(
              claim.getFirst().identifier(),
              claim.size() == 2 ? Optional.of(claim.get(1)) : Optional.empty()));
    }
    return new Element(parts.getFirst().identifier(), claims);
  }

  // spec: draft §5: "TbsEvidence.version MUST be 1"
  private static void verifyVersion(ASN1Integer version) throws PkixEvidenceException {
    if (!version.hasValue(EvidenceStatement.VERSION)) {
      throw PkixEvidenceException.refused(
          "evidence has version %s, expected %d"
              .formatted(Excerpt.of(version.toString()), EvidenceStatement.VERSION));
    }
  }

  /** The arc under which elements stand; under two at once it would depend on who reads. */
  private static OidArc arc(List<Element> elements, List<OidArc> arcs)
      throws PkixEvidenceException {
    List<OidArc> used =
        arcs.stream()
            .filter(
                arc -> elements.stream().anyMatch(each -> arc.findElement(each.type()).isPresent()))
            .toList();
    if (used.size() != 1) {
      throw PkixEvidenceException.refused(
          "evidence has elements under %d of the arcs %s, expected one"
              .formatted(
                  used.size(),
                  arcs.stream()
                      .map(arc -> arc.evidence().getId())
                      .collect(Collectors.joining(", "))));
    }
    return used.getFirst();
  }

  // spec: draft §4.2: "Verifiers SHOULD ignore and skip over unrecognized element or claim types"
  private Optional<EvidenceElement> findElement(Element element) throws PkixEvidenceException {
    Optional<ElementType> type = arc.findElement(element.type());
    if (type.isEmpty()) {
      return Optional.empty();
    }
    List<EvidenceElement.Claim> known = new ArrayList<>();
    for (Claim claim : element.claims()) {
      Optional<ClaimType> claimType = arc.findClaim(claim.type());
      if (claimType.isPresent()) {
        known.add(claim(claimType.get(), claim.value()));
      }
    }
    return Optional.of(byTheRules(() -> new EvidenceElement(type.get(), known)));
  }

  // spec: draft §5: "value MUST be present for every claim whose semantics are defined"
  private static EvidenceElement.Claim claim(ClaimType type, Optional<Asn1> value)
      throws PkixEvidenceException {
    if (value.isEmpty()) {
      throw PkixEvidenceException.malformed(
          "claim %s has no value, expected one".formatted(type.text()));
    }
    return new EvidenceElement.Claim(type, ClaimValue.read(type, value.get().value()));
  }

  private static <T> T byTheRules(Supplier<T> made) throws PkixEvidenceException {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw new PkixEvidenceException(Reason.REFUSED, String.valueOf(e.getMessage()), e);
    }
  }
}
