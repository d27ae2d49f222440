package dev.runseal.vectors;

import dev.runseal.attestation.DeviceRoot;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import dev.runseal.bytes.Sha256;
import dev.runseal.cvc.CvcIssuer;
import dev.runseal.cvc.CvcIssuer.Pair;
import dev.runseal.cvc.NitrokeyVectors;
import dev.runseal.trust.VendorBundle;
import dev.runseal.vectors.GoldenVector.Expected;
import dev.runseal.vectors.GoldenVector.Input;
import dev.runseal.verify.SampleBundles;
import java.util.Optional;

/** Trust files that say whose word about devices counts: formats, section 6. */
final class DeviceTrustVectors {
  private final SampleBundles sample = new SampleBundles();
  private final Sheet sheet;

  private DeviceTrustVectors(Sheet sheet) {
    this.sheet = sheet;
  }

  static void putOn(Sheet sheet) {
    var vectors = new DeviceTrustVectors(sheet);
    vectors.deviceRoots();
    vectors.cardVerifiableRoots();
    vectors.enrolmentAuthorities();
  }

  private void deviceRoots() {
    trust(
        "good-trust-device-roots",
        "makers' roots of three families, one of them for two",
        devices(
            families(
                "\"smartcard-hsm\":[%s]".formatted(text(NitrokeyVectors.ROOT)),
                "\"yubihsm2\":[%s]".formatted(text(maker())),
                "\"yubikey-piv\":[%s]".formatted(text(maker())))),
        "");
    trust(
        "good-trust-device-root-written-default",
        "a maker's root that says FALSE where an extension is not critical",
        devices(
            families(
                "\"yubihsm2\":[%s]"
                    .formatted(text(ChainVectors.root(1).sayingNotCritical().sign())))),
        "");
    refusedDevices(
        "none", "no family", "{}", ": found no family: leave the field out to trust none");
    refusedDevices("list", "a list", "[]", ": found an array, expected an object");
    refusedDevices(
        "family",
        "a family that nobody knows",
        families("\"solo\":[%s]".formatted(text(maker()))),
        "/solo: unknown field \"solo\": expected a family of devices whose makers vouch for them");
    refusedDevices(
        "host",
        "a root for the host's own word",
        families("\"pkix\":[%s]".formatted(text(maker()))),
        "/pkix: unknown field \"pkix\": expected a family of devices whose makers vouch for them");
    refusedDevices(
        "empty",
        "a family without a root",
        families("\"yubihsm2\":[]"),
        "/yubihsm2: found no root: leave the field out to trust none");
    refusedDevices(
        "twice",
        "a root twice",
        families("\"yubihsm2\":[%s,%s]".formatted(text(maker()), text(maker()))),
        "/yubihsm2/1: found \"MIIDPjCCAiagAwIBAgIUXzeiEDJEOTt14F5n0o6Zf/bBwiUwDQYJKoZIhvcNAQENBQAwJDEiMCAGA1UE…\" again");
  }

  private void cardVerifiableRoots() {
    Pair key = Pair.named("device root", "brainpoolP256r1");
    Bytes plain = CvcIssuer.root(key).signedBy(key);
    trust(
        "good-trust-cvc-root", "a card-verifiable root that is nobody's", devices(cvc(plain)), "");
    refusedDevices(
        "cvc-for-x509",
        "a card-verifiable root for a family that has X.509",
        families("\"yubihsm2\":[%s]".formatted(text(plain))),
        "/yubihsm2/0: root is a card-verifiable certificate, expected X.509 in DER");
    refusedDevices(
        "x509-for-cvc",
        "an X.509 root for a family that has its own form",
        cvc(maker()),
        "/smartcard-hsm/0: root is an X.509 certificate, expected a card-verifiable one (7F21)");
    refusedDevices(
        "cvc-and-byte",
        "a byte behind a root",
        cvc(Bytes.concat(plain, Bytes.of((byte) 0))),
        "/smartcard-hsm/0: certificates ends within a data object's tag or length");
    refusedDevices(
        "cvc-twice",
        "two roots in one text",
        cvc(Bytes.concat(plain, plain)),
        "/smartcard-hsm/0: found 2 certificates, expected one");
    refusedDevices(
        "cvc-role",
        "a device issuer's certificate",
        cvc(CvcIssuer.deviceIssuer(key).signedBy(key)),
        "/smartcard-hsm/0: certificate \"UTDICA100001\" is one of a device issuer issued by \"UTSRCA100001\", expected a self-issued root");
    refusedDevices(
        "cvc-signature",
        "a root that another key signed",
        cvc(CvcIssuer.root(key).signedBy(Pair.named("another", "brainpoolP256r1"))),
        "/smartcard-hsm/0: the signature of certificate \"UTSRCA100001\" by \"UTSRCA100001\" does not verify under the key (id-TA-ECDSA-SHA-256)");
    refusedDevices(
        "cvc-curve",
        "domain parameters that somebody chose",
        cvc(
            CvcIssuer.root(key)
                .with(CvcIssuer.explicit(key, Optional.of(CvcIssuer.pointOf(key))))
                .signedBy(key)),
        "/smartcard-hsm/0: certificate \"UTSRCA100001\" has a key with domain parameters that are those of no curve with a name");
    refusedDevices(
        "cvc-inherits",
        "a root without domain parameters",
        cvc(CvcIssuer.root(key).with(CvcIssuer.inheriting(key)).signedBy(key)),
        "/smartcard-hsm/0: certificate \"UTSRCA100001\" has a key without domain parameters, and none to inherit");
    refusedDevices(
        "cvc-extension",
        "an extension",
        cvc(CvcIssuer.root(key).extended().signedBy(key)),
        "/smartcard-hsm/0: certificate \"UTSRCA100001\" has an extension, 2b06, that is not understood");
    refusedDevices(
        "cvc-day",
        "a day that is none",
        cvc(CvcIssuer.root(key).until("390231").signedBy(key)),
        "/smartcard-hsm/0: certificate 0: expiration date is 030900020301, which is no day");
    refusedDevices(
        "cvc-long-length",
        "a length that is not the shortest",
        cvc(Bytes.concat(Bytes.parseHex("7f21820070"), Bytes.takingOwnership(new byte[0x70]))),
        "/smartcard-hsm/0: certificates: length of data object 7F21 is 112 in 3 octets, expected the shortest form");
  }

  private void enrolmentAuthorities() {
    Bytes authority = ChainVectors.rootCertificate();
    trust(
        "good-trust-enrolment-authority",
        "an authority that meets devices",
        TrustVectors.file(
            sample.rootCertificate(), "\"enrolmentAuthorities\":[%s],".formatted(text(authority))),
        "");
    trust(
        "refused-trust-no-enrolment-authority",
        "no authority",
        TrustVectors.file(sample.rootCertificate(), "\"enrolmentAuthorities\":[],"),
        "trust file: /enrolmentAuthorities: found no authority: leave the field out to trust none");
    trust(
        "refused-trust-enrolment-authority-twice",
        "an authority twice",
        TrustVectors.file(
            sample.rootCertificate(),
            "\"enrolmentAuthorities\":[%1$s,%1$s],".formatted(text(authority))),
        "trust file: /enrolmentAuthorities/1: found %s again"
            .formatted(Excerpt.quoted(authority.toBase64())));
    trust(
        "refused-trust-two-purposes-sealing-enrolment",
        "one certificate for sealing chains and for devices that were met",
        TrustVectors.file(
            sample.rootCertificate(),
            "\"enrolmentAuthorities\":[%s],".formatted(text(sample.rootCertificate()))),
        twoPurposes(sample.rootCertificate(), "sealingRoots", "enrolmentAuthorities"));
    trust(
        "refused-trust-two-purposes-sealing-device",
        "one certificate for sealing chains and for a maker's devices",
        devices(families("\"yubihsm2\":[%s]".formatted(text(sample.rootCertificate())))),
        twoPurposes(sample.rootCertificate(), "sealingRoots", "deviceRoots"));
    trust(
        "refused-trust-two-purposes-device-enrolment",
        "one certificate for a maker's devices and for devices that were met",
        TrustVectors.file(
            sample.rootCertificate(),
            "\"deviceRoots\":{\"yubihsm2\":[%1$s]},\"enrolmentAuthorities\":[%1$s],"
                .formatted(text(authority))),
        twoPurposes(authority, "deviceRoots", "enrolmentAuthorities"));
  }

  private static String twoPurposes(Bytes certificate, String one, String other) {
    return "trust file: certificate %s is in \"%s\" and in \"%s\", expected it under one purpose"
        .formatted(Sha256.of(certificate), one, other);
  }

  private void refusedDevices(String name, String about, String value, String reason) {
    trust(
        "refused-trust-device-" + name, about, devices(value), "trust file: /deviceRoots" + reason);
  }

  private String devices(String value) {
    return TrustVectors.file(sample.rootCertificate(), "\"deviceRoots\":%s,".formatted(value));
  }

  private static String cvc(Bytes root) {
    return families("\"smartcard-hsm\":[%s]".formatted(text(root)));
  }

  private static String families(String... members) {
    return "{" + String.join(",", members) + "}";
  }

  private static String text(Bytes certificate) {
    return "\"" + certificate.toBase64() + "\"";
  }

  /** A root that a maker publishes. */
  private static Bytes maker() {
    return VendorBundle.shipped().roots().stream()
        .map(DeviceRoot::certificate)
        .filter(each -> each.name().equals("Yubico Attestation Root 1"))
        .findFirst()
        .orElseThrow()
        .encoding();
  }

  private void trust(String name, String about, String text, String reason) {
    sheet.put(
        Input.TRUST,
        name,
        about,
        Bytes.utf8(text),
        reason.isEmpty() ? new Expected.Read() : new Expected.Refused(reason));
  }
}
