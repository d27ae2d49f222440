package dev.runseal.vectors;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.runseal.bytes.Bytes;
import dev.runseal.json.CanonicalJson;
import dev.runseal.trust.Policy;
import dev.runseal.vectors.GoldenVector.Expected;
import dev.runseal.vectors.GoldenVector.Input;
import dev.runseal.verify.SampleBundles;
import dev.runseal.x509.PemCertificates;
import java.util.List;

/** Root certificates, trust files and policies, as a verifier brings them: formats, section 6. */
final class TrustVectors {
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----\n";
  private static final String END = "-----END CERTIFICATE-----\n";

  private final SampleBundles sample = new SampleBundles();
  private final String pem = PemCertificates.encode(List.of(sample.rootCertificate()));
  private final String origin = "\"" + sample.origin() + "\"";
  private final Sheet sheet;

  private TrustVectors(Sheet sheet) {
    this.sheet = sheet;
  }

  static void putOn(Sheet sheet) {
    var vectors = new TrustVectors(sheet);
    vectors.roots();
    vectors.rootSpellings();
    vectors.files();
    DeviceTrustVectors.putOn(sheet);
    vectors.policies();
  }

  /** Puts a root that vectors of other sheets trust, and gives the name of its file. */
  static String putRoot(Sheet sheet, String name, String about, Bytes der) {
    return sheet.file(Input.ROOT, name, about, PemCertificates.encode(List.of(der)));
  }

  static String putFile(Sheet sheet, String name, String about, String trust) {
    return sheet.file(Input.TRUST, name, about, trust);
  }

  static String file(Bytes root, String members) {
    return "{%s\"mediaType\":\"application/vnd.runseal.trust.v1+json\",\"sealingRoots\":[\"%s\"]}"
        .formatted(members, root.toBase64());
  }

  private void roots() {
    root("good-root-comments", "comments and blank lines", "# ours\n\n" + pem + " \t\n", "");
    root("good-root-crlf", "CRLF", pem.replace("\n", "\r\n"), "");
    root(
        "good-root-one-line",
        "base64 on one line",
        BEGIN + sample.rootCertificate().toBase64() + "\n" + END,
        "");
    root("good-root-no-last-newline", "no last newline", pem.stripTrailing(), "");
    root(
        "refused-root-none",
        "no certificate",
        "# nothing\n",
        "root certificate: pem holds no certificate, expected at least one");
    root(
        "refused-root-two",
        "two certificates",
        pem + pem,
        "root certificate: found 2 certificates, expected one; several roots go into a trust file");
    root(
        "refused-root-private-key",
        "a private key beside it",
        pem + "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "root certificate: pem line 11 is \"-----BEGIN PRIVATE KEY-----\", expected -----BEGIN CERTIFICATE-----");
    root(
        "refused-root-text",
        "text before it",
        "Certificate:\n" + pem,
        "root certificate: pem line 1 is \"Certificate:\", expected -----BEGIN CERTIFICATE-----");
    root(
        "refused-root-trusted",
        "another label",
        pem.replace("CERTIFICATE", "TRUSTED CERTIFICATE"),
        "root certificate: pem line 1 is \"-----BEGIN TRUSTED CERTIFICATE-----\", expected -----BEGIN CERTIFICATE-----");
    root(
        "refused-root-space",
        "a space behind the first line",
        pem.replaceFirst("-----\n", "----- \n"),
        "root certificate: pem line 1 is \"-----BEGIN CERTIFICATE----- \", expected -----BEGIN CERTIFICATE-----");
    root(
        "refused-root-no-end",
        "no last line",
        pem.replace(END, ""),
        "root certificate: pem block of line 1 ends at line 10 without -----END CERTIFICATE-----");
    root(
        "refused-root-indented",
        "spaces before the base64",
        pem.replaceFirst("\nMII", "\n MII"),
        "root certificate: pem block of line 1: not base64: Illegal base64 character 20");
    root(
        "refused-root-headers",
        "a header in the block",
        pem.replaceFirst("\nMII", "\nProc-Type: 4\n\nMII"),
        "root certificate: pem block of line 1: not base64: Illegal base64 character 2d");
    root(
        "refused-root-pad-bits",
        "unused bits of base64",
        padBits(),
        "root certificate: pem block of line 1: base64 is not in its canonical, padded form");
    root(
        "refused-root-carriage-return",
        "lines that end in CR alone",
        pem.replace("\n", "\r"),
        "root certificate: pem line 1 is \"-----BEGIN CERTIFICATE-----\\u000dMIIBbzCCARWgAwIBAgIQc9Uau9icuBlvDvtokvlNaDAKBggqhkjO…\", expected -----BEGIN CERTIFICATE-----");
    root(
        "refused-root-bom",
        "a byte order mark",
        "\ufeff" + pem,
        "root certificate: pem line 1 is \"\\ufeff-----BEGIN CERTIFICATE-----\", expected -----BEGIN CERTIFICATE-----");
    root(
        "refused-root-no-certificate",
        "a block of something else",
        BEGIN + "BQA=\n" + END,
        "root certificate: pem block of line 1 is no DER certificate: unknown object in getInstance: DERNull");
  }

  private void rootSpellings() {
    root(
        "refused-root-signature-bits",
        "a signature that ends within an octet",
        PemCertificates.encode(List.of(ChainVectors.root(1).withPadBits(1).sign())),
        "root certificate: pem block of line 1 has a signature that is no whole number of octets");
  }

  private void files() {
    Bytes root = sample.rootCertificate();
    trust(
        "good-trust-two-roots",
        "two roots",
        file(root, "").replace("]", ",\"" + ChainVectors.rootCertificate().toBase64() + "\"]"),
        "");
    trust(
        "good-trust-empty-distrust", "nothing distrusted", file(root, "\"distrustAfter\":[],"), "");
    trust(
        "refused-trust-type",
        "another version",
        file(root, "").replace("trust.v1", "trust.v2"),
        "trust file: /mediaType: found \"application/vnd.runseal.trust.v2+json\", expected \"application/vnd.runseal.trust.v1+json\"");
    trust(
        "refused-trust-no-root",
        "no root",
        file(root, "").replaceFirst("\\[.*]", "[]"),
        "trust file: no sealing root is trusted, expected at least one");
    trust(
        "refused-trust-root-twice",
        "a root twice",
        file(root, "").replace("]", ",\"" + root.toBase64() + "\"]"),
        "trust file: /sealingRoots/1: found \"MIIBbzCCARWgAwIBAgIQc9Uau9icuBlvDvtokvlNaDAKBggqhkjOPQQDAjAWMRQwEgYDVQQDDAtTYW1w…\" again");
    trust(
        "refused-trust-no-certificate",
        "a root that is no certificate",
        file(Bytes.utf8("x"), ""),
        "trust file: /sealingRoots/0: certificate is no DER certificate: EOF found when length expected");
    trust(
        "refused-trust-certificate-and-byte",
        "a byte behind a root",
        file(Bytes.concat(root, Bytes.of((byte) 0)), ""),
        "trust file: /sealingRoots/0: certificate is no DER certificate: Extra data detected in stream");
    trust(
        "refused-trust-signature-bits",
        "a root whose signature ends within an octet",
        file(ChainVectors.root(1).withPadBits(1).sign(), ""),
        "trust file: /sealingRoots/0: certificate has a signature that is no whole number of octets");
    trust(
        "refused-trust-default-written",
        "a root that writes FALSE where an extension is not critical",
        file(ChainVectors.root(1).sayingNotCritical().sign(), ""),
        "trust file: /sealingRoots/0: certificate has an extension that says it is not critical, which DER leaves out");
    trust(
        "refused-trust-witness-keys",
        "trust that is designed and not built",
        file(root, "\"witnessKeys\":[],"),
        "trust file: /witnessKeys: unknown field \"witnessKeys\": this version judges no other purpose");
    trust(
        "refused-trust-no-origin",
        "no pinned origin",
        file(root, "\"pinnedOrigins\":[],"),
        "trust file: /pinnedOrigins: found no origin: leave the field out to trust any log");
    trust(
        "refused-trust-origin-twice",
        "an origin twice",
        file(root, "\"pinnedOrigins\":[" + origin + "," + origin + "],"),
        "trust file: /pinnedOrigins/1: found \"runseal.example/log/1d7dac89bb437eb119cb5246224a148a\" again");
    String entry =
        "{\"after\":\"2026-11-21T01:02:03.000000Z\",\"key\":\"sha256:" + "0".repeat(64) + "\"}";
    trust(
        "refused-trust-distrust-twice",
        "a key twice",
        file(root, "\"distrustAfter\":[" + entry + "," + entry + "],"),
        "trust file: /distrustAfter/1/key: found \"sha256:0000000000000000000000000000000000000000000000000000000000000000\" again");
    trust(
        "refused-trust-distrust-time",
        "a time without decimals",
        file(root, "\"distrustAfter\":[" + entry.replace(".000000", "") + "],"),
        "trust file: /distrustAfter/0/after: time is \"2026-11-21T01:02:03Z\", expected YYYY-MM-DDThh:mm:ss.ffffffZ");
    trust(
        "refused-trust-key-twice",
        "a field twice",
        file(root, "\"sealingRoots\":[],"),
        "trust file: /sealingRoots: duplicate key \"sealingRoots\" at line 1, column 88");
  }

  private void policies() {
    String policy = new String(CanonicalJson.encode(Policy.DEFAULT.json()).toArray(), UTF_8);
    policy("good-policy-default", "the built-in default", policy, "");
    policy(
        "good-policy-origins",
        "one log",
        policy.replace("{\"custody\"", "{\"origins\":[" + origin + "],\"custody\""),
        "");
    policy(
        "refused-policy-name",
        "a capital letter",
        policy.replace("\"default\"", "\"Default\""),
        "policy: policy name is not 1 to 64 of [a-z0-9._-] beginning with a letter or digit");
    policy(
        "refused-policy-without-inclusion",
        "inclusion left out",
        policy.replace("\"inclusion\",", ""),
        "policy: policy does not require \"inclusion\", without which nothing else can be shown");
    policy(
        "refused-policy-time",
        "a claim that nothing passes yet",
        policy.replace("\"inclusion\",", "\"inclusion\",\"time\","),
        "policy: policy requires \"time\": this version can't judge it, so nothing would pass");
    policy(
        "refused-policy-claim-twice",
        "a claim twice",
        policy.replace("\"inclusion\",", "\"inclusion\",\"inclusion\","),
        "policy: /require/2: found \"inclusion\" again");
    policy(
        "refused-policy-custody",
        "a level that is none",
        policy.replace("authority-attested", "hardware"),
        "policy: /custody: custody level is \"hardware\", expected one of none, software, host-asserted, authority-attested, device-attested");
    policy(
        "refused-policy-no-separation",
        "no separation allowed",
        policy.replaceFirst("\"separation\":\\[[^]]*]", "\"separation\":[]"),
        "policy: policy allows no separation at all, so that no bundle could be accepted");
    policy(
        "refused-policy-section",
        "a section that is none",
        policy.replace("\"environment\"", "\"weather\""),
        "policy: /opaque/0: section is \"weather\", expected one of model, instructions, retrieval, tools, constraints, configuration, input, environment");
    policy(
        "refused-policy-no-origin",
        "no log",
        policy.replace("{\"custody\"", "{\"origins\":[],\"custody\""),
        "policy: /origins: found no origin: leave the field out to accept any log");
    policy(
        "refused-policy-witnesses",
        "a field that is designed and not built",
        policy.replace("{\"custody\"", "{\"witnesses\":1,\"custody\""),
        "policy: /witnesses: unknown field \"witnesses\"");
  }

  private void root(String name, String about, String text, String reason) {
    put(Input.ROOT, name, about, text, reason);
  }

  private void trust(String name, String about, String text, String reason) {
    put(Input.TRUST, name, about, text, reason);
  }

  private void policy(String name, String about, String text, String reason) {
    put(Input.POLICY, name, about, text, reason);
  }

  private void put(Input input, String name, String about, String text, String reason) {
    sheet.put(
        input,
        name,
        about,
        Bytes.utf8(text),
        reason.isEmpty() ? new Expected.Read() : new Expected.Refused(reason));
  }

  private String padBits() {
    int last = pem.indexOf('=') - 1;
    return pem.substring(0, last) + (char) (pem.charAt(last) + 1) + pem.substring(last + 1);
  }
}
