package dev.runseal.pkixevidence;

import dev.runseal.bytes.Excerpt;
import dev.runseal.key.ToBeSigned;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;

/**
 * What evidence says, without what nobody here knows the meaning of: the draft's {@code
 * TbsEvidence}, by its rules. Nothing in it is true for being here.
 *
 * @param arc where its object identifiers hang
 */
public record EvidenceStatement(OidArc arc, List<EvidenceElement> elements) {
  static final int VERSION = 1;

  public EvidenceStatement {
    elements = List.copyOf(elements);
    if (elements.isEmpty()) {
      throw new IllegalArgumentException("evidence reports nothing, expected an element");
    }
    // spec: draft §5.1, §5.3: "MUST be included only once"
    requireOne(elements, ElementType.TRANSACTION);
    requireOne(elements, ElementType.PLATFORM);
    // spec: draft §5.2: "multiple key elements referring to the same addressable key MUST reject"
    Set<String> names = new HashSet<>();
    for (EvidenceElement key : of(elements, ElementType.KEY)) {
      for (String name : key.identifiers()) {
        if (!names.add(name)) {
          throw new IllegalArgumentException(
              "key %s is reported twice, expected it once".formatted(Excerpt.quoted(name)));
        }
      }
    }
  }

  public Optional<EvidenceElement> transaction() {
    return of(elements, ElementType.TRANSACTION).stream().findFirst();
  }

  public Optional<EvidenceElement> platform() {
    return of(elements, ElementType.PLATFORM).stream().findFirst();
  }

  public List<EvidenceElement> keys() {
    return of(elements, ElementType.KEY);
  }

  /** What an attestation key signs. */
  public ToBeSigned.KeyEvidence toBeSigned() {
    return new ToBeSigned.KeyEvidence(toAsn1());
  }

  ASN1Sequence toAsn1() {
    var reported = new ASN1EncodableVector();
    for (EvidenceElement element : elements) {
      var claims = new ASN1EncodableVector();
      for (EvidenceElement.Claim claim : element.claims()) {
        claims.add(pair(arc.of(claim.type()), claim.value().toAsn1()));
      }
      reported.add(pair(arc.of(element.type()), new DERSequence(claims)));
    }
    return pair(new ASN1Integer(VERSION), new DERSequence(reported));
  }

  private static ASN1Sequence pair(ASN1Encodable first, ASN1Encodable second) {
    return new DERSequence(new ASN1Encodable[] {first, second});
  }

  private static void requireOne(List<EvidenceElement> elements, ElementType type) {
    int count = of(elements, type).size();
    if (count > 1) {
      throw new IllegalArgumentException(
          "evidence has %d %s elements, expected one at most".formatted(count, type.text()));
    }
  }

  private static List<EvidenceElement> of(List<EvidenceElement> elements, ElementType type) {
    return elements.stream().filter(element -> element.type() == type).toList();
  }
}
