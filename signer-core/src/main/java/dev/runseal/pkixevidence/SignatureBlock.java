package dev.runseal.pkixevidence;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;

/**
 * One signature over evidence, and up to three ways in which it names its key, at least one. Draft
 * §5.
 */
record SignatureBlock(
    Optional<Bytes> keyId,
    Optional<Bytes> spki,
    Optional<Bytes> certificate,
    SignatureAlgorithm algorithm,
    Bytes signature) {
  private static final int KEY_ID = 0;
  private static final int SPKI = 1;
  private static final int CERTIFICATE = 2;

  SignatureBlock {
    if (keyId.isEmpty() && spki.isEmpty() && certificate.isEmpty()) {
      throw new IllegalArgumentException("signature names no key, expected one");
    }
  }

  static SignatureBlock read(Asn1 block) throws PkixEvidenceException {
    List<Asn1> parts = block.parts(3, 3);
    Map<Integer, Asn1> names = new HashMap<>();
    int next = KEY_ID;
    for (Asn1 part : parts.getFirst().named("signer of " + block.what()).parts(1, 3)) {
      int tag = part.tag();
      if (tag < next || tag > CERTIFICATE) {
        throw PkixEvidenceException.malformed(
            "signer of %s has the tag %d, expected [0], [1] and [2] in this order"
                .formatted(block.what(), tag));
      }
      next = tag + 1;
      names.put(tag, part.explicit());
    }
    return new SignatureBlock(
        names.containsKey(KEY_ID)
            ? Optional.of(names.get(KEY_ID).named("keyId of " + block.what()).octets())
            : Optional.empty(),
        Optional.ofNullable(names.get(SPKI)).map(Asn1::der),
        Optional.ofNullable(names.get(CERTIFICATE)).map(Asn1::der),
        new SignatureAlgorithm(parts.get(1).named("algorithm of " + block.what()).algorithm()),
        parts.get(2).named("value of " + block.what()).octets());
  }

  /**
   * The certificate of the key that all of its names lead to.
   *
   * @param known the certificates among which a name without one is looked for
   */
  AttestationKey signer(List<AttestationKey> known) throws PkixEvidenceException {
    List<AttestationKey> candidates =
        certificate.isPresent() ? List.of(AttestationKey.parse(certificate.get())) : known;
    AttestationKey signer =
        candidates.stream()
            .filter(each -> spki.isEmpty() || spki.get().equals(each.spki()))
            .filter(
                each -> certificate.isPresent() || keyId.isEmpty() || keyId.equals(each.keyId()))
            .findFirst()
            .orElseThrow(this::unresolvable);
    // spec: draft §6: "If keyId is present, the Verifier MUST obtain the corresponding public key"
    if (keyId.isPresent()
        && Stream.concat(Stream.of(signer), known.stream())
            .noneMatch(each -> keyId.equals(each.keyId()) && each.spki().equals(signer.spki()))) {
      throw unresolvable();
    }
    return signer;
  }

  private PkixEvidenceException unresolvable() {
    return PkixEvidenceException.refused(
        "names a key (%s) that no certificate at hand is of"
            .formatted(
                keyId
                    .map(id -> "keyId " + Excerpt.of(id.toHex()))
                    .orElse("subjectPublicKeyInfo alone or beside another certificate")));
  }

  ASN1Sequence toAsn1() {
    var names = new ASN1EncodableVector();
    keyId.ifPresent(id -> names.add(new DERTaggedObject(KEY_ID, new DEROctetString(id.toArray()))));
    spki.ifPresent(der -> names.add(new DERTaggedObject(SPKI, asn1(der))));
    certificate.ifPresent(der -> names.add(new DERTaggedObject(CERTIFICATE, asn1(der))));
    return new DERSequence(
        new ASN1Encodable[] {
          new DERSequence(names), algorithm.identifier(), new DEROctetString(signature.toArray())
        });
  }

  private static ASN1Primitive asn1(Bytes der) {
    try {
      return ASN1Primitive.fromByteArray(der.toArray());
    } catch (IOException e) {
      throw new AssertionError("a part of a signature was read or made by us as DER", e);
    }
  }
}
