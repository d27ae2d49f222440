package dev.runseal.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bytes.Bytes;
import dev.runseal.json.Json;
import dev.runseal.json.ObjectReader;
import dev.runseal.json.StrictJson;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;

/**
 * Project Wycheproof's signatures and DSSE's own, each through the code that a verifier runs: P-256
 * through {@link VerifyingKey} and {@link PreparedKey}; P-384 and Ed25519, which only authorities
 * above a sealing key use, through the platform's signatures, which path validation asks.
 */
final class SignatureVectorsTest {
  private static final Path VECTORS = Path.of("src/test/resources/vectors");

  private record Case(String name, Bytes spki, Bytes message, Bytes signature, boolean valid) {}

  @FunctionalInterface
  private interface Check {
    boolean accepts(Case each) throws Exception;
  }

  @Test
  void p256ThroughTheKeyOfALog() throws Exception {
    assertThat(misjudged("ecdsa_secp256r1_sha256_test.json", 484, SignatureVectorsTest::byLogKey))
        .isEmpty();
  }

  @Test
  void p256ThroughAKeyThatIsMadeReadyForManySignatures() throws Exception {
    assertThat(
            misjudged("ecdsa_secp256r1_sha256_test.json", 484, SignatureVectorsTest::byPreparedKey))
        .isEmpty();
  }

  /**
   * The platform alone takes s without its leading zero; a certificate's signature is read first.
   */
  @Test
  void p384AsSignaturesOfCertificatesAreVerified() throws Exception {
    assertThat(
            misjudged(
                "ecdsa_secp384r1_sha384_test.json",
                504,
                each -> isDer(each) && byPlatform("EC", "SHA384withECDSA", each)))
        .isEmpty();
  }

  @Test
  void ed25519ThroughThePlatformThatValidatesPaths() throws Exception {
    assertThat(misjudged("ed25519_test.json", 151, each -> byPlatform("Ed25519", "Ed25519", each)))
        .isEmpty();
  }

  /** What {@code Ed25519NoteKey} asks: heads of foreign logs have it. */
  @Test
  void ed25519ThroughTheArithmeticThatHeadsOfForeignLogsAreVerifiedBy() throws Exception {
    assertThat(misjudged("ed25519_test.json", 151, SignatureVectorsTest::byNoteArithmetic))
        .isEmpty();
  }

  @Test
  void dssesOwnVectorVerifiesAndHasOurEncoding() throws Exception {
    var vector =
        ObjectReader.of(read(VECTORS.resolve("dsse/pae-ecdsa-p256.json"))); // its signature is r‖s
    Bytes pae = Bytes.utf8(vector.string("pae"));
    Bytes rs =
        vector.object("envelope").array("signatures", ObjectReader::of).getFirst().base64("sig");
    var key =
        VerifyingKey.ofPoint(
            Bytes.concat(
                Bytes.parseHex("04"),
                coordinate(vector.string("publicKeyX")),
                coordinate(vector.string("publicKeyY"))));
    byte[] der =
        StandardDSAEncoding.INSTANCE.encode(
            SECNamedCurves.getByName("secp256r1").getN(),
            new BigInteger(1, rs.slice(0, 32).toArray()),
            new BigInteger(1, rs.slice(32, 64).toArray()));
    key.verify(pae, Bytes.of(der));

    // Ours differs in the payload type and its length only: it is always in-toto's.
    String ours = new ToBeSigned.DssePae(Bytes.utf8("hello world")).bytes().toUtf8();
    assertThat(
            ours.replace(
                "28 " + ToBeSigned.DssePae.PAYLOAD_TYPE, "29 http://example.com/HelloWorld"))
        .isEqualTo(pae.toUtf8());
  }

  private static List<String> misjudged(String file, int count, Check check) throws Exception {
    List<Case> cases = cases(file);
    assertThat(cases).hasSize(count);
    List<String> wrong = new ArrayList<>();
    for (Case each : cases) {
      if (check.accepts(each) != each.valid()) {
        wrong.add(each.name());
      }
    }
    return wrong;
  }

  private static boolean byPreparedKey(Case each) {
    try {
      new PreparedKey(VerifyingKey.parse(each.spki())).verify(each.message(), each.signature());
      return true;
    } catch (BadSignatureException e) {
      return false;
    }
  }

  private static boolean byLogKey(Case each) {
    try {
      VerifyingKey.parse(each.spki()).verify(each.message(), each.signature());
      return true;
    } catch (BadSignatureException e) {
      return false;
    }
  }

  private static boolean byNoteArithmetic(Case each) {
    int prefix = each.spki().length() - Ed25519.PUBLIC_KEY_SIZE;
    byte[] key = each.spki().slice(prefix, each.spki().length()).toArray();
    byte[] text = each.message().toArray();
    return each.signature().length() == Ed25519.SIGNATURE_SIZE
        && Ed25519.verify(each.signature().toArray(), 0, key, 0, text, 0, text.length);
  }

  private static boolean isDer(Case each) {
    try {
      return EcdsaSignature.parse(each.signature()).r().signum() > 0;
    } catch (BadSignatureException e) {
      return false;
    }
  }

  private static boolean byPlatform(String keys, String algorithm, Case each)
      throws GeneralSecurityException {
    PublicKey key =
        KeyFactory.getInstance(keys).generatePublic(new X509EncodedKeySpec(each.spki().toArray()));
    var signature = Signature.getInstance(algorithm);
    signature.initVerify(key);
    signature.update(each.message().toArray());
    try {
      return signature.verify(each.signature().toArray());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static List<Case> cases(String file) throws Exception {
    List<Case> cases = new ArrayList<>();
    var whole = ObjectReader.of(read(VECTORS.resolve("wycheproof/testvectors_v1").resolve(file)));
    for (ObjectReader group : whole.array("testGroups", ObjectReader::of)) {
      Bytes spki = Bytes.parseHex(group.string("publicKeyDer"));
      for (ObjectReader test : group.array("tests", ObjectReader::of)) {
        cases.add(
            new Case(
                test.integer("tcId") + " " + test.string("comment"),
                spki,
                Bytes.parseHex(test.string("msg")),
                Bytes.parseHex(test.string("sig")),
                test.string("result").equals("valid")));
      }
    }
    return cases;
  }

  private static Json read(Path file) throws Exception {
    return StrictJson.parse(bytes(file), 1 << 20);
  }

  private static Bytes bytes(Path file) throws IOException {
    return Bytes.takingOwnership(Files.readAllBytes(file));
  }

  private static Bytes coordinate(String decimal) {
    return Bytes.parseHex("%064x".formatted(new BigInteger(decimal)));
  }
}
