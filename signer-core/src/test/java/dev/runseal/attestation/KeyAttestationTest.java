package dev.runseal.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.key.Origin;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyAttestationTest {
  private static final Origin LOG = new Origin("log/0123456789abcdef0123456789abcdef");
  private static final Bytes ED25519 = Bytes.parseHex("01" + "ab".repeat(32));

  private final KeyAttestation bare =
      new KeyAttestation(LOG, List.of(Bytes.utf8("leaf")), Optional.empty(), List.of());
  private final KeyAttestation full =
      new KeyAttestation(
          LOG,
          List.of(Bytes.utf8("leaf"), Bytes.utf8("root")),
          Optional.of(vkey(LOG.text(), ED25519)),
          List.of(new EncodedEvidence("application/vnd.runseal.yubihsm2", Bytes.utf8("chain"))));

  @Test
  void itReadsAsFormatsHasIt() throws Exception {
    assertThat(full.encode().toUtf8())
        .isEqualTo(
            """
            {"certificates":["bGVhZg==","cm9vdA=="],\
            "evidence":[["application/vnd.runseal.yubihsm2","Y2hhaW4="]],\
            "log":"log/0123456789abcdef0123456789abcdef",\
            "mediaType":"application/vnd.runseal.key-attestation.v1+json",\
            "witnessKey":"%s"}\
            """
                .formatted(vkey(LOG.text(), ED25519)));
    assertThat(full.digest()).isEqualTo(Sha256.of(full.encode()));
  }

  @Test
  void whatIsEncodedParsesBack() throws Exception {
    assertThat(KeyAttestation.parse(full.encode())).isEqualTo(full);
    assertThat(KeyAttestation.parse(bare.encode())).isEqualTo(bare);
  }

  @Test
  void everyTruncationIsRefused() {
    Bytes encoded = full.encode();
    for (int length = 0; length < encoded.length(); length++) {
      Bytes cut = encoded.slice(0, length);
      assertThatThrownBy(() -> KeyAttestation.parse(cut)).isInstanceOf(AttestationException.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "attestation.v1|attestation.v2|key attestation: /mediaType: found \"application/",
        "\"log\":\"log/|\"log\":\"Log/|key attestation: /log: origin is \"Log/",
        "bGVhZg==|bGVhZg=|key attestation: /certificates/0: not base64",
        "bGVhZg==|bGVhZh==|key attestation: /certificates/0: base64 is not in its canonical",
        "\"bGVhZg==\"|7|key attestation: /certificates/0: found an integer, expected a string",
        "\"bGVhZg==\",\"cm9vdA==\"||key attestation has 0 certificates, expected 1 to 8",
        "\"Y2hhaW4=\"|\"Y2hhaW4=\",\"\"|key attestation: /evidence/0: expected a pair of media"
            + " type and base64",
        "\"Y2hhaW4=\"|\"\"|key attestation: /evidence/0: evidence is empty",
        "\"Y2hhaW4=\"|\"?\"|key attestation: /evidence/0/1: not base64",
        "\"application/vnd.runseal.yubihsm2\"|\"Application/x\"|key attestation: /evidence/0:"
            + " media type is \"Application/x\", expected <type>/<subtype> in lower case",
        "\"evidence\"|\"evidences\"|key attestation: field \"evidence\" is missing",
        "\"log\"|\"comment\":\"x\",\"log\"|key attestation: /comment: unknown field \"comment\"",
        "\"log\"|\"log\":\"x\",\"log\"|key attestation: /log: duplicate key \"log\"",
        "{\"cert|{ \"cert|key attestation is not in its canonical form (RFC 8785)",
      })
  void aMutatedFieldIsRefusedByItsName(String from, String to, String message) throws Exception {
    Bytes mutated =
        Bytes.utf8(full.encode().toUtf8().replaceFirst(Pattern.quote(from), to == null ? "" : to));
    assertThatThrownBy(() -> KeyAttestation.parse(mutated))
        .isInstanceOf(AttestationException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void nineCertificatesAreRefused() {
    assertThatThrownBy(() ->
            new KeyAttestation(
                LOG, Collections.nCopies(9, Bytes.EMPTY), Optional.empty(), List.of()))
        .hasMessage("key attestation has 9 certificates, expected 1 to 8");
  }

  @Test
  void aWitnessKeyMustBeTheLogsOwnEd25519Key() {
    assertThatThrownBy(() -> withWitnessKey("x"))
        .hasMessage("witness key is \"x\", expected <name>+<8 hex digits>+<base64>");
    assertThatThrownBy(() -> withWitnessKey(vkey("other", ED25519)))
        .hasMessage("witness key is of \"other\", expected the log " + LOG);
    assertThatThrownBy(() -> withWitnessKey(vkey(LOG.text(), ED25519.slice(0, 32))))
        .hasMessage("witness key is 32 bytes beginning 01, expected 01 and an Ed25519 key of 32");
    assertThatThrownBy(
            () -> withWitnessKey(vkey(LOG.text(), Bytes.parseHex("02" + "ab".repeat(32)))))
        .hasMessage("witness key is 33 bytes beginning 02, expected 01 and an Ed25519 key of 32");
    String wrongId = LOG.text() + "+00000000+" + ED25519.toBase64();
    assertThatThrownBy(() -> withWitnessKey(wrongId))
        .hasMessageStartingWith("witness key has the id 00000000, expected ");
  }

  private static KeyAttestation withWitnessKey(String witnessKey) {
    return new KeyAttestation(LOG, List.of(Bytes.utf8("leaf")), Optional.of(witnessKey), List.of());
  }

  private static String vkey(String name, Bytes key) {
    String id = Sha256.of(Bytes.utf8(name + "\n"), key).hex().substring(0, 8);
    return name + "+" + id + "+" + key.toBase64();
  }
}
