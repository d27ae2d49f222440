package dev.runseal.vectors;

import static dev.runseal.trust.Claim.CUSTODY;

import dev.runseal.attestation.EncodedEvidence;
import dev.runseal.attestation.EvidenceType;
import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.SoftwareKey;
import dev.runseal.trust.Claim;
import dev.runseal.verify.SampleBundles;
import dev.runseal.verify.SampleEvidence;
import java.util.EnumSet;
import java.util.Set;

/** Bundles whose key attestation holds evidence: formats, section 4, "Custody". */
final class CustodyVectors {
  private static final String SAID_BY =
      "the host that signed as \"CN=Runseal attestation key 9973c88ee6bf33b2ab0630cb4d1569ca\" under \"CN=Sample root\"";

  private final SampleBundles sample = new SampleBundles();
  private final SampleEvidence host = SampleEvidence.of(sample);
  private final EncodedEvidence software =
      host.onToken("SoftHSM project", "SoftHSM v2", "17").encoded();
  private final SoftwareKey stranger = SoftwareKey.named("stranger");
  private final Sheet sheet;

  private CustodyVectors(Sheet sheet) {
    this.sheet = sheet;
  }

  static void putOn(Sheet sheet) {
    var vectors = new CustodyVectors(sheet);
    vectors.one();
    vectors.several();
  }

  private void one() {
    shown("custody-host", "a host says that a device holds the key", host.encoded());
    shown(
        "custody-renamed",
        "software under another name is the host's word",
        host.onToken("Acme Corp", "SoftHSM v2", "17").encoded());
    sheet.good(
        "good-custody-software",
        "a host says that the key lies in software: not shown, nothing fails",
        sample.withEvidence(software).seal(),
        Sheet.SEAL);
    fails(
        "evidence",
        "evidence of a type that nobody knows",
        "evidence of type \"application/vnd.example.vault\" can't be judged by this version",
        new EncodedEvidence("application/vnd.example.vault", Bytes.of((byte) 1)));
    fails(
        "custody-no-evidence",
        "what is no evidence of its type",
        "pkix evidence: evidence is no DER: EOF found when length expected",
        new EncodedEvidence(EvidenceType.PKIX.mediaType(), Bytes.of((byte) 1)));
    fails(
        "custody-nonce",
        "evidence for another log",
        "pkix evidence: claim transaction-nonce is fdede50901cdb2e08f1e1ab4bbb1c77085dd8e53957d8573006c54c2c9117b20, expected 3f9b5492d84afffabb6f254552997ec709f50d5bb795011c7c7048c997b6c0a5, which is that of the log runseal.example/log/1d7dac89bb437eb119cb5246224a148a and its key",
        host.ofLog(Origin.of("other.example", sample.sealingKey().publicKey())).encoded());
    fails(
        "custody-key",
        "evidence about another key",
        "pkix evidence: evidence reports on 1 keys, of which 0 are the key sha256:1d7dac89bb437eb119cb5246224a148a68aa0faa27faa35aadfa1674da1f4339, expected one",
        host.ofKey(stranger.publicKey().spki()).encoded());
    fails(
        "custody-extractable",
        "a key that once could be taken out",
        "pkix evidence: claim key-never-extractable is false, expected true",
        host.onceExtractable().encoded());
    fails(
        "custody-signature",
        "signed by another key than its certificate's",
        "pkix evidence: signature 0: does not verify under its key",
        host.signedBy(stranger).encoded());
    fails(
        "custody-expired",
        "the attestation key's certificate has ended",
        "pkix evidence: attestation key: certificate 0, \"CN=Runseal attestation key 9973c88ee6bf33b2ab0630cb4d1569ca\", expired at 2026-06-01T00:00:00Z, needed at 2026-11-21T12:00:00Z",
        host.until("2026-06-01T00:00:00Z").encoded());
    fails(
        "custody-root",
        "an attestation key that no trusted root certified",
        "pkix evidence: attestation key: certificate 0, \"CN=Runseal attestation key 9973c88ee6bf33b2ab0630cb4d1569ca\", names \"CN=Sample root\" as its issuer, whose key did not sign it",
        host.certifiedBy(stranger).encoded());
  }

  private void several() {
    shown(
        "custody-two",
        "two pieces of evidence that agree",
        host.encoded(),
        host.onToken("Acme", "HSM-9000 rev. 2", "17").encoded());
    fails(
        "custody-disagree",
        "two pieces of evidence name two serial numbers",
        "two pieces of evidence disagree: serial is 17 by the word of %s, and 18 by that of %s"
            .formatted(SAID_BY, SAID_BY),
        host.encoded(),
        host.onToken("Acme Corp", "HSM-9000", "18").encoded());
    fails(
        "custody-software-and-device",
        "one says software, another a device",
        "two pieces of evidence disagree: %s says that the key lies in software, %s that a device holds it"
            .formatted(SAID_BY, SAID_BY),
        host.encoded(),
        software);
    fails(
        "custody-one-bad",
        "a good piece of evidence and one that nobody knows",
        "evidence of type \"application/vnd.example.vault\" can't be judged by this version",
        host.encoded(),
        new EncodedEvidence("application/vnd.example.vault", Bytes.of((byte) 1)));
  }

  private void shown(String name, String about, EncodedEvidence... evidence) {
    Set<Claim> pass = EnumSet.copyOf(Sheet.SEAL);
    pass.add(CUSTODY);
    sheet.good("good-" + name, about, sample.withEvidence(evidence).seal(), pass);
  }

  private void fails(String name, String about, String reason, EncodedEvidence... evidence) {
    sheet.fails("fail-" + name, about, sample.withEvidence(evidence).seal(), CUSTODY, reason);
  }
}
