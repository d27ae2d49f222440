package dev.runseal.pkixevidence;

import dev.runseal.bytes.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** What a claim says, in the type that its claim type has. */
public sealed interface ClaimValue {
  record Octets(Bytes value) implements ClaimValue {}

  /** A public key as the DER of its SubjectPublicKeyInfo. */
  record PublicKey(Bytes spki) implements ClaimValue {}

  record Text(String value) implements ClaimValue {}

  record Whole(BigInteger value) implements ClaimValue {}

  record Flag(boolean value) implements ClaimValue {}

  record Time(Instant value) implements ClaimValue {}

  record Purposes(List<ASN1ObjectIdentifier> value) implements ClaimValue {
    public Purposes {
      value = List.copyOf(value);
    }
  }

  /** Reads a value that is known to be in DER, but for what is in its octets. */
  static ClaimValue read(ClaimType type, ASN1Encodable value) throws PkixEvidenceException {
    ASN1Primitive primitive = value.toASN1Primitive();
    try {
      return switch (type.syntax()) {
        case OCTETS -> new Octets(octets(ASN1OctetString.getInstance(primitive)));
        case PUBLIC_KEY -> publicKey(octets(ASN1OctetString.getInstance(primitive)));
        case TEXT -> text(ASN1UTF8String.getInstance(primitive));
        case INTEGER -> new Whole(ASN1Integer.getInstance(primitive).getValue());
        case BOOLEAN -> new Flag(ASN1Boolean.getInstance(primitive).isTrue());
        case TIME -> new Time(ASN1GeneralizedTime.getInstance(primitive).getDate().toInstant());
        case PURPOSES -> purposes(ASN1Sequence.getInstance(primitive));
      };
    } catch (IOException | ParseException | IllegalArgumentException | IllegalStateException e) {
      throw new PkixEvidenceException(
          PkixEvidenceException.Reason.MALFORMED,
          "claim %s is no %s, which it has to be".formatted(type.text(), type.syntax().text()),
          e);
    }
  }

  default ASN1Encodable toAsn1() {
    return switch (this) {
      case Octets(Bytes value) -> new DEROctetString(value.toArray());
      case PublicKey(Bytes spki) -> new DEROctetString(spki.toArray());
      case Text(String value) -> new DERUTF8String(value);
      case Whole(BigInteger value) -> new ASN1Integer(value);
      case Flag(boolean value) -> ASN1Boolean.getInstance(value);
      case Time(Instant value) -> new DERGeneralizedTime(Date.from(value));
      case Purposes(List<ASN1ObjectIdentifier> value) -> {
        var all = new ASN1EncodableVector();
        value.forEach(all::add);
        yield new DERSequence(all);
      }
    };
  }

  /** Whether a value is of the type that claims of this type have. */
  default boolean isOf(ClaimType type) {
    return switch (this) {
      case Octets octets -> type.syntax() == ClaimSyntax.OCTETS;
      case PublicKey key -> type.syntax() == ClaimSyntax.PUBLIC_KEY;
      case Text text -> type.syntax() == ClaimSyntax.TEXT;
      case Whole number -> type.syntax() == ClaimSyntax.INTEGER;
      case Flag flag -> type.syntax() == ClaimSyntax.BOOLEAN;
      case Time time -> type.syntax() == ClaimSyntax.TIME;
      case Purposes purposes -> type.syntax() == ClaimSyntax.PURPOSES;
    };
  }

  private static Bytes octets(ASN1OctetString string) {
    return Bytes.of(string.getOctets());
  }

  private static PublicKey publicKey(Bytes der) throws IOException {
    var info = SubjectPublicKeyInfo.getInstance(der.toArray());
    if (!Bytes.takingOwnership(info.getEncoded(ASN1Encoding.DER)).equals(der)) {
      throw new IllegalArgumentException("public key is not in DER");
    }
    return new PublicKey(der);
  }

  private static Text text(ASN1UTF8String string) throws IOException {
    String text = string.getString();
    if (!Arrays.equals(new DERUTF8String(text).getEncoded(), string.getEncoded())) {
      throw new IllegalArgumentException("text is not UTF-8");
    }
    return new Text(text);
  }

  private static Purposes purposes(ASN1Sequence sequence) {
    List<ASN1ObjectIdentifier> all = new ArrayList<>();
    sequence.forEach(each -> all.add(ASN1ObjectIdentifier.getInstance(each)));
    return new Purposes(all);
  }
}
