package dev.runseal.pkixevidence;

import dev.runseal.bytes.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;

/**
 * Evidence with its signatures: the draft's {@code Evidence}, DER to the last byte. It is read
 * whoever signed it, and nothing in it counts before {@link #verifySignatures}.
 */
public final class SignedEvidence {
  public static final int MAX_LENGTH = 1 << 18;
  private static final int MAX_SIGNATURES = 16;
  private static final int MAX_CERTIFICATES = 64;

  private final Bytes der;
  private final Bytes tbs;
  private final EvidenceStatement statement;
  private final List<SignatureBlock> signatures;
  private final List<Bytes> certificates;

  private SignedEvidence(
      Bytes der,
      Bytes tbs,
      EvidenceStatement statement,
      List<SignatureBlock> signatures,
      List<Bytes> certificates) {
    this.der = der;
    this.tbs = tbs;
    this.statement = statement;
    this.signatures = List.copyOf(signatures);
    this.certificates = List.copyOf(certificates);
  }

  /** Reads evidence that hangs on one of these arcs. */
  public static SignedEvidence decode(Bytes der, List<OidArc> arcs) throws PkixEvidenceException {
    if (der.length() > MAX_LENGTH) {
      throw PkixEvidenceException.malformed(
          "evidence has %d bytes, expected at most %d".formatted(der.length(), MAX_LENGTH));
    }
    List<Asn1> parts = Asn1.parse(der, "evidence").parts(2, 3);
    Asn1 tbs = parts.getFirst().named("evidence to be signed");
    EvidenceStatement statement = StatementReader.read(tbs, arcs);
    List<SignatureBlock> signatures = new ArrayList<>();
    for (Asn1 each : parts.get(1).named("list of signatures").parts(0, MAX_SIGNATURES)) {
      signatures.add(SignatureBlock.read(each.named("signature " + signatures.size())));
    }
    return new SignedEvidence(
        der,
        tbs.der(),
        statement,
        signatures,
        parts.size() == 3 ? intermediates(parts.get(2)) : List.of());
  }

  /** Evidence with one ECDSA signature, over SHA-256, by the key of a certificate. */
  public static SignedEvidence of(EvidenceStatement statement, Bytes certificate, Bytes signature) {
    var block =
        new SignatureBlock(
            Optional.empty(),
            Optional.empty(),
            Optional.of(certificate),
            SignatureAlgorithm.ECDSA_WITH_SHA256,
            signature);
    var evidence =
        new DERSequence(new ASN1Encodable[] {statement.toAsn1(), new DERSequence(block.toAsn1())});
    return new SignedEvidence(
        new Asn1(evidence, "evidence").der(),
        statement.toBeSigned().bytes(),
        statement,
        List.of(block),
        List.of());
  }

  public Bytes encode() {
    return der;
  }

  /** What it says, whether or not anyone stands for it. */
  public EvidenceStatement statement() {
    return statement;
  }

  /** The certificates that it brings to help finding a path. */
  public List<Bytes> certificates() {
    return certificates;
  }

  /**
   * Returns the keys that signed it, at least one. Every signature in it must verify: the draft
   * leaves that to the reader, and one that does not is either damage or something that this reader
   * does not understand. That a signature was taken away can't be seen (draft §10.3).
   *
   * @param onHand certificates from elsewhere, among which a signer may be found
   */
  public List<AttestationKey> verifySignatures(Collection<Bytes> onHand)
      throws PkixEvidenceException {
    // spec: draft §6: "unsigned and unprotected; Verifiers MUST treat it as untrusted"
    if (signatures.isEmpty()) {
      throw PkixEvidenceException.refused("evidence is not signed: it is nobody's word");
    }
    List<AttestationKey> known = new ArrayList<>();
    for (Bytes each : certificates) {
      known.add(AttestationKey.parse(each));
    }
    for (Bytes each : onHand) {
      AttestationKey.find(each).ifPresent(known::add);
    }
    List<AttestationKey> signers = new ArrayList<>();
    for (SignatureBlock block : signatures) {
      try {
        AttestationKey signer = block.signer(known);
        signer.verifyProfile(statement.arc());
        verifyNamed(signer);
        block.algorithm().verify(signer.spki(), tbs, block.signature());
        signers.add(signer);
      } catch (PkixEvidenceException e) {
        throw new PkixEvidenceException(
            e.reason(), "signature %d: %s".formatted(signers.size(), e.getMessage()), e);
      }
    }
    return List.copyOf(signers);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SignedEvidence that && der.equals(that.der);
  }

  @Override
  public int hashCode() {
    return der.hashCode();
  }

  // spec: draft §6: each signer's key "matches at least one ak-spki value", if there are any
  private void verifyNamed(AttestationKey signer) throws PkixEvidenceException {
    List<Bytes> named =
        statement.transaction().map(element -> element.keys(ClaimType.AK_SPKI)).orElse(List.of());
    if (!named.isEmpty() && !named.contains(signer.spki())) {
      throw PkixEvidenceException.refused(
          "key of \"%s\" is none of the %d that the evidence says it is signed by"
              .formatted(signer.certificate().subject(), named.size()));
    }
  }

  /**
   * The list in its two spellings: the draft's module says that tags are explicit, the draft's
   * samples and their tool have this one implicit.
   */
  private static List<Bytes> intermediates(Asn1 tagged) throws PkixEvidenceException {
    if (tagged.tag() != 0) {
      throw PkixEvidenceException.malformed(
          "third part of the evidence has the tag %d, expected [0]".formatted(tagged.tag()));
    }
    Asn1 list = tagged.implicitSequence().named("list of intermediate certificates");
    List<Asn1> all = list.parts(1, MAX_CERTIFICATES);
    if (all.size() == 1 && !isCertificate(all.getFirst())) {
      all = all.getFirst().named(list.what()).parts(1, MAX_CERTIFICATES);
    }
    return all.stream().map(Asn1::der).toList();
  }

  /** A SEQUENCE with a BIT STRING at its end is no SEQUENCE OF Certificate. */
  private static boolean isCertificate(Asn1 each) throws PkixEvidenceException {
    ASN1Sequence parts = each.sequence();
    return parts.size() == 3 && parts.getObjectAt(2) instanceof ASN1BitString;
  }
}
