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
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;

/** Bundles whose key attestation holds evidence: formats, section 4, "Custody". */
final class CustodyVectors {
  private static final String SAID_BY =
      "the host that signed as \"CN=Runseal attestation key 9973c88ee6bf33b2ab0630cb4d1569ca\" under \"CN=Sample root\"";

  private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("2.25.1");

  private final SampleBundles sample = new SampleBundles();
  private final SampleEvidence host = SampleEvidence.of(sample);
  private final EncodedEvidence software =
      host.onToken("SoftHSM project", "SoftHSM v2", "17").encoded();
  private final SoftwareKey stranger = SoftwareKey.named("stranger");
  private final SoftwareKey maker = SoftwareKey.named("sample maker");
  private final SoftwareKey device = SoftwareKey.named("sample device");
  private final Bytes makerRoot =
      CertificateDraft.ca("Sample maker", maker, "Sample maker", maker, 1).sign();
  private final Bytes deviceCertificate =
      CertificateDraft.ca("Sample maker", maker, "Yubico PIV Attestation", device, 0)
          .raw(oid("3"), false, Bytes.parseHex("050403"))
          .sign();
  private final Sheet sheet;

  private CustodyVectors(Sheet sheet) {
    this.sheet = sheet;
  }

  static void putOn(Sheet sheet) {
    var vectors = new CustodyVectors(sheet);
    vectors.one();
    vectors.several();
    vectors.yubiKey();
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

  private void yubiKey() {
    String trust =
        TrustVectors.putFile(
            sheet,
            "trust-for-custody",
            "a maker of devices is trusted",
            TrustVectors.file(
                sample.rootCertificate(),
                "\"deviceRoots\":{\"yubikey-piv\":[\"%s\"]},".formatted(makerRoot.toBase64())));
    SoftwareKey own = sample.sealingKey();
    shown("custody-yubikey", "a YubiKey says that it made the key", yubiKey(leaf(own)));
    sheet.but(vector -> vector.trusting(trust));
    shown(
        "custody-yubikey-and-host",
        "a YubiKey and a host that agree",
        yubiKey(leaf(own)),
        host.encoded());
    sheet.but(vector -> vector.trusting(trust));
    fails(
        "custody-yubikey-no-maker",
        "no maker of devices is trusted",
        "yubikey-piv evidence: no root is trusted for evidence of type yubikey-piv, expected its maker's",
        yubiKey(leaf(own)));
    fails(
        "custody-yubikey-and-another",
        "a YubiKey, and a host that names another one",
        "two pieces of evidence disagree: serial is 17 by the word of Yubico, and 18 by that of "
            + SAID_BY,
        yubiKey(leaf(own)),
        host.onToken("Yubico", "YubiKey", "18").encoded());
    sheet.but(vector -> vector.trusting(trust));
    fails(
        "custody-yubikey-and-software",
        "a YubiKey, and a host that says software",
        "two pieces of evidence disagree: %s says that the key lies in software, Yubico that a device holds it"
            .formatted(SAID_BY),
        software,
        yubiKey(leaf(own)));
    sheet.but(vector -> vector.trusting(trust));
    fails(
        "custody-yubikey-key",
        "a YubiKey speaks of another key",
        "yubikey-piv evidence: evidence is about key sha256:c2731b360988cb706ed263af8004e5b631b3c657bf9f7293e982f2aa45319b8e, expected the key in use, sha256:1d7dac89bb437eb119cb5246224a148a68aa0faa27faa35aadfa1674da1f4339",
        yubiKey(leaf(stranger)));
    sheet.but(vector -> vector.trusting(trust));
    fails(
        "custody-yubikey-critical",
        "a critical extension that nobody understands",
        "yubikey-piv evidence: certificate 0, \"CN=YubiKey PIV Attestation 9c\", has a critical extension 2.25.1 that is not understood",
        yubiKey(leaf(own).raw(UNKNOWN, true, Bytes.parseHex("0500"))));
    sheet.but(vector -> vector.trusting(trust));
    fails(
        "custody-yubikey-device",
        "the device's certificate is missing",
        "yubikey-piv evidence: certificate 0, \"CN=YubiKey PIV Attestation 9c\", is issued by \"CN=Yubico PIV Attestation\", which is neither among the 1 trusted roots of its family nor among the 7 other certificates at hand",
        evidence(List.of(leaf(own).sign())));
    sheet.but(vector -> vector.trusting(trust));
    fails(
        "custody-yubikey-order",
        "the device's certificate first",
        "yubikey-piv evidence: certificates: certificate 0, \"CN=Yubico PIV Attestation\", is issued by \"CN=Sample maker\", expected the next one, \"CN=YubiKey PIV Attestation 9c\"",
        evidence(List.of(deviceCertificate, leaf(own).sign())));
    sheet.but(vector -> vector.trusting(trust));
  }

  /** What the made-up YubiKey with serial number 17 says of a key in its slot 9c. */
  private CertificateDraft leaf(SoftwareKey key) {
    return CertificateDraft.device(
            "Yubico PIV Attestation", device, "YubiKey PIV Attestation 9c", key)
        .raw(oid("3"), false, Bytes.parseHex("050403"))
        .raw(oid("7"), false, Bytes.parseHex("020111"))
        .raw(oid("8"), false, Bytes.parseHex("0201"));
  }

  private EncodedEvidence yubiKey(CertificateDraft leaf) {
    return evidence(List.of(leaf.sign(), deviceCertificate));
  }

  private static EncodedEvidence evidence(List<Bytes> certificates) {
    var all = new ASN1EncodableVector();
    certificates.forEach(der -> all.add(ASN1Sequence.getInstance(der.toArray())));
    try {
      return new EncodedEvidence(
          EvidenceType.YUBIKEY_PIV.mediaType(),
          Bytes.takingOwnership(new DERSequence(all).getEncoded("DER")));
    } catch (IOException e) {
      throw new AssertionError("encoding into memory does no input or output", e);
    }
  }

  private static ASN1ObjectIdentifier oid(String number) {
    return new ASN1ObjectIdentifier("1.3.6.1.4.1.41482.3." + number);
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
