package dev.runseal.vectors;

import static dev.runseal.trust.Claim.CUSTODY;

import dev.runseal.attestation.EncodedEvidence;
import dev.runseal.attestation.EvidenceType;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.cvc.CvcIssuer;
import dev.runseal.cvc.CvcIssuer.Pair;
import dev.runseal.cvc.CvcIssuer.Plan;
import dev.runseal.trust.Claim;
import dev.runseal.verify.SampleBundles;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What a SmartCard-HSM says of the sealing key: formats, section 4. */
final class CardVectors {
  private static final String CURVE = "brainpoolP256r1";
  private static final String ENTRY = "smartcard-hsm evidence: ";
  private final SampleBundles sample = new SampleBundles();
  private final Pair root = Pair.named("card root", CURVE);
  private final Pair issuer = Pair.named("card issuer", CURVE);
  private final Pair card = Pair.named("card", CURVE);
  private final Pair key = Pair.named("runseal-test-key sample sealing key", "secp256r1");
  private final Bytes request = CvcIssuer.request(key, card);
  private final Bytes device = CvcIssuer.device(card).signedBy(issuer);
  private final Bytes deviceIssuer = CvcIssuer.deviceIssuer(issuer).signedBy(root);
  private final String trust;
  private final Sheet sheet;

  private CardVectors(Sheet sheet) {
    this.sheet = sheet;
    this.trust =
        TrustVectors.putFile(
            sheet,
            "trust-for-smartcard-hsm",
            "the trust file of vectors with a SmartCard-HSM's evidence",
            TrustVectors.file(
                sample.rootCertificate(),
                "\"deviceRoots\":{\"smartcard-hsm\":[\"%s\"]},"
                    .formatted(CvcIssuer.root(root).signedBy(root).toBase64())));
  }

  static void putOn(Sheet sheet) {
    var vectors = new CardVectors(sheet);
    vectors.good();
    vectors.fails();
    vectors.malformed();
  }

  private void good() {
    good("card", "the request that a device signed", request, device, deviceIssuer);
    good(
        "card-explicit-domain",
        "a device's certificate that repeats the root's domain parameters",
        request,
        CvcIssuer.device(card).with(CvcIssuer.explicit(card)).signedBy(issuer),
        deviceIssuer);
    Pair old =
        Pair.named("runseal-test-key sample sealing key", "secp256r1", CvcIssuer.ECDSA_SHA_1);
    good(
        "card-request-sha-1",
        "a request whose own signature is by SHA-1",
        CvcIssuer.request(old, card),
        device,
        deviceIssuer);
  }

  private void fails() {
    Pair other = Pair.named("another", CURVE);
    Pair otherKey = Pair.named("another", "secp256r1");
    fails(
        "card-other-key",
        "a request for another key",
        "the request speaks of key %s, expected %s, the key in use"
            .formatted(Sha256.of(otherKey.spki()), Sha256.of(key.spki())),
        CvcIssuer.request(otherKey, card),
        device,
        deviceIssuer);
    fails(
        "card-device-signature",
        "a request that another key than the device's signed",
        "the request's signature by device \"UTNK000000100000\" does not verify under the key (id-TA-ECDSA-SHA-256)",
        CvcIssuer.request(key, other),
        device,
        deviceIssuer);
    fails(
        "card-key-signature",
        "a request that another key than the new one signed",
        "the request's signature with the new key does not verify under the key (id-TA-ECDSA-SHA-256)",
        CvcIssuer.request(CvcIssuer.explicit(key), Bytes.EMPTY, otherKey, card),
        device,
        deviceIssuer);
    fails(
        "card-no-device",
        "no certificate of the device",
        "no certificate of device \"UTNK000000100000\", whose key signed the request, is there",
        request);
    fails(
        "card-no-issuer",
        "no certificate of the device's issuer",
        "no certificate of device issuer \"UTDICA100001\", which issued \"UTNK000000100000\", is there",
        request,
        device);
    fails(
        "card-issuer-signature",
        "an issuer that another root certified",
        "the signature of certificate \"UTDICA100001\" by \"UTSRCA100001\" does not verify under the key (id-TA-ECDSA-SHA-256)",
        request,
        device,
        CvcIssuer.deviceIssuer(issuer).signedBy(other));
    fails(
        "card-device-expired",
        "a device's certificate that ended the day before",
        "certificate \"UTNK000000100000\" expired after 2026-11-20, needed at 2026-11-21T12:00:00Z",
        request,
        CvcIssuer.device(card).until("261120").signedBy(issuer),
        deviceIssuer);
    fails(
        "card-issuer-expired",
        "an issuer's certificate that ended the day before",
        "certificate \"UTDICA100001\" expired after 2026-11-20, needed at 2026-11-21T12:00:00Z",
        request,
        device,
        CvcIssuer.deviceIssuer(issuer).until("261120").signedBy(root));
    fails(
        "card-domain",
        "a device's key on a curve that somebody chose",
        "certificate \"UTNK000000100000\" has a key with domain parameters that are those of no curve with a name",
        request,
        CvcIssuer.device(card)
            .with(CvcIssuer.explicit(card, Optional.of(CvcIssuer.pointOf(card))))
            .signedBy(issuer),
        deviceIssuer);
    Pair elsewhere = Pair.named("card", "secp256r1");
    fails(
        "card-other-domain",
        "a device's key on another curve than the root's",
        "certificate \"UTNK000000100000\" has a key with domain parameters of secp256r1, expected those of its root, brainpoolP256r1",
        CvcIssuer.request(key, elsewhere),
        CvcIssuer.device(elsewhere).with(CvcIssuer.explicit(elsewhere)).signedBy(issuer),
        deviceIssuer);
    Pair old = Pair.named("card", CURVE, CvcIssuer.ECDSA_SHA_1);
    fails(
        "card-device-sha-1",
        "a device that signs by SHA-1",
        "certificate \"UTNK000000100000\" has a key that signs by id-TA-ECDSA-SHA-1, which vouches for nothing any more",
        CvcIssuer.request(key, old),
        CvcIssuer.device(old).signedBy(issuer),
        deviceIssuer);
    fails(
        "card-extension",
        "a device's certificate with an extension",
        "certificate \"UTNK000000100000\" has an extension, 2b06, that is not understood",
        request,
        CvcIssuer.device(card).extended().signedBy(issuer),
        deviceIssuer);
    Plan plan = CvcIssuer.deviceIssuer(issuer);
    fails(
        "card-root-not-trusted",
        "a root that the trust file does not hold",
        "device issuer \"UTDICA100001\" is certified by \"UTSRCA200001\", which is none of the 1 trusted roots",
        request,
        device,
        new Plan(
                "UTSRCA200001",
                plan.holder(),
                plan.role(),
                plan.effective(),
                plan.expires(),
                plan.key(),
                plan.extensions())
            .signedBy(other));
  }

  private void malformed() {
    String order =
        "it is not the request followed by the certificates of the device and of its issuer, each once";
    fails("card-order", "certificates before the request", order, device, deviceIssuer, request);
    fails(
        "card-issuer-first",
        "the issuer's certificate before the device's",
        order,
        request,
        deviceIssuer,
        device);
    fails("card-twice", "a certificate twice", order, request, device, deviceIssuer, deviceIssuer);
    fails(
        "card-root-carried",
        "the root's certificate too",
        order,
        request,
        device,
        deviceIssuer,
        CvcIssuer.root(root).signedBy(root));
    fails(
        "card-sequence",
        "all of it in a SEQUENCE",
        order,
        CvcIssuer.tlv(0x30, request, device, deviceIssuer));
    fails(
        "card-cut",
        "the last byte missing",
        "file: data object 7F21 says that it has %d bytes, %d are left"
            .formatted(deviceIssuer.length() - 4, deviceIssuer.length() - 5),
        request,
        device,
        deviceIssuer.slice(0, deviceIssuer.length() - 1));
  }

  private void good(String name, String about, Bytes... objects) {
    Set<Claim> pass = EnumSet.copyOf(Sheet.SEAL);
    pass.add(CUSTODY);
    sheet.good("good-" + name, about, attested(objects).seal(), pass);
    trusting();
  }

  private void fails(String name, String about, String reason, Bytes... objects) {
    sheet.fails("fail-" + name, about, attested(objects).seal(), CUSTODY, ENTRY + reason);
    trusting();
  }

  private void trusting() {
    sheet.but(vector -> vector.trusting(trust));
  }

  private SampleBundles attested(Bytes... objects) {
    return sample.withEvidence(
        new EncodedEvidence(EvidenceType.SMARTCARD_HSM.mediaType(), Bytes.concat(objects)));
  }
}
