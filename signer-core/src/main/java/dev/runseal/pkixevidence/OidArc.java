package dev.runseal.pkixevidence;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/**
 * Where the object identifiers of the draft hang, which IANA has not assigned yet: {@code
 * id-evidence}, below which its own numbering goes, and {@code id-kp-attestationKey}.
 */
public record OidArc(ASN1ObjectIdentifier evidence, ASN1ObjectIdentifier attestationKey) {
  private static final String RUNSEAL_ARC = "2.25.268830276083419242569773665212780626076";

  /** Where Runseal writes, until the real ones are assigned; docs/formats.md, Identifiers. */
  public static final OidArc RUNSEAL = parse(RUNSEAL_ARC, RUNSEAL_ARC + ".3");

  /** The placeholders in the samples of the draft: nobody's, so nothing is written under them. */
  public static final OidArc DRAFT_SAMPLES = parse("1.3.6.1.5.5.999", "1.3.6.1.5.5.7.3.999");

  /** The arcs that are understood without being told. */
  public static final List<OidArc> KNOWN = List.of(RUNSEAL, DRAFT_SAMPLES);

  private static final String ELEMENTS = "0";
  private static final String CLAIMS = "1";
  private static final String CAPABILITIES = "2";

  /** Reads both in dotted form. */
  public static OidArc parse(String evidence, String attestationKey) {
    return new OidArc(new ASN1ObjectIdentifier(evidence), new ASN1ObjectIdentifier(attestationKey));
  }

  ASN1ObjectIdentifier of(ElementType type) {
    return evidence.branch(ELEMENTS).branch(Integer.toString(type.number()));
  }

  ASN1ObjectIdentifier of(ClaimType type) {
    return evidence
        .branch(CLAIMS)
        .branch(Integer.toString(type.element().number()))
        .branch(Integer.toString(type.number()));
  }

  ASN1ObjectIdentifier of(KeyPurpose purpose) {
    return evidence.branch(CAPABILITIES).branch(Integer.toString(purpose.number()));
  }

  Optional<ElementType> findElement(ASN1ObjectIdentifier oid) {
    return Stream.of(ElementType.values()).filter(type -> of(type).equals(oid)).findFirst();
  }

  Optional<ClaimType> findClaim(ASN1ObjectIdentifier oid) {
    return Stream.of(ClaimType.values()).filter(type -> of(type).equals(oid)).findFirst();
  }

  /** What the identifier of a purpose says, in the draft's words where they are its own. */
  public String purposeText(ASN1ObjectIdentifier oid) {
    return Stream.of(KeyPurpose.values())
        .filter(purpose -> of(purpose).equals(oid))
        .map(KeyPurpose::text)
        .findFirst()
        .orElseGet(oid::getId);
  }
}
