package dev.runseal.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.StrictJson;
import dev.runseal.key.SigningException;
import dev.runseal.key.SoftwareKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BundleTest {
  private final SmallLog log = new SmallLog("example/log", SoftwareKey.named("bundle"));
  private final Bundle least;
  private final Bundle most;

  BundleTest() throws SigningException {
    for (int i = 0; i < 5; i++) {
      log.append(Bytes.utf8("{\"entry\":" + i + "}"));
    }
    least = Bundle.of(log.entry(3), log.receipt(3));
    most =
        new Bundle(
            log.entry(3),
            log.receipt(3),
            Optional.of(Bytes.utf8("{\"key\":1}")),
            Optional.of(Bytes.utf8("{\"declaration\":1}")),
            Optional.of(log.part(1)),
            Optional.of(log.part(0)),
            Optional.of(
                new TimeProofs(
                    Optional.of(log.part(2)),
                    List.of(new TimeProofs.Token(Bytes.parseHex("3000"))))),
            Optional.of(Dsse.sign(log.entry(3), log.key())));
  }

  @Test
  void whatIsEncodedIsReadBack() throws BundleException {
    assertThat(Bundle.parse(least.encode())).isEqualTo(least);
    assertThat(Bundle.parse(most.encode())).isEqualTo(most);
    assertThat(Bundle.parse(most.encode()).encode()).isEqualTo(most.encode());
  }

  @Test
  void theLeastBundleHasThreeMembersInCanonicalOrder() throws Exception {
    assertThat(least.encode().toUtf8())
        .startsWith(
            "{\"mediaType\":\"application/vnd.runseal.bundle.v1+json\","
                + "\"receipt\":\"c2sp.org/tlog-proof@v1\\nindex 3\\n")
        .endsWith(",\"statement\":\"eyJlbnRyeSI6M30=\"}");
  }

  @Test
  void membersMayStandInAnyOrderWithSpaceBetween() throws Exception {
    String receipt = CanonicalJson.text(Json.string(least.receipt().encode()));
    String text =
        "\n{ \"statement\" : \"%s\",\n\"receipt\":%s, \"mediaType\":\"%s\" }\n"
            .formatted(least.statement().toBase64(), receipt, Bundle.MEDIA_TYPE);
    assertThat(Bundle.parse(Bytes.utf8(text))).isEqualTo(least);
  }

  @Test
  void everyTruncationIsRefused() {
    Bytes whole = most.encode();
    for (int length = 0; length < whole.length(); length++) {
      Bytes cut = whole.slice(0, length);
      assertThatThrownBy(() -> Bundle.parse(cut))
          .isInstanceOf(BundleException.class)
          .hasMessageStartingWith("bundle: ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mediaType", "statement", "receipt"})
  void aMissingFieldIsRefused(String name) {
    assertRefused(without(json(least), name), "bundle: field \"%s\" is missing".formatted(name));
  }

  @Test
  void anUnknownFieldIsRefused() {
    assertRefused(
        with(json(least), "colour", Json.string("red")),
        "bundle: /colour: unknown field \"colour\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"seal", "open"})
  void anUnknownFieldInAPartIsRefused(String part) {
    var inner = member(json(most), part);
    assertRefused(
        with(json(most), part, with(inner, "colour", Json.string("red"))),
        "bundle: /%s/colour: unknown field \"colour\"".formatted(part));
  }

  @Test
  void aDuplicateFieldIsRefused() throws Exception {
    String text = least.encode().toUtf8();
    assertThatThrownBy(
            () -> Bundle.parse(Bytes.utf8("{\"statement\":\"AAAA\"," + text.substring(1))))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("bundle: /statement: duplicate key \"statement\"");
  }

  @Test
  void textAfterTheBundleIsRefused() {
    assertThatThrownBy(() -> Bundle.parse(Bytes.concat(least.encode(), Bytes.utf8(" {}"))))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("json text goes on after its value");
  }

  @Test
  void aTextOverTheLimitIsRefused() {
    assertThatThrownBy(() -> Bundle.parse(Bytes.takingOwnership(new byte[Bundle.MAX_LENGTH + 1])))
        .isInstanceOf(BundleException.class)
        .hasMessage("bundle: json text has 4194305 bytes, expected at most 4194304");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mediaType | application/json | /mediaType: found \"application/json\", expected \"appl",
        "statement | eyJ9=            | /statement: not base64",
        "statement | e30              | /statement: base64 is not in its canonical, padded form",
        "statement | ''               | /statement: statement has 0 bytes, expected 1 to 65535",
        "receipt   | hello            | /receipt: receipt does not begin with the line c2sp.org",
        "keyAttestation | e30=x       | /keyAttestation: not base64",
        "declaration    | e3          | /declaration: base64 is not in its canonical, padded",
        "seal      | x                | /seal: found a string, expected an object",
        "open      | x                | /open: found a string, expected an object",
        "time      | x                | /time: found a string, expected an object",
        "dsse      | x                | /dsse: found a string, expected an object"
      })
  void aWrongValueIsRefused(String name, String value, String message) {
    assertRefused(with(json(most), name, Json.string(value)), "bundle: " + message);
  }

  @Test
  void openWithoutSealIsRefused() {
    assertRefused(
        without(json(most), "seal"),
        "bundle: bundle has \"open\" without the \"seal\" that it would lead to");
  }

  @Test
  void timeThatSaysNothingIsRefused() {
    assertRefused(
        with(json(most), "time", Json.object().build()),
        "bundle: /time: time is empty, expected \"after\", \"before\" or both");
    assertRefused(
        with(json(most), "time", Json.object().put("before", Json.array(List.of())).build()),
        "bundle: /time/before: found no token, expected at least one");
  }

  @Test
  void aTokenOfAnotherKindIsRefused() {
    var token = Json.object().put("kind", "sundial").put("token", "MAA=").build();
    assertRefused(
        with(json(most), "time", Json.object().put("before", Json.array(List.of(token))).build()),
        "bundle: /time/before/0/kind: found \"sundial\", expected \"rfc3161\"");
  }

  @Test
  void aDsseEnvelopeHasExactlyOneSignature() {
    var dsse = member(json(most), "dsse");
    var signatures = (Json.Arr) dsse.find("signatures").orElseThrow();
    var one = signatures.items().getFirst();
    assertRefused(
        with(json(most), "dsse", with(dsse, "signatures", Json.array(List.of()))),
        "bundle: /dsse/signatures: found 0 signatures, expected exactly one");
    assertRefused(
        with(json(most), "dsse", with(dsse, "signatures", Json.array(List.of(one, one)))),
        "bundle: /dsse/signatures: found 2 signatures, expected exactly one");
    assertRefused(
        with(json(most), "dsse", with(dsse, "payloadType", Json.string("text/plain"))),
        "bundle: /dsse/payloadType: found \"text/plain\", expected");
  }

  @Test
  void whatIsThereIsNotReplacedByAnother() {
    Bytes attestation = Bytes.utf8("{}");
    assertThat(least.withKeyAttestation(attestation).withKeyAttestation(attestation))
        .isEqualTo(least.withKeyAttestation(attestation));
    assertThatThrownBy(() -> most.withKeyAttestation(attestation))
        .hasMessage(
            "bundle already has another \"keyAttestation\" than the one given:"
                + " refusing to replace it");
    assertThatThrownBy(() -> most.withDeclaration(attestation))
        .hasMessage(
            "bundle already has another \"declaration\" than the one given:"
                + " refusing to replace it");
  }

  private static void assertRefused(Json json, String message) {
    assertThatThrownBy(() -> Bundle.parse(CanonicalJson.encode(json)))
        .isInstanceOf(BundleException.class)
        .hasMessageStartingWith(message);
  }

  private static Json.Obj json(Bundle bundle) {
    try {
      return (Json.Obj) StrictJson.parse(bundle.encode(), Bundle.MAX_LENGTH);
    } catch (JsonException e) {
      throw new AssertionError("what was encoded is json", e);
    }
  }

  private static Json.Obj member(Json.Obj object, String name) {
    return (Json.Obj) object.find(name).orElseThrow();
  }

  private static Json.Obj with(Json.Obj object, String name, Json value) {
    Map<String, Json> members = new LinkedHashMap<>(object.members());
    members.put(name, value);
    return new Json.Obj(members);
  }

  private static Json.Obj without(Json.Obj object, String name) {
    Map<String, Json> members = new LinkedHashMap<>(object.members());
    members.remove(name);
    return new Json.Obj(members);
  }
}
