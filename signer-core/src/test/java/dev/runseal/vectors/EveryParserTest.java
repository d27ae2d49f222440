package dev.runseal.vectors;

import static dev.runseal.vectors.ForeignParser.text;

import dev.runseal.attestation.EncodedEvidence;
import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bundle.Bundle;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.declaration.Declaration;
import dev.runseal.declaration.RunIdentity;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.StrictJson;
import dev.runseal.key.EcdsaSignature;
import dev.runseal.key.Origin;
import dev.runseal.key.ToBeSigned;
import dev.runseal.key.VerifyingKey;
import dev.runseal.note.Checkpoint;
import dev.runseal.note.Ed25519NoteKey;
import dev.runseal.note.LogHead;
import dev.runseal.note.Receipt;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.note.SignedNote;
import dev.runseal.statement.Caller;
import dev.runseal.statement.Outcome;
import dev.runseal.statement.Separation;
import dev.runseal.statement.Statement;
import dev.runseal.statement.Timestamp;
import dev.runseal.tpm.Certification;
import dev.runseal.tpm.Laptop;
import dev.runseal.tpm.TpmHash;
import dev.runseal.tpm.TpmPublic;
import dev.runseal.tpm.TpmSignature;
import dev.runseal.tree.EntryBundle;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.TilePath;
import dev.runseal.trust.Claim;
import dev.runseal.trust.Policy;
import dev.runseal.trust.TrustRoots;
import dev.runseal.verify.SampleBundles;
import dev.runseal.x509.PemCertificates;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each parser of foreign bytes, one row each: no truncation is read, unless what is left is itself
 * a good text, and whatever is refused is refused by the parser's own exception, whichever bit of
 * the input is another. A row for a new parser is all that it takes.
 */
final class EveryParserTest {
  static Stream<ForeignParser> parsers() throws Exception {
    var sample = new SampleBundles();
    var completion = sample.completion();
    var head = completion.receipt().head();
    String origin = sample.origin().text();
    Bytes trust = TrustRoots.ofSealingRoot(sample.rootCertificate()).encode();
    Bytes policy = CanonicalJson.encode(Policy.DEFAULT.json());
    Bytes entries = new EntryBundle(List.of(completion.statement(), Bytes.utf8("x"))).encode();
    Bytes key = sample.sealingKey().publicKey().spki();
    Bytes signature = sample.sealingKey().sign(new ToBeSigned.DssePae(Bytes.utf8("x")));
    String pem = PemCertificates.encode(List.of(sample.rootCertificate())).stripTrailing();
    return Stream.of(
        new ForeignParser(
            "json", sample.declaration(), 0, bytes -> StrictJson.parse(bytes, 1 << 20)),
        new ForeignParser("declaration", sample.declaration(), 0, Declaration::parse),
        new ForeignParser("seal", sample.seal().statement(), 0, Statement::parse),
        new ForeignParser("completion", completion.statement(), 0, Statement::parse),
        new ForeignParser("key attestation", sample.keyAttestation(), 0, KeyAttestation::parse),
        new ForeignParser("bundle", completion.encode(), 0, Bundle::parse),
        text("note", head.encode(), 0, SignedNote::parse),
        text("signed checkpoint", head.encode(), 0, SignedCheckpoint::parse),
        text("checkpoint", head.checkpoint().text(), 0, Checkpoint::parse),
        text("head of any log", head.encode(), 0, LogHead::parse),
        text(
            "note key",
            new Ed25519NoteKey("log.example", Bytes.of(new byte[32])).toString(),
            0,
            Ed25519NoteKey::parse),
        text("receipt", completion.receipt().encode(), 0, Receipt::parse),
        text("tile path", "tile/0/x001/234.p/56", 2, TilePath::parse),
        new ForeignParser(
            "certification of a TPM",
            Laptop.SURFACE_PRO_4.certification(),
            0,
            Certification::parse),
        new ForeignParser(
            "public area of a TPM", Laptop.SURFACE_PRO_4.publicArea(), 0, TpmPublic::parse),
        new ForeignParser(
            "signature of a TPM",
            new TpmSignature.Rsassa(TpmHash.SHA1, Laptop.SURFACE_PRO_4.signature()).encode(),
            0,
            TpmSignature::parse),
        new ForeignParser("entry bundle", entries, 0, bytes -> EntryBundle.parse(bytes, 2)),
        new ForeignParser("trust file", trust, 0, TrustRoots::parse),
        text("root", pem, 0, TrustRoots::ofSealingRoot),
        text("certificates", pem, 0, PemCertificates::parse),
        new ForeignParser("policy", policy, 0, Policy::parse),
        new ForeignParser("public key", key, 0, VerifyingKey::parse),
        new ForeignParser("signature", signature, 0, EcdsaSignature::parse),
        text(
            "identity",
            new RunIdentity(Sha256.of(sample.declaration())).toString(),
            0,
            RunIdentity::parse),
        text("base64", "AAECAw==", 2, Bytes::parseBase64),
        text("hex", "00010203", 4, Bytes::parseHex),
        text("digest", Sha256.of(Bytes.EMPTY).toString(), 0, Sha256::parse),
        text(
            "media type of evidence",
            "application/vnd.example",
            10,
            type -> new EncodedEvidence(type, Bytes.utf8("x"))),
        text("outcome", "completed", 0, Outcome::parse),
        text("separation", "other-user", 0, Separation::parse),
        text("claim", "append-only", 0, Claim::parse),
        text("origin", origin, 0, Origin::new),
        text("time", "2026-11-21T01:02:03.456789Z", 0, Timestamp::parse),
        text("leaf hash", LeafHash.of(Bytes.EMPTY).toString(), 0, LeafHash::parse),
        text("unix caller", "unix:1000", 3, Caller::parse),
        text("tls caller", "tls:" + "ab".repeat(32) + "/name", 3, Caller::parse),
        text("unknown caller", "unknown:name", 3, Caller::parse));
  }

  @ParameterizedTest
  @MethodSource("parsers")
  void noTruncationIsRead(ForeignParser parser) throws Exception {
    parser.verifyTruncations();
  }

  @ParameterizedTest
  @MethodSource("parsers")
  void everyOtherBitIsReadOrRefusedProperly(ForeignParser parser) {
    parser.verifyBits();
  }
}
