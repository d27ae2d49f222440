package dev.runseal.attestation;

import dev.runseal.bytes.Bytes;
import dev.runseal.json.ObjectReader;
import dev.runseal.json.StrictJson;
import dev.runseal.x509.ChainException;
import dev.runseal.x509.DeviceCertificate;
import dev.runseal.x509.PemSample;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** Certificates of real devices, and the roots that Yubico publishes. */
final class YubicoSamples {
  static final String PIV_ROOT = "yubico-roots/static/PKI/yubico-piv-ca-1.pem";
  static final String PIV_ROOT_BEFORE_2018 =
      "yubico-roots/content/PIV/Introduction/piv-attestation-ca-old.pem";
  static final String U2F_ROOT = "yubikey-piv-piv-go/root-1.pem";
  static final String ROOT_1 = "yubico-roots/static/PKI/yubico-ca-1.pem";
  static final String INTERMEDIATES = "yubico-roots/static/PKI/yubico-intermediate.pem";
  static final String HSM_ROOT =
      "yubico-roots/content/YubiHSM2/Concepts/yubihsm2-attest-ca-crt.pem";

  private YubicoSamples() {}

  static Bytes file(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(YubicoSamples.class.getResourceAsStream("/vectors/" + name), name)) {
      return Bytes.takingOwnership(in.readAllBytes());
    }
  }

  static List<DeviceCertificate> certificates(String name) throws IOException, ChainException {
    return PemSample.certificates(file(name));
  }

  static DeviceCertificate certificate(String name) throws IOException, ChainException {
    return certificates(name).getFirst();
  }

  /** All the certificates of several files. */
  static Set<Bytes> parts(String... names) throws IOException, ChainException {
    Set<Bytes> parts = new LinkedHashSet<>();
    for (String name : names) {
      certificates(name).forEach(each -> parts.add(each.der()));
    }
    return parts;
  }

  static DeviceRoots roots(EvidenceType type, String... names) throws IOException, ChainException {
    return new DeviceRoots(Map.of(type, parts(names)), Set.of());
  }

  /** A subject without a log: the key of that certificate. */
  static EvidenceSubject keyOf(String name) throws IOException, ChainException {
    return new EvidenceSubject(certificate(name).spki(), Optional.empty());
  }

  /** The key of a certificate. */
  static Bytes spki(Bytes der) {
    try {
      return DeviceCertificate.parse(der, "certificate").spki();
    } catch (ChainException e) {
      throw new AssertionError("a test's own certificate", e);
    }
  }

  /** An example of the folder with attestations of two makers. */
  static ObjectReader request(String maker) throws Exception {
    return ObjectReader.of(
        StrictJson.parse(
            file("yubihsm2-securosys/examples/%s/request.json".formatted(maker)), 1 << 20));
  }

  /** The key that asks for a certificate. */
  static EvidenceSubject keyOfRequest(String pem) throws IOException {
    try (var parser = new PEMParser(new StringReader(pem))) {
      var request = (PKCS10CertificationRequest) parser.readObject();
      return new EvidenceSubject(
          Bytes.of(request.getSubjectPublicKeyInfo().getEncoded()), Optional.empty());
    }
  }
}
