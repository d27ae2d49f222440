package dev.runseal.vectors;

import static dev.runseal.trust.Claim.SIGNATURE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.key.Origin;
import dev.runseal.key.SoftwareKey;
import dev.runseal.verify.SampleBundles;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/** Seals of a log whose certificates are odd: formats, section 4. */
final class ChainVectors {
  private static final String ROOT = "Vector root";
  private static final String MIDDLE = "Vector middle";
  private static final SoftwareKey ROOT_KEY = SoftwareKey.named("vector root");
  private static final SoftwareKey MIDDLE_KEY = SoftwareKey.named("vector middle");
  private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("2.25.1");
  private static final KeyUsage SIGNS = new KeyUsage(KeyUsage.digitalSignature);

  private final SampleBundles sample = new SampleBundles();
  private final Origin origin = sample.origin();
  private final SoftwareKey key = sample.sealingKey();
  private final Bytes root = root(1).sign();
  private final String trustFile;
  private final Sheet sheet;

  private ChainVectors(Sheet sheet, String trustFile) {
    this.sheet = sheet;
    this.trustFile = trustFile;
  }

  static void putOn(Sheet sheet) {
    String file =
        TrustVectors.putRoot(
            sheet, "good-root-of-chains", "the root of the chain vectors", root(1).sign());
    var vectors = new ChainVectors(sheet, file);
    vectors.paths();
    vectors.issuers();
    vectors.dates();
    vectors.authorities();
    vectors.constraints();
    vectors.usage();
    vectors.names();
    vectors.spellings();
    vectors.attestations();
    vectors.trust();
  }

  static Bytes rootCertificate() {
    return root(1).sign();
  }

  static CertificateDraft root(int pathLength) {
    return CertificateDraft.ca(ROOT, ROOT_KEY, ROOT, ROOT_KEY, pathLength);
  }

  private static CertificateDraft middle(int pathLength) {
    return CertificateDraft.ca(ROOT, ROOT_KEY, MIDDLE, MIDDLE_KEY, pathLength);
  }

  private CertificateDraft leaf() {
    return CertificateDraft.sealing(ROOT, ROOT_KEY, key, origin);
  }

  private CertificateDraft leafOfMiddle() {
    return CertificateDraft.sealing(MIDDLE, MIDDLE_KEY, key, origin);
  }

  private void paths() {
    good("chain", "a chain by another tool", leaf().sign(), root);
    good("chain-without-root", "the root left out", leaf().sign());
    good("chain-of-three", "an authority between", leafOfMiddle().sign(), middle(0).sign(), root);
    bad(
        "chain-other-root",
        "a root that is not trusted",
        "certificate chain: certificate \"CN=Sample root\" is no trusted root, and none of the 1 trusted roots is its issuer \"CN=Sample root\"",
        sample.attestation().certificates());
    bad(
        "chain-root-alone",
        "the root alone",
        "certificate chain: chain is a trusted root alone, expected a sealing certificate issued under it",
        root);
    bad(
        "chain-order",
        "two certificates in the other order",
        "certificate chain: certificate 1, \"CN=sealing key\", issues certificates without the key usage keyCertSign",
        middle(0).sign(),
        leafOfMiddle().sign(),
        root);
    bad(
        "chain-gap",
        "the authority between left out",
        "certificate chain: certificate 0, \"CN=sealing key\", is issued by \"CN=Vector middle\", which the next is not",
        leafOfMiddle().sign(),
        root);
    bad(
        "chain-twice",
        "a certificate twice",
        "certificate chain: certificate 1, \"CN=sealing key\", issues certificates without the key usage keyCertSign",
        leaf().sign(),
        leaf().sign(),
        root);
    bad(
        "chain-other-key",
        "a root of the right name and another key",
        "certificate chain: certificate \"CN=Vector root\" names a trusted root, \"CN=Vector root\", but that root's key did not sign it",
        leaf().sign(),
        CertificateDraft.ca(ROOT, MIDDLE_KEY, ROOT, MIDDLE_KEY, 1).sign());
    bad(
        "chain-self-signed",
        "a certificate that issued itself",
        "certificate chain: certificate \"CN=sealing key\" is no trusted root, and none of the 1 trusted roots is its issuer \"CN=sealing key\"",
        CertificateDraft.sealing("sealing key", key, key, origin).sign());
    Bytes signed = leaf().sign();
    byte[] changed = signed.toArray();
    changed[changed.length - 1] ^= 1;
    bad(
        "chain-signature",
        "a signature with a bit changed",
        "certificate chain: certificate 0, \"CN=sealing key\", is not signed by the key of the next",
        Bytes.of(changed),
        root);
  }

  /** Names that RFC 5280 takes for one, and formats §4 does not. */
  private void issuers() {
    CertificateDraft leaf = CertificateDraft.sealing("Vector ROOT", ROOT_KEY, key, origin);
    bad(
        "chain-name-case",
        "an issuer in other letters",
        "certificate chain: certificate 0, \"CN=sealing key\", is issued by \"CN=Vector ROOT\", expected the next one's name, \"CN=Vector root\", byte for byte",
        leaf.sign(),
        root);
    bad(
        "chain-name-case-without-root",
        "an issuer in other letters, the root left out",
        "certificate chain: certificate \"CN=sealing key\" is no trusted root, and none of the 1 trusted roots is its issuer \"CN=Vector ROOT\"",
        leaf.sign());
    bad(
        "chain-name-space",
        "an issuer with a space more",
        "certificate chain: certificate 0, \"CN=sealing key\", is issued by \"CN=Vector  middle\", expected the next one's name, \"CN=Vector middle\", byte for byte",
        CertificateDraft.sealing("Vector  middle", MIDDLE_KEY, key, origin).sign(),
        middle(0).sign(),
        root);
    Bytes other = CertificateDraft.ca("vector root", ROOT_KEY, ROOT, ROOT_KEY, 1).sign();
    bad(
        "chain-root-name-case",
        "a root that calls its issuer otherwise",
        "certificate chain: trusted root \"CN=Vector root\" is issued by \"CN=vector root\", expected a self-issued certificate",
        leaf().sign(),
        other);
    String file =
        TrustVectors.putRoot(
            sheet, "good-root-name-case", "a root is read though it is not self-issued", other);
    sheet.but(vector -> vector.trusting(file));
  }

  private void dates() {
    bad(
        "chain-expired",
        "expired",
        "certificate chain: certificate 0, \"CN=sealing key\", expired at 2026-11-21T11:59:59Z, needed at 2026-11-21T12:00:00Z",
        leaf().valid("2026-01-01T00:00:00Z", "2026-11-21T11:59:59Z").sign(),
        root);
    good(
        "chain-last-second",
        "valid until the very second",
        leaf().valid("2026-01-01T00:00:00Z", "2026-11-21T12:00:00Z").sign(),
        root);
    good(
        "chain-first-second",
        "valid from the very second",
        leaf().valid("2026-11-21T12:00:00Z", "2036-01-01T00:00:00Z").sign(),
        root);
    bad(
        "chain-not-yet-valid",
        "not yet valid",
        "certificate chain: certificate 0, \"CN=sealing key\", is valid from 2026-11-21T12:00:01Z, needed at 2026-11-21T12:00:00Z",
        leaf().valid("2026-11-21T12:00:01Z", "2036-01-01T00:00:00Z").sign(),
        root);
    Bytes expired = root(1).valid("2020-01-01T00:00:00Z", "2026-01-01T00:00:00Z").sign();
    bad(
        "chain-expired-root",
        "an expired root",
        "certificate chain: certificate 1, \"CN=Vector root\", expired at 2026-01-01T00:00:00Z, needed at 2026-11-21T12:00:00Z",
        leaf().sign(),
        expired);
    String file =
        TrustVectors.putRoot(
            sheet, "good-root-expired", "a root is read though it has expired", expired);
    sheet.but(vector -> vector.trusting(file));
  }

  private void authorities() {
    bad(
        "chain-no-ca",
        "an authority between that is none",
        "certificate chain: certificate 1, \"CN=Vector middle\", issues certificates without being a CA's",
        leafOfMiddle().sign(),
        middle(0).with(Extension.basicConstraints, true, new BasicConstraints(false)).sign(),
        root);
    bad(
        "chain-ca-key-usage",
        "an authority that may not sign certificates",
        "certificate chain: certificate 1, \"CN=Vector middle\", issues certificates without the key usage keyCertSign",
        leafOfMiddle().sign(),
        middle(0).with(Extension.keyUsage, true, new KeyUsage(KeyUsage.cRLSign)).sign(),
        root);
    bad(
        "chain-path-length",
        "an authority more than is allowed",
        "certificate chain: certificate 1, \"CN=Vector middle\", is one CA more than those above it allow",
        leafOfMiddle().sign(),
        CertificateDraft.ca("Second", SoftwareKey.named("second"), MIDDLE, MIDDLE_KEY, 0).sign(),
        CertificateDraft.ca(ROOT, ROOT_KEY, "Second", SoftwareKey.named("second"), 0).sign(),
        root);
    bad(
        "chain-no-authority-key-id",
        "no authority key identifier",
        "certificate chain: certificate 0, \"CN=sealing key\", has no authority key identifier, expected one",
        leaf().without(Extension.authorityKeyIdentifier).sign(),
        root);
    bad(
        "chain-no-subject-key-id",
        "an authority without a subject key identifier",
        "certificate chain: certificate 1, \"CN=Vector middle\", is a CA's and has no subject key identifier",
        leafOfMiddle().sign(),
        middle(0).without(Extension.subjectKeyIdentifier).sign(),
        root);
    bad(
        "chain-ca-not-critical",
        "an authority's basic constraints not critical",
        "certificate chain: certificate 1, \"CN=Vector middle\", is a CA's and its basic constraints are not critical",
        leafOfMiddle().sign(),
        middle(0).with(Extension.basicConstraints, false, new BasicConstraints(0)).sign(),
        root);
    bad(
        "chain-ca-no-key-usage",
        "an authority without a key usage",
        "certificate chain: certificate 1, \"CN=Vector middle\", is a CA's and has no key usage",
        leafOfMiddle().sign(),
        middle(0).without(Extension.keyUsage).sign(),
        root);
    bad(
        "chain-key-id-critical",
        "a critical key identifier",
        "certificate chain: certificate 0, \"CN=sealing key\", has a critical extension that is not understood",
        leaf()
            .with(Extension.subjectKeyIdentifier, true, new SubjectKeyIdentifier(new byte[20]))
            .sign(),
        root);
    bad(
        "chain-other-authority-key-id",
        "the key identifier of another authority",
        "certificate chain: certificate 0, \"CN=sealing key\", has the authority key identifier of another key than its issuer's",
        leaf()
            .with(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(new byte[20]))
            .sign(),
        root);
    bad(
        "chain-unknown-critical",
        "a critical extension nobody knows",
        "certificate chain: certificate 0, \"CN=sealing key\", has a critical extension that is not understood",
        leaf().with(UNKNOWN, true, DERNull.INSTANCE).sign(),
        root);
    good(
        "chain-unknown",
        "an extension nobody knows",
        leaf().with(UNKNOWN, false, DERNull.INSTANCE).sign(),
        root);
  }

  private void constraints() {
    bad(
        "chain-leaf-ca",
        "a sealing certificate that is a CA's",
        "certificate chain: sealing certificate is a CA's, expected CA:FALSE",
        leaf().with(Extension.basicConstraints, true, new BasicConstraints(true)).sign(),
        root);
    bad(
        "chain-no-constraints",
        "no basic constraints",
        "certificate chain: sealing certificate is without basic constraints",
        leaf().without(Extension.basicConstraints).sign(),
        root);
    bad(
        "chain-constraints-not-critical",
        "basic constraints not critical",
        "certificate chain: sealing certificate's basic constraints is not critical, expected it to be",
        leaf().with(Extension.basicConstraints, false, new BasicConstraints(false)).sign(),
        root);
    bad(
        "chain-default-written",
        "basic constraints that spell FALSE",
        "certificate chain: sealing certificate's basic constraints are 3003010100, expected 3000: DER leaves a default out",
        leaf().raw(Extension.basicConstraints, true, Bytes.parseHex("3003010100")).sign(),
        root);
  }

  private void usage() {
    bad(
        "chain-no-key-usage",
        "no key usage",
        "certificate chain: sealing certificate is without key usage",
        leaf().without(Extension.keyUsage).sign(),
        root);
    bad(
        "chain-key-usage-not-critical",
        "key usage not critical",
        "certificate chain: sealing certificate's key usage is not critical, expected it to be",
        leaf().with(Extension.keyUsage, false, SIGNS).sign(),
        root);
    bad(
        "chain-more-key-usage",
        "a second key usage",
        "certificate chain: sealing certificate has KeyUsage: 0xc0, expected digitalSignature alone",
        leaf()
            .with(
                Extension.keyUsage,
                true,
                new KeyUsage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation))
            .sign(),
        root);
    bad(
        "chain-no-purpose",
        "no extended key usage",
        "certificate chain: sealing certificate is without extended key usage",
        leaf().without(Extension.extendedKeyUsage).sign(),
        root);
    bad(
        "chain-other-purpose",
        "another purpose",
        "certificate chain: sealing certificate's extended key usage is without 2.25.93658940685040288525731412847918711516, Runseal's own",
        leaf()
            .with(
                Extension.extendedKeyUsage,
                true,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning))
            .sign(),
        root);
    bad(
        "chain-any-purpose",
        "any purpose",
        "certificate chain: sealing certificate's extended key usage is without 2.25.93658940685040288525731412847918711516, Runseal's own",
        leaf()
            .with(
                Extension.extendedKeyUsage,
                true,
                new ExtendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage))
            .sign(),
        root);
    bad(
        "chain-purpose-not-critical",
        "extended key usage not critical",
        "certificate chain: sealing certificate's extended key usage is not critical, expected it to be",
        leaf()
            .with(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.getInstance(CertificateDraft.SEALING)))
            .sign(),
        root);
  }

  private void names() {
    String name = "runseal:log:" + origin;
    bad(
        "chain-no-name",
        "no subject alternative name",
        "certificate chain: sealing certificate is without subject alternative name",
        leaf().without(Extension.subjectAlternativeName).sign(),
        root);
    named(
        "chain-two-names",
        "a second name",
        CertificateDraft.uri(name, "https://example.org/"),
        "certificate chain: sealing certificate has 2 subject alternative names, expected exactly one");
    named(
        "chain-name-twice",
        "the name twice",
        CertificateDraft.uri(name, name),
        "certificate chain: sealing certificate has 2 subject alternative names, expected exactly one");
    named(
        "chain-name-kind",
        "the name as a DNS name",
        new GeneralNames(new GeneralName(GeneralName.dNSName, name)),
        "certificate chain: sealing certificate's subject alternative name is 2: runseal:log:runseal.example/log/1d7dac89bb437eb119cb5246224a148a, expected the URI runseal:log:<origin>");
    named(
        "chain-name-prefix",
        "another prefix",
        CertificateDraft.uri("runseal:Log:" + origin),
        "certificate chain: sealing certificate's subject alternative name is 6: runseal:Log:runseal.example/log/1d7dac89bb437eb119cb5246224a148a, expected the URI runseal:log:<origin>");
    named(
        "chain-name-of-no-log",
        "no origin",
        CertificateDraft.uri("runseal:log:x"),
        "certificate chain: sealing certificate: origin is \"x\", expected <name>/<32 hex digits> with a name of [a-z0-9._-]+(/[a-z0-9._-]+)*");
    named(
        "chain-name-of-another-log",
        "another log's name, of the same key",
        CertificateDraft.uri("runseal:log:other.example/" + origin.keyHash()),
        "the certificate's log is other.example/1d7dac89bb437eb119cb5246224a148a, the statement's log is runseal.example/log/1d7dac89bb437eb119cb5246224a148a");
    named(
        "chain-name-of-another-key",
        "the name of another key's log",
        CertificateDraft.uri("runseal:log:runseal.example/log/" + "0".repeat(32)),
        "certificate chain: sealing certificate names the log runseal.example/log/00000000000000000000000000000000, expected one that ends in its key's hash 1d7dac89bb437eb119cb5246224a148a");
  }

  private void spellings() {
    Bytes leaf = leaf().sign();
    bad(
        "certificate-trailing-byte",
        "a byte behind the certificate",
        "certificate chain: certificate 0 is no DER certificate: Extra data detected in stream",
        Bytes.concat(leaf, Bytes.of((byte) 0)),
        root);
    bad(
        "certificate-cut",
        "a byte less",
        "certificate chain: certificate 0 is no DER certificate: DEF length 494 object truncated by 1",
        leaf.slice(0, leaf.length() - 1),
        root);
    bad(
        "certificate-long-length",
        "a length in more bytes than it needs",
        "certificate chain: certificate 0 is a certificate, but not in DER",
        Bytes.concat(Bytes.parseHex("308300"), leaf.slice(2, leaf.length())),
        root);
    bad(
        "certificate-signature-bits",
        "a signature that ends within an octet",
        "certificate chain: certificate 0 has a signature that is no whole number of octets",
        leaf().withPadBits(1).sign(),
        root);
    bad(
        "certificate-compressed-point",
        "a compressed point",
        "certificate chain: certificate 0 is no DER certificate: subject key, Invalid EC key",
        leaf().of(compressed(key)).sign(),
        root);
    bad(
        "certificate-other-curve",
        "a key on P-384",
        "certificate chain: sealing certificate: public key is 120 bytes beginning 3076301006072a8648ce3d020106052b8104002203620004aa87ca, expected a P-256 SubjectPublicKeyInfo with an uncompressed point",
        leaf()
            .of(
                Bytes.parseHex(
                    "3076301006072a8648ce3d020106052b8104002203620004aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab73617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f"))
            .sign(),
        root);
    bad(
        "certificate-signature-not-der",
        "a signature whose r has lost its leading zero",
        "certificate chain: certificate 0: signature is not a DER ECDSA signature: expected SEQUENCE { r INTEGER, s INTEGER }",
        leaf().withNegativeSignature().sign(),
        root);
    bad(
        "certificate-default-written",
        "FALSE where an extension is not critical",
        "certificate chain: certificate 0 has an extension that says it is not critical, which DER leaves out",
        leaf().sayingNotCritical().sign(),
        root);
    bad(
        "certificate-extension-not-der",
        "an extension whose value is no DER",
        "certificate chain: certificate 0 has an extension 2.25.1 whose value is not DER",
        leaf().raw(UNKNOWN, false, Bytes.parseHex("010101")).sign(),
        root);
    bad(
        "certificate-of-no-bytes",
        "an empty certificate",
        "certificate chain: certificate 0 is empty, expected a DER certificate",
        Bytes.EMPTY,
        root);
  }

  private void attestations() {
    String text = new String(attestation(leaf().sign(), root).toArray(), UTF_8);
    attested(
        "attestation-not-canonical",
        "a space before the key attestation",
        " " + text,
        "key attestation is not in its canonical form (RFC 8785)");
    attested(
        "attestation-unknown-field",
        "a field nobody knows",
        Sheet.replaced(text, ",\"mediaType\"", ",\"m\":1,\"mediaType\""),
        "key attestation: /m: unknown field \"m\"");
    attested(
        "attestation-media-type",
        "another version",
        Sheet.replaced(text, "attestation.v1", "attestation.v2"),
        "key attestation: /mediaType: found \"application/vnd.runseal.key-attestation.v2+json\", expected \"application/vnd.runseal.key-attestation.v1+json\"");
    attested(
        "attestation-other-log",
        "another log",
        Sheet.replaced(text, "\"log\":\"" + origin, "\"log\":\"other.example/" + origin.keyHash()),
        "key attestation's log is other.example/1d7dac89bb437eb119cb5246224a148a, the statement's log is runseal.example/log/1d7dac89bb437eb119cb5246224a148a");
    attested(
        "attestation-no-certificate",
        "no certificate",
        text.replaceFirst("\"certificates\":\\[[^]]*]", "\"certificates\":[]"),
        "key attestation has 0 certificates, expected 1 to 8");
    attested(
        "attestation-nine-certificates",
        "nine certificates",
        text.replaceFirst("\"certificates\":\\[", "\"certificates\":[" + "\"AA==\",".repeat(7)),
        "key attestation has 9 certificates, expected 1 to 8");
    attested(
        "attestation-base64",
        "unused bits in base64",
        Sheet.replaced(text, "\"evidence\":[]", "\"evidence\":[[\"a/b\",\"AB==\"]]"),
        "key attestation: /evidence/0/1: base64 is not in its canonical, padded form");
    attested(
        "attestation-evidence-type",
        "a media type in capitals",
        Sheet.replaced(text, "\"evidence\":[]", "\"evidence\":[[\"A/b\",\"AA==\"]]"),
        "key attestation: /evidence/0: media type is \"A/b\", expected <type>/<subtype> in lower case without parameters");
    attested(
        "attestation-evidence-parameter",
        "a media type with a parameter",
        Sheet.replaced(text, "\"evidence\":[]", "\"evidence\":[[\"a/b;c=d\",\"AA==\"]]"),
        "key attestation: /evidence/0: media type is \"a/b;c=d\", expected <type>/<subtype> in lower case without parameters");
    attested(
        "attestation-evidence-empty",
        "evidence of no bytes",
        Sheet.replaced(text, "\"evidence\":[]", "\"evidence\":[[\"a/b\",\"\"]]"),
        "key attestation: /evidence/0: evidence is empty, expected at least one byte");
    attested(
        "attestation-evidence-triple",
        "three in place of two",
        Sheet.replaced(text, "\"evidence\":[]", "\"evidence\":[[\"a/b\",\"AA==\",\"AA==\"]]"),
        "key attestation: /evidence/0: expected a pair of media type and base64");
    Bytes witness = Bytes.concat(Bytes.of((byte) 1), Bytes.of(new byte[32]));
    String id = Sha256.of(Bytes.utf8(origin + "\n"), witness).hex().substring(0, 8);
    String good = withWitness(text, origin + "+" + id + "+" + witness.toBase64());
    sheet.good(
        "good-witness-key",
        "a key for witnesses",
        sample.withAttestation(Bytes.utf8(good)).seal(),
        Sheet.SEAL);
    sheet.but(vector -> vector.trusting(trustFile));
    attested(
        "attestation-witness-id",
        "another id",
        withWitness(text, origin + "+00000000+" + witness.toBase64()),
        "witness key has the id 00000000, expected 3a03f2c3");
    attested(
        "attestation-witness-name",
        "another name",
        withWitness(text, "other.example+" + id + "+" + witness.toBase64()),
        "witness key is of \"other.example\", expected the log runseal.example/log/1d7dac89bb437eb119cb5246224a148a");
    attested(
        "attestation-witness-kind",
        "another kind of key",
        withWitness(
            text,
            origin
                + "+"
                + id
                + "+"
                + Bytes.concat(Bytes.of((byte) 2), Bytes.of(new byte[32])).toBase64()),
        "witness key is 33 bytes beginning 02, expected 01 and an Ed25519 key of 32");
  }

  private void trust() {
    String distrust =
        "\"distrustAfter\":[{\"after\":\"2036-01-01T00:00:00.000000Z\",\"key\":\"%s\"}],";
    String plain = TrustVectors.file(sample.rootCertificate(), "");
    judged("good-trust-file", "a trust file in place of a root", plain, "");
    judged(
        "good-pinned",
        "the log is pinned",
        TrustVectors.file(sample.rootCertificate(), "\"pinnedOrigins\":[\"" + origin + "\"],"),
        "");
    judged(
        "fail-not-pinned",
        "another log is pinned",
        TrustVectors.file(
            sample.rootCertificate(),
            "\"pinnedOrigins\":[\"other.example/" + origin.keyHash() + "\"],"),
        "log is runseal.example/log/1d7dac89bb437eb119cb5246224a148a, which is none of the pinned origins");
    judged(
        "fail-distrusted-key",
        "the log's key is distrusted",
        TrustVectors.file(
            sample.rootCertificate(), distrust.formatted(key.publicKey().spkiDigest())),
        "key sha256:1d7dac89bb437eb119cb5246224a148a68aa0faa27faa35aadfa1674da1f4339 in the chain is distrusted after 2036-01-01T00:00:00.000000Z, and nothing shows that the entry is older");
    judged(
        "fail-distrusted-root",
        "the root's key is distrusted",
        TrustVectors.file(
            sample.rootCertificate(),
            distrust.formatted(sample.rootKey().publicKey().spkiDigest())),
        "key sha256:794f012037dec4ba54b478e0d454c67622b68a0b32aad9689633b6a50bf6ed97 in the chain is distrusted after 2036-01-01T00:00:00.000000Z, and nothing shows that the entry is older");
    judged(
        "good-another-key-distrusted",
        "another key is distrusted",
        TrustVectors.file(sample.rootCertificate(), distrust.formatted("sha256:" + "0".repeat(64))),
        "");
  }

  /** The sample's seal under a trust file of the vector's own name. */
  private void judged(String name, String about, String trust, String reason) {
    String file =
        TrustVectors.putFile(sheet, "trust-for-" + name, "the trust file of " + name, trust);
    if (reason.isEmpty()) {
      sheet.good(name, about, sample.seal(), Sheet.SEAL);
    } else {
      sheet.fails(name, about, sample.seal(), SIGNATURE, reason);
    }
    sheet.but(vector -> vector.trusting(file));
  }

  private void good(String name, String about, Bytes... certificates) {
    sheet.good(
        "good-" + name,
        about,
        sample.withAttestation(attestation(certificates)).seal(),
        Sheet.SEAL);
    sheet.but(vector -> vector.trusting(trustFile));
  }

  private void bad(String name, String about, String reason, Bytes... certificates) {
    bad(name, about, reason, List.of(certificates));
  }

  private void bad(String name, String about, String reason, List<Bytes> certificates) {
    Bytes attestation = attestation(certificates.toArray(Bytes[]::new));
    sheet.fails(
        "fail-" + name, about, sample.withAttestation(attestation).seal(), SIGNATURE, reason);
    sheet.but(vector -> vector.trusting(trustFile));
  }

  private void named(String name, String about, GeneralNames names, String reason) {
    bad(
        name,
        about,
        reason,
        leaf().with(Extension.subjectAlternativeName, false, names).sign(),
        root);
  }

  private void attested(String name, String about, String attestation, String reason) {
    sheet.fails(
        "fail-" + name,
        about,
        sample.withAttestation(Bytes.utf8(attestation)).seal(),
        SIGNATURE,
        reason);
    sheet.but(vector -> vector.trusting(trustFile));
  }

  private Bytes attestation(Bytes... certificates) {
    return new KeyAttestation(origin, List.of(certificates), Optional.empty(), List.of()).encode();
  }

  private static String withWitness(String attestation, String key) {
    return Sheet.replaced(attestation, "}", ",\"witnessKey\":\"" + key + "\"}");
  }

  private static Bytes compressed(SoftwareKey key) {
    Bytes spki = key.publicKey().spki();
    String parity = spki.at(spki.length() - 1) % 2 == 0 ? "02" : "03";
    return Bytes.concat(
        Bytes.parseHex("3039301306072a8648ce3d020106082a8648ce3d030107032200" + parity),
        spki.slice(27, 59));
  }
}
