package dev.runseal.pkixevidence;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import dev.runseal.pkixevidence.PkixEvidenceException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/** A place in a decoded structure, read as the type that it must have, or refused by its name. */
record Asn1(ASN1Encodable value, String what) {
  /** The whole of these octets, which must be DER to the last. */
  static Asn1 parse(Bytes der, String what) throws PkixEvidenceException {
    try {
      ASN1Primitive parsed = ASN1Primitive.fromByteArray(der.toArray());
      if (parsed == null) {
        throw PkixEvidenceException.malformed(what + " is empty, expected DER");
      }
      if (!Bytes.takingOwnership(parsed.getEncoded(ASN1Encoding.DER)).equals(der)) {
        throw PkixEvidenceException.malformed(what + " is ASN.1, but not in DER");
      }
      return new Asn1(parsed, what);
    } catch (IOException | RuntimeException e) {
      // The decoder throws several unchecked exceptions of its own on malformed input.
      throw new PkixEvidenceException(
          Reason.MALFORMED, "%s is no DER: %s".formatted(what, Excerpt.message(e)), e);
    }
  }

  ASN1Sequence sequence() throws PkixEvidenceException {
    return as(ASN1Sequence.class, "a SEQUENCE");
  }

  /** The parts of a SEQUENCE OF, of which there may be so many. */
  List<Asn1> parts(int least, int most) throws PkixEvidenceException {
    ASN1Sequence all = sequence();
    if (all.size() < least || all.size() > most) {
      throw PkixEvidenceException.malformed(
          "%s has %d parts, expected %d to %d".formatted(what, all.size(), least, most));
    }
    List<Asn1> parts = new ArrayList<>(all.size());
    for (ASN1Encodable each : all) {
      parts.add(new Asn1(each, "%s, part %d,".formatted(what, parts.size())));
    }
    return parts;
  }

  Asn1 named(String name) {
    return new Asn1(value, name);
  }

  ASN1ObjectIdentifier identifier() throws PkixEvidenceException {
    return as(ASN1ObjectIdentifier.class, "an OBJECT IDENTIFIER");
  }

  ASN1Integer integer() throws PkixEvidenceException {
    return as(ASN1Integer.class, "an INTEGER");
  }

  Bytes octets() throws PkixEvidenceException {
    return Bytes.of(as(ASN1OctetString.class, "an OCTET STRING").getOctets());
  }

  /** The number of its context tag. */
  int tag() throws PkixEvidenceException {
    ASN1TaggedObject tagged = as(ASN1TaggedObject.class, "a context tag");
    if (!tagged.hasContextTag()) {
      throw PkixEvidenceException.malformed(what + " is not a context tag");
    }
    return tagged.getTagNo();
  }

  /** What stands in its explicit tag. */
  Asn1 explicit() throws PkixEvidenceException {
    ASN1TaggedObject tagged = as(ASN1TaggedObject.class, "a context tag");
    try {
      return new Asn1(tagged.getExplicitBaseObject().toASN1Primitive(), what);
    } catch (IllegalStateException e) {
      throw new PkixEvidenceException(
          Reason.MALFORMED,
          "%s holds no one value in its tag [%d]".formatted(what, tagged.getTagNo()),
          e);
    }
  }

  /** The SEQUENCE whose own tag its context tag has replaced. */
  Asn1 implicitSequence() throws PkixEvidenceException {
    try {
      return new Asn1(ASN1Sequence.getInstance(as(ASN1TaggedObject.class, "a tag"), false), what);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new PkixEvidenceException(
          Reason.MALFORMED, "%s is no list in a context tag".formatted(what), e);
    }
  }

  AlgorithmIdentifier algorithm() throws PkixEvidenceException {
    try {
      return AlgorithmIdentifier.getInstance(sequence());
    } catch (IllegalArgumentException e) {
      throw new PkixEvidenceException(
          Reason.MALFORMED, "%s is no AlgorithmIdentifier".formatted(what), e);
    }
  }

  /** Its own DER. */
  Bytes der() {
    try {
      return Bytes.takingOwnership(value.toASN1Primitive().getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new AssertionError("encoding into memory does no input or output", e);
    }
  }

  private <T> T as(Class<T> type, String expected) throws PkixEvidenceException {
    if (!type.isInstance(value)) {
      throw PkixEvidenceException.malformed("%s is not %s".formatted(what, expected));
    }
    return type.cast(value);
  }
}
