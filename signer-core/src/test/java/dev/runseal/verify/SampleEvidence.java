package dev.runseal.verify;

import dev.runseal.attestation.EncodedEvidence;
import dev.runseal.attestation.EvidenceSubject;
import dev.runseal.attestation.EvidenceType;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.key.Origin;
import dev.runseal.key.SigningException;
import dev.runseal.key.SoftwareKey;
import dev.runseal.key.ToBeSigned;
import dev.runseal.pkixevidence.ClaimType;
import dev.runseal.pkixevidence.ElementType;
import dev.runseal.pkixevidence.EvidenceElement;
import dev.runseal.pkixevidence.EvidenceElement.Claim;
import dev.runseal.pkixevidence.EvidenceStatement;
import dev.runseal.pkixevidence.OidArc;
import dev.runseal.pkixevidence.SignedEvidence;
import dev.runseal.x509.ChainIssuer;
import dev.runseal.x509.Validity;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;

/**
 * What a host says of the sample log's key, as PKIX evidence: true at first, and then as a test
 * wants it. The same bytes in every run.
 */
public final class SampleEvidence {
  private static final SoftwareKey ATTESTATION_KEY = SoftwareKey.named("sample attestation key");

  private final SampleBundles sample;
  private Bytes spki;
  private Sha256 nonce;
  private String vendor = "Acme Corp";
  private String model = "HSM-9000";
  private String serial = "17";
  private boolean neverExtractable = true;
  private SoftwareKey signedBy = ATTESTATION_KEY;
  private SoftwareKey certifiedBy;
  private String until = "2036-01-01T00:00:00Z";

  private SampleEvidence(SampleBundles sample) {
    this.sample = sample;
    this.spki = sample.sealingKey().publicKey().spki();
    this.nonce = EvidenceSubject.nonce(sample.origin(), spki);
    this.certifiedBy = sample.rootKey();
  }

  /** Of a device that holds the key. */
  public static SampleEvidence of(SampleBundles sample) {
    return new SampleEvidence(sample);
  }

  /** The same with a change; what it was before stays as it was. */
  private SampleEvidence with(Consumer<SampleEvidence> change) {
    var changed = new SampleEvidence(sample);
    changed.spki = spki;
    changed.nonce = nonce;
    changed.vendor = vendor;
    changed.model = model;
    changed.serial = serial;
    changed.neverExtractable = neverExtractable;
    changed.signedBy = signedBy;
    changed.certifiedBy = certifiedBy;
    changed.until = until;
    change.accept(changed);
    return changed;
  }

  public SampleEvidence ofLog(Origin log) {
    return with(changed -> changed.nonce = EvidenceSubject.nonce(log, spki));
  }

  /** About another key, for the same log. */
  public SampleEvidence ofKey(Bytes other) {
    return with(changed -> changed.spki = other);
  }

  public SampleEvidence onToken(String otherVendor, String otherModel, String otherSerial) {
    return with(changed -> {
      changed.vendor = otherVendor;
      changed.model = otherModel;
      changed.serial = otherSerial;
    });
  }

  public SampleEvidence onceExtractable() {
    return with(changed -> changed.neverExtractable = false);
  }

  /** Under the certificate of the usual key, by one that it does not speak of. */
  public SampleEvidence signedBy(SoftwareKey other) {
    return with(changed -> changed.signedBy = other);
  }

  /** With an attestation key that a root of the same name certified, by another key. */
  public SampleEvidence certifiedBy(SoftwareKey other) {
    return with(changed -> changed.certifiedBy = other);
  }

  /** With an attestation key whose certificate ends then. */
  public SampleEvidence until(String end) {
    return with(changed -> changed.until = end);
  }

  public EncodedEvidence encoded() {
    EvidenceStatement statement = statement();
    Bytes signature = signedBy.sign(statement.toBeSigned());
    return new EncodedEvidence(
        EvidenceType.PKIX.mediaType(),
        SignedEvidence.of(statement, certificate(), signature).encode());
  }

  /** What it signs, to be changed by a test. */
  public Bytes said() {
    return statement().toBeSigned().bytes();
  }

  /** The same, saying these bytes; empty where they are nothing that anybody would sign. */
  public Optional<EncodedEvidence> saying(Bytes statement) {
    try {
      var tbs = ASN1Sequence.getInstance(statement.toArray());
      Bytes signature = signedBy.sign(new ToBeSigned.KeyEvidence(tbs));
      var signed = ASN1Sequence.getInstance(encoded().value().toArray());
      var block =
          ASN1Sequence.getInstance(ASN1Sequence.getInstance(signed.getObjectAt(1)).getObjectAt(0));
      var resigned =
          new DERSequence(
              new ASN1Encodable[] {
                block.getObjectAt(0), block.getObjectAt(1), new DEROctetString(signature.toArray())
              });
      var whole = new DERSequence(new ASN1Encodable[] {tbs, new DERSequence(resigned)});
      return Optional.of(
          new EncodedEvidence(
              EvidenceType.PKIX.mediaType(), Bytes.takingOwnership(whole.getEncoded("DER"))));
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  private EvidenceStatement statement() {
    return new EvidenceStatement(
        OidArc.RUNSEAL,
        List.of(
            new EvidenceElement(
                ElementType.TRANSACTION, List.of(Claim.octets(ClaimType.NONCE, nonce.value()))),
            new EvidenceElement(
                ElementType.PLATFORM,
                List.of(
                    Claim.text(ClaimType.VENDOR, vendor),
                    Claim.octets(ClaimType.HWMODEL, Bytes.utf8(model)),
                    Claim.text(ClaimType.HWSERIAL, serial))),
            new EvidenceElement(
                ElementType.KEY,
                List.of(
                    Claim.text(ClaimType.IDENTIFIER, "sealing"),
                    Claim.key(ClaimType.SPKI, spki),
                    Claim.flag(ClaimType.EXTRACTABLE, false),
                    Claim.flag(ClaimType.SENSITIVE, true),
                    Claim.flag(ClaimType.NEVER_EXTRACTABLE, neverExtractable),
                    Claim.flag(ClaimType.LOCAL, true)))));
  }

  private Bytes certificate() {
    try {
      return new ChainIssuer(new Random(3))
          .attestationCertificate(
              SampleChains.root(certifiedBy),
              certifiedBy,
              ATTESTATION_KEY.publicKey(),
              OidArc.RUNSEAL.attestationKey().getId(),
              new Validity(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse(until)));
    } catch (SigningException e) {
      throw new AssertionError("a key in memory signs whatever it is given", e);
    }
  }
}
