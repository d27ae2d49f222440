package dev.runseal.verify;

import dev.runseal.attestation.EncodedEvidence;
import dev.runseal.attestation.EvidenceSubject;
import dev.runseal.attestation.EvidenceType;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.key.Origin;
import dev.runseal.key.SigningException;
import dev.runseal.key.SoftwareKey;
import dev.runseal.pkixevidence.ClaimType;
import dev.runseal.pkixevidence.ElementType;
import dev.runseal.pkixevidence.EvidenceElement;
import dev.runseal.pkixevidence.EvidenceElement.Claim;
import dev.runseal.pkixevidence.EvidenceStatement;
import dev.runseal.pkixevidence.OidArc;
import dev.runseal.pkixevidence.SignedEvidence;
import dev.runseal.x509.ChainIssuer;
import dev.runseal.x509.Validity;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * What a host says of the sample log's key, as PKIX evidence: true at first, and then as a test
 * wants it. The same bytes in every run.
 */
public record SampleEvidence(
    SampleBundles sample,
    Bytes spki,
    Sha256 nonce,
    String vendor,
    String model,
    String serial,
    boolean neverExtractable,
    SoftwareKey signedBy,
    String until) {
  private static final SoftwareKey ATTESTATION_KEY = SoftwareKey.named("sample attestation key");

  /** Of a device that holds the key. */
  public static SampleEvidence of(SampleBundles sample) {
    Bytes spki = sample.sealingKey().publicKey().spki();
    return new SampleEvidence(
        sample,
        spki,
        EvidenceSubject.nonce(sample.origin(), spki),
        "Acme Corp",
        "HSM-9000",
        "17",
        true,
        ATTESTATION_KEY,
        "2036-01-01T00:00:00Z");
  }

  public SampleEvidence ofLog(Origin log) {
    return new SampleEvidence(
        sample,
        spki,
        EvidenceSubject.nonce(log, spki),
        vendor,
        model,
        serial,
        neverExtractable,
        signedBy,
        until);
  }

  /** About another key, for the same log. */
  public SampleEvidence ofKey(Bytes other) {
    return new SampleEvidence(
        sample,
        other,
        EvidenceSubject.nonce(sample.origin(), spki),
        vendor,
        model,
        serial,
        neverExtractable,
        signedBy,
        until);
  }

  public SampleEvidence onToken(String otherVendor, String otherModel, String otherSerial) {
    return new SampleEvidence(
        sample,
        spki,
        nonce,
        otherVendor,
        otherModel,
        otherSerial,
        neverExtractable,
        signedBy,
        until);
  }

  public SampleEvidence onceExtractable() {
    return new SampleEvidence(sample, spki, nonce, vendor, model, serial, false, signedBy, until);
  }

  /** Under the certificate of the usual key, by one that it does not speak of. */
  public SampleEvidence signedBy(SoftwareKey other) {
    return new SampleEvidence(
        sample, spki, nonce, vendor, model, serial, neverExtractable, other, until);
  }

  /** With an attestation key whose certificate ends then. */
  public SampleEvidence until(String end) {
    return new SampleEvidence(
        sample, spki, nonce, vendor, model, serial, neverExtractable, signedBy, end);
  }

  public EncodedEvidence encoded() {
    var statement =
        new EvidenceStatement(
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
    Bytes signature = signedBy.sign(statement.toBeSigned());
    return new EncodedEvidence(
        EvidenceType.PKIX.mediaType(),
        SignedEvidence.of(statement, certificate(), signature).encode());
  }

  private Bytes certificate() {
    try {
      return new ChainIssuer(new Random(3))
          .attestationCertificate(
              sample.rootCertificate(),
              sample.rootKey(),
              ATTESTATION_KEY.publicKey(),
              OidArc.RUNSEAL.attestationKey().getId(),
              new Validity(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse(until)));
    } catch (SigningException e) {
      throw new AssertionError("a key in memory signs whatever it is given", e);
    }
  }
}
