package dev.runseal.vectors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bundle.Bundle;
import dev.runseal.bytes.Bytes;
import dev.runseal.declaration.Declaration;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.StrictJson;
import dev.runseal.key.EcdsaSignature;
import dev.runseal.key.Origin;
import dev.runseal.key.ToBeSigned;
import dev.runseal.key.VerifyingKey;
import dev.runseal.note.Checkpoint;
import dev.runseal.note.Receipt;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.note.SignedNote;
import dev.runseal.statement.Caller;
import dev.runseal.statement.Statement;
import dev.runseal.statement.Timestamp;
import dev.runseal.tree.EntryBundle;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.TilePath;
import dev.runseal.trust.Policy;
import dev.runseal.trust.TrustRoots;
import dev.runseal.verify.SampleBundles;
import dev.runseal.x509.PemCertificates;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each parser of foreign bytes, one row each: no truncation is read, unless what is left is itself
 * a good text, and whatever is refused is refused by the parser's own exception, whichever bit of
 * the input is another. A row for a new parser is all that it takes.
 */
final class EveryParserTest {
  private static final int BITS = 8;
  private static final Set<String> OWN =
      Set.of(
          "AttestationException",
          "BadSignatureException",
          "BundleException",
          "ChainException",
          "JsonException",
          "NoteException",
          "StatementException",
          "TileException",
          "TrustException");

  @FunctionalInterface
  interface Parse {
    Object from(Bytes bytes) throws Exception;
  }

  /**
   * A parser with something good to read.
   *
   * @param shorter how many truncations are good texts themselves: a shorter name, say
   */
  record Parser(String name, Bytes good, int shorter, Parse parse) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Parser> parsers() throws Exception {
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
        new Parser("json", sample.declaration(), 0, bytes -> StrictJson.parse(bytes, 1 << 20)),
        new Parser("declaration", sample.declaration(), 0, Declaration::parse),
        new Parser("seal", sample.seal().statement(), 0, Statement::parse),
        new Parser("completion", completion.statement(), 0, Statement::parse),
        new Parser("key attestation", sample.keyAttestation(), 0, KeyAttestation::parse),
        new Parser("bundle", completion.encode(), 0, Bundle::parse),
        text("note", head.encode(), 0, SignedNote::parse),
        text("signed checkpoint", head.encode(), 0, SignedCheckpoint::parse),
        text("checkpoint", head.checkpoint().text(), 0, Checkpoint::parse),
        text("receipt", completion.receipt().encode(), 0, Receipt::parse),
        text("tile path", "tile/0/x001/234.p/56", 2, TilePath::parse),
        new Parser("entry bundle", entries, 0, bytes -> EntryBundle.parse(bytes, 2)),
        new Parser("trust file", trust, 0, TrustRoots::parse),
        text("root", pem, 0, TrustRoots::ofSealingRoot),
        text("certificates", pem, 0, PemCertificates::parse),
        new Parser("policy", policy, 0, Policy::parse),
        new Parser("public key", key, 0, VerifyingKey::parse),
        new Parser("signature", signature, 0, EcdsaSignature::parse),
        text("origin", origin, 0, Origin::new),
        text("time", "2026-11-21T01:02:03.456789Z", 0, Timestamp::parse),
        text("leaf hash", LeafHash.of(Bytes.EMPTY).toString(), 0, LeafHash::parse),
        text("unix caller", "unix:1000", 3, Caller::parse),
        text("tls caller", "tls:" + "ab".repeat(32) + "/name", 3, Caller::parse),
        text("unknown caller", "unknown:name", 3, Caller::parse));
  }

  @FunctionalInterface
  private interface ParseText {
    Object from(String text) throws Exception;
  }

  private static Parser text(String name, String good, int shorter, ParseText parse) {
    return new Parser(name, Bytes.utf8(good), shorter, bytes -> parse.from(decoded(bytes)));
  }

  private static String decoded(Bytes bytes) {
    return new String(bytes.toArray(), UTF_8);
  }

  @ParameterizedTest
  @MethodSource("parsers")
  void noTruncationIsRead(Parser parser) throws Exception {
    assertThat(parser.parse().from(parser.good())).isNotNull();
    List<Integer> read = new ArrayList<>();
    for (int length = 0; length < parser.good().length(); length++) {
      if (isRead(parser, parser.good().slice(0, length))) {
        read.add(length);
      }
    }
    assertThat(read).as("lengths at which %s was read", parser).hasSize(parser.shorter());
  }

  @ParameterizedTest
  @MethodSource("parsers")
  void everyOtherBitIsReadOrRefusedProperly(Parser parser) {
    int refused = 0;
    for (int bit = 0; bit < parser.good().length() * BITS; bit++) {
      byte[] changed = parser.good().toArray();
      changed[bit / BITS] ^= (byte) (1 << (bit % BITS));
      refused += isRead(parser, Bytes.takingOwnership(changed)) ? 0 : 1;
    }
    assertThat(refused).as("changes that %s refuses", parser).isPositive();
  }

  /** Whatever else a parser throws is a bug, and fails the test. */
  private static boolean isRead(Parser parser, Bytes bytes) {
    try {
      parser.parse().from(bytes);
      return true;
    } catch (IllegalArgumentException e) {
      assertThat(e.getClass()).isEqualTo(IllegalArgumentException.class);
      assertThat(e).hasMessageMatching("(?s).+");
      return false;
    } catch (RuntimeException e) {
      throw new AssertionError("%s of %s".formatted(parser, decoded(bytes)), e);
    } catch (Exception e) {
      assertThat(e.getClass().getPackageName()).startsWith("dev.runseal.");
      assertThat(OWN).contains(e.getClass().getSimpleName());
      return false;
    }
  }
}
