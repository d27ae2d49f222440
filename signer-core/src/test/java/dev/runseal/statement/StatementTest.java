package dev.runseal.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StatementTest {
  private static final String HEX = "[0-9a-f]{64}";

  static List<Statement> samples() {
    return List.of(
        Statements.fullSeal(),
        Statements.bareSeal(),
        Statements.completion(),
        Statements.completion(Statements.output("answer"), Statements.output("log \"1\"\\é€𝄞")));
  }

  @Test
  void aSealReadsAsFormatsHasIt() throws Exception {
    assertThat(Statements.fullSeal().encode().toUtf8())
        .isEqualTo(
            """
            {"_type":"https://in-toto.io/Statement/v1","predicate":{"caller":"unix:1000",\
            "execution":"order:7/step.2","index":41,\
            "keyAttestation":"sha256:%s",\
            "log":"runseal.example/log/0123456789abcdef0123456789abcdef",\
            "parent":{"index":40,"leafHash":"sha256:%s",\
            "log":"runseal.example/log/0123456789abcdef0123456789abcdef"},\
            "sealedAt":"2026-11-21T01:02:03.456789Z","separation":"other-user",\
            "signer":{"uid":991},\
            "traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",\
            "workload":"checkout-agent"},"predicateType":"https://runseal.dev/seal/v1",\
            "subject":[{"digest":{"sha256":"%s"},"name":"declaration"}]}\
            """
                .formatted(
                    Statements.ATTESTATION.hex(),
                    Statements.LEAF.digest().hex(),
                    Sha256.of(Bytes.utf8("declaration")).hex()));
  }

  @Test
  void aCompletionNamesItsSealFirstAndThenTheOutputs() throws Exception {
    assertThat(Statements.completion(Statements.output("answer")).encode().toUtf8())
        .isEqualTo(
            """
            {"_type":"https://in-toto.io/Statement/v1","predicate":{"caller":"unix:1000",\
            "index":42,"keyAttestation":"sha256:%s",\
            "log":"runseal.example/log/0123456789abcdef0123456789abcdef",\
            "outcome":"completed","seal":{"index":41,"leafHash":"sha256:%s",\
            "log":"runseal.example/log/0123456789abcdef0123456789abcdef"},\
            "sealedAt":"2026-11-21T01:02:03.456789Z","separation":"other-user",\
            "signer":{"uid":991},"workload":"checkout-agent"},\
            "predicateType":"https://runseal.dev/completion/v1",\
            "subject":[{"digest":{"sha256":"%s"},"name":"seal"},\
            {"digest":{"sha256":"%s"},"name":"answer"}]}\
            """
                .formatted(
                    Statements.ATTESTATION.hex(),
                    Statements.LEAF.digest().hex(),
                    Statements.LEAF.digest().hex(),
                    Sha256.of(Bytes.utf8("answer")).hex()));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void whatIsEncodedParsesBack(Statement statement) throws Exception {
    assertThat(Statement.parse(statement.encode())).isEqualTo(statement);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyTruncationIsRefused(Statement statement) {
    Bytes entry = statement.encode();
    for (int length = 0; length < entry.length(); length++) {
      Bytes cut = entry.slice(0, length);
      assertThatThrownBy(() -> Statement.parse(cut))
          .as("cut to %d bytes", length)
          .isInstanceOf(StatementException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void noFlippedBitIsTakenForTheSameStatement(Statement statement) {
    byte[] entry = statement.encode().toArray();
    for (int bit = 0; bit < entry.length * 8; bit++) {
      byte[] flipped = entry.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      try {
        assertThat(Statement.parse(Bytes.of(flipped))).as("bit %d", bit).isNotEqualTo(statement);
      } catch (StatementException e) {
        assertThat(e).hasMessageStartingWith("statement");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Statement/v1|Statement/v2|statement: /_type: found \"https://in-toto.io/Statement/v2\","
            + " expected \"https://in-toto.io/Statement/v1\"",
        "seal/v1|anchor/v1|statement: /predicateType: found \"https://runseal.dev/anchor/v1\"",
        "\"name\":\"declaration\"|\"name\":\"seal\"|statement: /subject/0/name: found \"seal\","
            + " expected \"declaration\"",
        "\"subject\":[|\"subject\":[],\"s\":[|statement: /s: unknown field \"s\"",
        "\"unix:1000\"|\"unix:01000\"|statement: /predicate/caller: uid is \"01000\"",
        "\"unix:1000\"|\"unix:4294967295\"|statement: /predicate/caller: uid is 4294967295,"
            + " expected 0 to 4294967294",
        "\"unix:1000\"|\"Unix:1000\"|statement: /predicate/caller: caller is \"Unix:1000\"",
        "\"unix:1000\"|\"unix:991\"|statement: /predicate: separation is \"other-user\", which"
            + " caller unix:991 and signer uid 991 don't have",
        "step.2|step 2|statement: /predicate/execution: execution is \"order:7/step 2\"",
        "\"index\":41|\"index\":-1|statement: /predicate/index: found -1, expected 0 or more",
        "\"index\":41|\"index\":4.1e1|statement: /predicate/index:",
        "\"index\":41|\"index\":\"41\"|statement: /predicate/index: found a string, expected an"
            + " integer",
        "\"index\":41|\"index\":40|statement: /predicate: parent has index 40 in the log of this"
            + " statement, expected less than its own 40",
        "\"keyAttestation\":\"sha256:|\"keyAttestation\":\"sha512:|statement:"
            + " /predicate/keyAttestation: digest is",
        "\"log\":\"runseal|\"log\":\"Runseal|statement: /predicate/log: origin is",
        "\"leafHash\":\"sha256:|\"leafHash\":\"|statement: /predicate/parent/leafHash: digest is",
        "456789Z|45678Z|statement: /predicate/sealedAt: time is \"2026-11-21T01:02:03.45678Z\","
            + " expected YYYY-MM-DDThh:mm:ss.ffffffZ",
        "\"other-user\"|\"other-host\"|statement: /predicate/separation: separation is"
            + " \"other-host\", expected one of other-user, same-user, privileged, tls, unknown",
        "\"other-user\"|\"tls\"|statement: /predicate: separation is \"tls\", which caller"
            + " unix:1000 and signer uid 991 don't have",
        "\"uid\":991|\"uid\":4294967295|statement: /predicate/signer/uid: uid is 4294967295",
        "\"uid\":991|\"uid\":991,\"x\":1|statement: /predicate/signer/x: unknown field \"x\"",
        "00-4bf9|ff-4bf9|statement: /predicate/traceparent: traceparent is \"ff-4bf9",
        "checkout-agent|checkout agent|statement: /predicate/workload: workload is \"checkout"
            + " agent\", expected 1 to 64 of [A-Za-z0-9._-]",
        "\"workload\"|\"workloads\"|statement: /predicate/workloads: unknown field",
        "\"execution\"|\"exec\"|statement: /predicate: field \"execution\" is missing",
      })
  void aMutatedFieldIsRefusedByItsName(String from, String to, String message) throws Exception {
    assertRefused(Statements.fullSeal().encode().toUtf8().replaceFirst(quoted(from), to), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"outcome\":\"completed\"|\"outcome\":\"done\"|statement: /predicate/outcome: outcome is"
            + " \"done\", expected one of completed, failed, abandoned",
        "\"name\":\"seal\"|\"name\":\"seat\"|statement: /subject/0/name: found \"seat\", expected"
            + " \"seal\"",
        "\"name\":\"answer\"|\"name\":\"\"|statement: /subject/1: output name has 0 characters,"
            + " expected 1 to 256",
        "\"name\":\"answer\"|\"name\":\"seal\"|statement: /subject/1: output name is \"seal\"",
        "\"name\":\"answer\"|\"name\":\"a\\\\nb\"|statement: /subject/1: output name is \"a\\u000ab\","
            + " expected one without control characters",
        "\"name\":\"answer\"|\"name\":\"again\"|statement: /predicate: output name \"again\" is"
            + " there twice, expected distinct names",
        "\"index\":41|\"index\":42|statement: /predicate: seal has index 42 in the log of this"
            + " statement, expected less than its own 42",
        "\"seal\":{|\"seals\":{|statement: /predicate: field \"seal\" is missing",
        "\"outcome\"|\"execution\":\"x\",\"outcome\"|statement: /predicate/execution: unknown"
            + " field",
        "\"digest\":{|\"digest\":{\"md5\":\"\",|statement: /subject/0/digest/md5: unknown field",
      })
  void aMutatedCompletionIsRefusedByTheFieldsName(String from, String to, String message)
      throws Exception {
    Bytes entry =
        Statements.completion(Statements.output("answer"), Statements.output("again")).encode();
    assertRefused(entry.toUtf8().replaceFirst(quoted(from), to), message);
  }

  @Test
  void aCompletionWhoseSubjectIsAnotherSealIsRefused() throws Exception {
    String text = Statements.completion().encode().toUtf8();
    assertRefused(
        text.replaceFirst("(\"subject\":.*\"sha256\":\")" + HEX, "$1" + "0".repeat(64)),
        "statement: /subject/0/digest/sha256: found 0000");
  }

  @Test
  void aCompletionWithoutSubjectsIsRefused() throws Exception {
    String text = Statements.completion().encode().toUtf8();
    assertRefused(
        text.replaceFirst("\"subject\":\\[.*]", "\"subject\":[]"),
        "statement: /subject: found no subject, expected \"seal\" first");
  }

  @Test
  void aSealOfTwoDeclarationsIsRefused() throws Exception {
    String text = Statements.bareSeal().encode().toUtf8();
    assertRefused(
        text.replaceFirst("\"subject\":\\[(.*)]", "\"subject\":[$1,$1]"),
        "statement: /subject: found 2 subjects, expected the declaration alone");
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\n"})
  void trailingSpaceIsRefused(String space) throws Exception {
    assertRefused(
        Statements.bareSeal().encode().toUtf8() + space,
        "statement is not in its canonical form (RFC 8785)");
  }

  @Test
  void anotherOrderOfTheSameFieldsIsRefused() throws Exception {
    String text = Statements.bareSeal().encode().toUtf8();
    assertRefused(
        text.replace("\"index\":41,", "").replace("\"signer\"", "\"index\":41,\"signer\""),
        "statement is not in its canonical form (RFC 8785)");
  }

  @Test
  void anotherSpellingOfTheSameStringIsRefused() throws Exception {
    assertRefused(
        Statements.bareSeal().encode().toUtf8().replace("seal/v1", "seal\\/v1"),
        "statement is not in its canonical form (RFC 8785)");
  }

  @Test
  void aKeyThatIsThereTwiceIsRefused() throws Exception {
    assertRefused(
        Statements.bareSeal()
            .encode()
            .toUtf8()
            .replace("\"index\":41", "\"index\":41,\"index\":41"),
        "statement: /predicate/index: duplicate key \"index\"");
  }

  @Test
  void theLastByteThatAnEntryCanHoldIsAcceptedAndTheNextIsNot() throws Exception {
    Output[] many =
        IntStream.range(0, 600).mapToObj(i -> Statements.output("o" + i)).toArray(Output[]::new);
    int room = Statement.MAX_LENGTH - Statements.completion(many).encode().length();
    while (room > 400) {
      many = java.util.Arrays.copyOf(many, many.length + 1);
      many[many.length - 1] = Statements.output("p" + many.length);
      room = Statement.MAX_LENGTH - Statements.completion(many).encode().length();
    }
    many[0] = Statements.output(many[0].name() + "x".repeat(Math.min(room, 250)));
    many[1] = Statements.output(many[1].name() + "x".repeat(Math.max(0, room - 250)));
    Statement full = Statements.completion(many);
    assertThat(full.encode().length()).isEqualTo(Statement.MAX_LENGTH);
    assertThat(Statement.parse(full.encode())).isEqualTo(full);

    many[2] = Statements.output(many[2].name() + "x");
    Statement over = Statements.completion(many);
    String message = "statement has 65536 bytes, expected at most 65535";
    assertThatThrownBy(over::encode)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message + ": name many outputs through one manifest's digest");
    assertRefused(
        full.encode().toUtf8().replace(many[3].name() + "\"", many[3].name() + "x\""), message);
  }

  @Test
  void aParentInAnotherLogMayHaveAnyIndex() throws Exception {
    Statement seal =
        Statements.seal(
            Optional.empty(),
            "x",
            Optional.of(new SealRef(Statements.OTHER_LOG, 1_000_000, Statements.LEAF)),
            Optional.empty());
    assertThat(Statement.parse(seal.encode())).isEqualTo(seal);
  }

  private static String quoted(String literal) {
    return java.util.regex.Pattern.quote(literal);
  }

  private static void assertRefused(String entry, String message) {
    assertThatThrownBy(() -> Statement.parse(Bytes.utf8(entry)))
        .isInstanceOf(StatementException.class)
        .hasMessageStartingWith(message);
  }
}
