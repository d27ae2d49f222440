package dev.runseal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.runseal.bytes.Bytes;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ObjectReaderTest {

  @Test
  void everyKindOfFieldIsRead() throws Exception {
    ObjectReader in =
        reader(
            "{\"s\":\"x\",\"n\":7,\"i\":-7,\"b\":true,\"o\":{\"p\":1},\"a\":[\"y\",\"z\"],\"l\":\"v1\","
                + "\"e\":\"AAE=\"}");
    assertThat(in.string("s")).isEqualTo("x");
    assertThat(in.natural("n")).isEqualTo(7);
    assertThat(in.integer("i")).isEqualTo(-7);
    assertThat(in.bool("b")).isTrue();
    assertThat(in.object("o").natural("p")).isEqualTo(1);
    assertThat(in.array("a", ObjectReader::asString)).containsExactly("y", "z");
    assertThat(in.base64("e")).isEqualTo(Bytes.of((byte) 0, (byte) 1));
    in.literal("l", "v1");
    in.end();
    assertThat(in.findString("absent")).isEmpty();
    assertThat(in.findObject("absent")).isEmpty();
    assertThat(in.findParsed("absent", Integer::valueOf)).isEmpty();
  }

  @Test
  void aFieldNobodyAskedForIsRefused() throws Exception {
    ObjectReader in = reader("{\"a\":1,\"b/c\":2}");
    in.natural("a");
    refused(in::end, "/b~1c", "unknown field \"b/c\"");
    refused(() -> in.end("leave it out"), "/b~1c", "unknown field \"b/c\": leave it out");
  }

  @Test
  void aMissingFieldIsRefused() throws Exception {
    refused(() -> reader("{}").string("s"), "", "field \"s\" is missing");
    refused(() -> reader("{\"o\":{}}").object("o").value("v"), "/o", "field \"v\" is missing");
  }

  @Test
  void nullIsNotAnAbsentField() throws Exception {
    refused(() -> reader("{\"s\":null}").findString("s"), "/s", "found null, expected a string");
  }

  @Test
  void aFieldOfAnotherKindIsRefused() throws Exception {
    ObjectReader in = reader("{\"f\":[1],\"n\":-1,\"l\":\"v2\",\"d\":\"sha256:00\",\"e\":\"AAE\"}");
    refused(() -> in.string("f"), "/f", "found an array, expected a string");
    refused(() -> in.object("f"), "/f", "found an array, expected an object");
    refused(() -> in.integer("f"), "/f", "found an array, expected an integer");
    refused(() -> in.bool("f"), "/f", "found an array, expected true or false");
    refused(
        () -> in.array("n", ObjectReader::asString), "/n", "found an integer, expected an array");
    refused(
        () -> in.array("f", ObjectReader::asString), "/f/0", "found an integer, expected a string");
    refused(() -> in.natural("n"), "/n", "found -1, expected 0 or more");
    refused(() -> in.literal("l", "v1"), "/l", "found \"v2\", expected \"v1\"");
    refused(
        () -> in.digest("d"),
        "/d",
        "digest is \"sha256:00\", expected sha256: and 64 lower-case hex digits (sha-256 has 2 hex"
            + " digits, expected 64)");
    refused(() -> in.base64("e"), "/e", "base64 is not in its canonical, padded form");
    refused(() -> ObjectReader.of(Json.integer(1)), "", "found an integer, expected an object");
  }

  private static void refused(ThrowingCallable act, String pointer, String problem) {
    assertThatExceptionOfType(JsonException.class)
        .isThrownBy(act)
        .satisfies(refusal -> {
          assertThat(refusal.pointer()).isEqualTo(pointer);
          assertThat(refusal.problem()).isEqualTo(problem);
        });
  }

  private static ObjectReader reader(String text) throws JsonException {
    return ObjectReader.of(StrictJson.parse(Bytes.utf8(text), 1_000));
  }

  @Test
  void aPointerStepEscapesTildeAndSlash() {
    assertThat(ObjectReader.step("a/b~c")).isEqualTo("/a~1b~0c");
  }
}
