package dev.runseal.pkixevidence;

import dev.runseal.bytes.Bytes;
import dev.runseal.x509.CompanyAuthority;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Evidence in the making, written by other code than reads it: right at first, and then as wrong as
 * a test wants it. Owned by the test that makes it.
 */
public final class EvidenceDraft {
  /** Whom the reader of a test trusts. */
  public static final CompanyAuthority AUTHORITY = CompanyAuthority.named("evidence root");

  public static final Bytes ROOT = AUTHORITY.root(1).sign();
  public static final KeyPair AK = CompanyAuthority.p256();

  static final AlgorithmIdentifier ECDSA_SHA256 =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

  private final OidArc arc;
  private final Map<ElementType, List<ASN1Encodable>> claims = new EnumMap<>(ElementType.class);
  private final List<ASN1Encodable> more = new ArrayList<>();
  private final List<ASN1Encodable> signers = new ArrayList<>();
  private final List<ASN1Encodable> last = new ArrayList<>();
  private int version = 1;

  public EvidenceDraft(OidArc arc) {
    this.arc = arc;
  }

  /** What an honest host says of a key that is kept. */
  public static EvidenceDraft kept(Bytes spki, Bytes nonce) {
    return new EvidenceDraft(OidArc.RUNSEAL)
        .claim(ClaimType.NONCE, new ClaimValue.Octets(nonce))
        .claim(ClaimType.VENDOR, new ClaimValue.Text("Acme Corp"))
        .claim(ClaimType.HWMODEL, new ClaimValue.Octets(Bytes.utf8("HSM-9000")))
        .claim(ClaimType.IDENTIFIER, new ClaimValue.Text("sealing"))
        .claim(ClaimType.SPKI, new ClaimValue.PublicKey(spki))
        .claim(ClaimType.EXTRACTABLE, new ClaimValue.Flag(false))
        .claim(ClaimType.NEVER_EXTRACTABLE, new ClaimValue.Flag(true))
        .claim(ClaimType.SENSITIVE, new ClaimValue.Flag(true))
        .claim(ClaimType.LOCAL, new ClaimValue.Flag(true));
  }

  /** A certificate of an attestation key as it should be, by the authority of the tests. */
  public static CompanyAuthority.Draft certificate(KeyPair keys) {
    return certificate(AUTHORITY, keys, OidArc.RUNSEAL);
  }

  public static CompanyAuthority.Draft certificate(CompanyAuthority by, KeyPair keys, OidArc arc) {
    return by.issue("ak", keys)
        .with(Extension.basicConstraints, true, new BasicConstraints(false))
        .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .with(
            Extension.extendedKeyUsage,
            true,
            new ExtendedKeyUsage(KeyPurposeId.getInstance(arc.attestationKey())));
  }

  public EvidenceDraft version(int number) {
    version = number;
    return this;
  }

  /** Adds a claim, after those of its element that are there. */
  public EvidenceDraft claim(ClaimType type, ClaimValue value) {
    return raw(type.element(), arc.of(type), value.toAsn1());
  }

  /** Adds a claim of any form to an element. */
  public EvidenceDraft raw(ElementType element, ASN1Encodable... parts) {
    of(element).add(new DERSequence(parts));
    return this;
  }

  /** Takes a claim away again. */
  public EvidenceDraft without(ClaimType type) {
    of(type.element()).removeIf(each -> ((DERSequence) each).getObjectAt(0).equals(arc.of(type)));
    return this;
  }

  public EvidenceDraft with(ClaimType type, ClaimValue value) {
    return without(type).claim(type, value);
  }

  /** Adds an element of any kind after the others. */
  public EvidenceDraft element(ASN1ObjectIdentifier type, ASN1Encodable... claimsOfIt) {
    more.add(new DERSequence(new ASN1Encodable[] {type, new DERSequence(claimsOfIt)}));
    return this;
  }

  ASN1Encodable pair(ClaimType type, ClaimValue value) {
    return claimOf(arc, type, value);
  }

  /** A claim as it stands in an element. */
  public static ASN1Encodable claimOf(OidArc arc, ClaimType type, ClaimValue value) {
    return new DERSequence(new ASN1Encodable[] {arc.of(type), value.toAsn1()});
  }

  /** Signs what is there so far with the authority's usual attestation key. */
  public EvidenceDraft signed() {
    return signedUnder(certificate(AUTHORITY, AK, arc).sign());
  }

  /** Signs with the usual key under another certificate. */
  public EvidenceDraft signedUnder(Bytes certificate) {
    return signed(AK, "SHA256withECDSA", ECDSA_SHA256, name(2, certificate));
  }

  EvidenceDraft signed(
      KeyPair keys, String how, AlgorithmIdentifier algorithm, ASN1Encodable... names) {
    try {
      return block(signature(Signature.getInstance(how), keys), algorithm, names);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  Bytes signature(Signature signer, KeyPair keys) {
    try {
      signer.initSign(keys.getPrivate());
      signer.update(der(tbs()).toArray());
      return Bytes.takingOwnership(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  EvidenceDraft block(Bytes signature, AlgorithmIdentifier algorithm, ASN1Encodable... names) {
    signers.add(
        new DERSequence(
            new ASN1Encodable[] {
              new DERSequence(names), algorithm, new DEROctetString(signature.toArray())
            }));
    return this;
  }

  /** A signer's certificate, key or key id, under the tag that it has. */
  static ASN1Encodable name(int tag, Bytes value) {
    return new DERTaggedObject(
        true, tag, tag == 0 ? new DEROctetString(value.toArray()) : asn1(value));
  }

  /** Adds the list of certificates, with an implicit tag as the draft's samples have it. */
  public EvidenceDraft intermediates(Bytes... certificates) {
    last.add(new DERTaggedObject(false, 0, list(certificates)));
    return this;
  }

  EvidenceDraft intermediatesTaggedExplicitly(Bytes... certificates) {
    last.add(new DERTaggedObject(true, 0, list(certificates)));
    return this;
  }

  EvidenceDraft lastPart(ASN1Encodable part) {
    last.add(part);
    return this;
  }

  public Bytes encode() {
    var parts = new ASN1EncodableVector();
    parts.add(tbs());
    parts.add(new DERSequence(signers.toArray(ASN1Encodable[]::new)));
    last.forEach(parts::add);
    return der(new DERSequence(parts));
  }

  private ASN1Encodable tbs() {
    var elements = new ASN1EncodableVector();
    claims.forEach((type, all) -> {
      if (!all.isEmpty()) {
        elements.add(
            new DERSequence(
                new ASN1Encodable[] {
                  arc.of(type), new DERSequence(all.toArray(ASN1Encodable[]::new))
                }));
      }
    });
    more.forEach(elements::add);
    return new DERSequence(
        new ASN1Encodable[] {new ASN1Integer(version), new DERSequence(elements)});
  }

  private List<ASN1Encodable> of(ElementType element) {
    return claims.computeIfAbsent(element, type -> new ArrayList<>());
  }

  private static DERSequence list(Bytes... certificates) {
    var all = new ASN1EncodableVector();
    for (Bytes each : certificates) {
      all.add(asn1(each));
    }
    return new DERSequence(all);
  }

  private static ASN1Primitive asn1(Bytes der) {
    try {
      return ASN1Primitive.fromByteArray(der.toArray());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Bytes der(ASN1Encodable value) {
    try {
      return Bytes.takingOwnership(value.toASN1Primitive().getEncoded("DER"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The SubjectPublicKeyInfo of a key. */
  public static Bytes spki(KeyPair keys) {
    return Bytes.of(keys.getPublic().getEncoded());
  }
}
