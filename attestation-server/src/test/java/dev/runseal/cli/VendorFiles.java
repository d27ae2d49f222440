package dev.runseal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import dev.runseal.bytes.Bytes;
import dev.runseal.docs.Checkout;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What real devices said of their keys, laid out under the names that docs/attestation.md has. */
final class VendorFiles {
  private static final Path VECTORS =
      Checkout.find().path("signer-core/src/test/resources/vectors");

  /** The key that the Nitrokey's request is about, as another tool reads it from there. */
  private static final String KEY_ON_CARD =
      """
      -----BEGIN PUBLIC KEY-----
      MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAExQB2iBSbt2epHhcWs+/E6AtECLG6ijuD
      cSu7+WPhUL3X4DmvAWXkIpytZwOYFhroRW/2t4wvdwptwM+PZyPTTw==
      -----END PUBLIC KEY-----
      """;

  /** The first of the two keys that the draft's second sample reports on. */
  private static final String KEY_OF_HOST =
      """
      -----BEGIN PUBLIC KEY-----
      MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEY6Sj7QYTiNjR5YsXZY1ci8z3LP7y
      p7UqwU8rDqzvQgZR6P4J7mjwMol+HG7XuCn8PzJnt/QSSgzs/aRcI4OLSg==
      -----END PUBLIC KEY-----
      """;

  /** The key that the laptop's TPM certified. */
  private static final String KEY_IN_TPM =
      """
      -----BEGIN PUBLIC KEY-----
      MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtNIMDPktAq2L2TM3axpj
      RZCFMwA4CFM8pTgVYC17wGL1WNxPlIb2GBT/3gFuFc+I7Oh+gcPTv2eCiea7e/9X
      /yNJIQOxivaWmoClWGr4K5oBcia8XK4dVSyGw3EnVWtz5UsvFFN3AfpFnYH8Sldi
      gGMbxPPDH2SfIv3OWzh64OrrGIHTj2Or+oSNhDBcj1MbPiNSsZHQpvYmUu7FNhhU
      JSKlojNplrCme4LIQBSwVDxOstLOWjJeZwbSN1hc2EBZARrJAY+vZJiWBm50RceJ
      iKWm61ZV36nj4J5gLKbCA8XFdwh2WnwIS9lEordAsl5GsqIoDq7kpqnT4EkxUjtB
      1wIDAQAB
      -----END PUBLIC KEY-----
      """;

  private final Path directory;

  private VendorFiles(Path directory) {
    this.directory = directory;
  }

  static void write(Path directory) throws IOException, JsonException {
    var files = new VendorFiles(directory);
    files.copy("yubikey-piv-ipxe/attestation-9a.crt", "attestation.pem");
    files.copy("yubikey-piv-ipxe/attestation-9c.crt", "attestation-9c.pem");
    files.copy("yubikey-piv-ipxe/attestation-intermediate.crt", "device.pem");
    files.copy("yubikey-piv-ipxe/evcs.crt", "key-certificate.pem");
    files.copy("yubico-roots/static/PKI/yubico-piv-ca-1.pem", "yubico-piv-ca-1.pem");
    files.copy(
        "yubico-roots/content/YubiHSM2/Concepts/yubihsm2-attest-ca-crt.pem",
        "yubihsm2-attest-ca-crt.pem");
    for (String name :
        List.of(
            "yubikey-piv-piv-go/keyCert-2.pem",
            "yubikey-piv-piv-go/deviceCert-1.pem",
            "yubikey-piv-piv-go/root-0.pem",
            "yubikey-piv-piv-go/keyCert-4.pem",
            "yubikey-piv-piv-go/deviceCert-3.pem",
            "yubikey-piv-piv-go/root-1.pem",
            "yubikey-piv-fw574/att-36345471.pem",
            "yubikey-piv-ovh/leaf-574.pem",
            "yubikey-piv-ovh/device-574.pem",
            "yubico-roots/static/PKI/yubico-ca-1.pem",
            "yubico-roots/static/PKI/yubico-intermediate.pem")) {
      files.copy(name, name.substring(name.lastIndexOf('/') + 1));
    }
    files.example("yubico", "request.pem", "hsm-attestation.pem", "hsm-device.pem");
    files.example("securosys", "primus-request.pem", "primus.pem", "primus-issuers.pem");
    files.copy(
        "smartcard-hsm-cvc/CE01.authenticated-request.bin", "CE01.authenticated-request.bin");
    files.copy("smartcard-hsm-cvc/EF2F02.C_DevAut.bin", "EF2F02.C_DevAut.bin");
    files.copy("smartcard-hsm-cvc/DESRCACC100001.root.cvc", "DESRCACC100001.root.cvc");
    Files.writeString(directory.resolve("key-on-card.pem"), KEY_ON_CARD);
    files.copy("ietf-rats-key-attestation/sampledata/evidence2.pem", "evidence2.pem");
    files.copy("ietf-rats-key-attestation/sampledata/evidence2.b64", "evidence2.b64");
    files.copy("ietf-rats-key-attestation/sampledata/ca.crt", "ca.crt");
    files.copy("ietf-rats-key-attestation/sampledata/ak.crt", "ak.crt");
    files.copy("ietf-rats-key-attestation/sampledata/int.crt", "int.crt");
    Files.writeString(directory.resolve("key-of-host.pem"), KEY_OF_HOST);
    Files.writeString(directory.resolve("key-in-tpm.pem"), KEY_IN_TPM);
    String laptop = "tpm-certify/surface_pro_4/";
    files.copy(laptop + "certInfo.tpms_attest.bin", "attest.bin");
    files.copy(laptop + "pubArea.tpmt_public.bin", "public.bin");
    files.copy(laptop + "signature.bin", "signature.bin");
    files.copy(laptop + "x5c-0.der", "ak.der");
    files.copy(laptop + "x5c-1.der", "ak-issuer.der");
  }

  /** The request that an HSM's key signed, what the HSM said of that key, and who issued it. */
  private void example(String maker, String requestName, String attestation, String issuers)
      throws IOException, JsonException {
    Path file = VECTORS.resolve("yubihsm2-securosys/examples/%s/request.json".formatted(maker));
    var whole =
        (Json.Obj) StrictJson.parse(Bytes.takingOwnership(Files.readAllBytes(file)), 1 << 20);
    String request = text(Objects.requireNonNull(whole.members().get("csr")));
    var chain = (Json.Arr) Objects.requireNonNull(whole.members().get("attestationCertChain"));
    List<String> certificates = new ArrayList<>();
    chain.items().forEach(each -> certificates.add(text(each) + "\n"));
    Files.writeString(directory.resolve(requestName), request, UTF_8);
    Files.writeString(directory.resolve(attestation), certificates.removeFirst());
    Files.writeString(directory.resolve(issuers), String.join("", certificates));
    Files.writeString(directory.resolve("alone-" + issuers), certificates.getFirst());
  }

  private static String text(Json value) {
    return ((Json.Str) value).value();
  }

  private void copy(String from, String name) throws IOException {
    Files.copy(VECTORS.resolve(from), directory.resolve(name), REPLACE_EXISTING);
  }
}
