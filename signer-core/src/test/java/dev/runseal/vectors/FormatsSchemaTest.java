package dev.runseal.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import dev.runseal.bundle.Bundle;
import dev.runseal.bytes.Bytes;
import dev.runseal.json.JsonException;
import dev.runseal.json.StrictJson;
import dev.runseal.statement.Completion;
import dev.runseal.statement.Statement;
import dev.runseal.vectors.GoldenVector.Expected;
import dev.runseal.vectors.GoldenVector.Input;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The JSON Schemas, of docs/formats.md and of declarations, against the golden vectors: what is
 * good they accept, and what is bad they refuse as far as a schema can say it.
 */
final class FormatsSchemaTest {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final int LONGEST = 8 << 20;
  private static final String DECLARATIONS = "https://runseal.dev/schema/declaration/v1/";

  /** What docs/formats.md says that a schema does not: beginnings of Runseal's words for it. */
  private static final List<String> BEYOND_A_SCHEMA =
      List.of(
          "json text has ",
          "not in its canonical form",
          "2026-02-30T01:02:01.000000Z\", which is no date",
          "/predicate/caller: uid is 4294967295",
          "/predicate: separation is ",
          "in the log of this statement, expected less than its own ",
          "expected the leaf hash of /predicate/seal",
          "is there twice, expected distinct names",
          "/dsse: signature has 81 bytes",
          "/receipt: ",
          "expected auto, none, required or the name of a definition",
          "rank at ",
          "/retrieval/candidateCount: ");

  private final JsonSchemaFactory factory =
      JsonSchemaFactory.getInstance(
          SpecVersion.VersionFlag.V202012,
          builder ->
              builder.schemaMappers(mappers ->
                  mappers.mapPrefix(DECLARATIONS, "classpath:dev/runseal/declaration/")));
  private final JsonNode appendix = appendix();
  private final JsonSchema bundles = factory.getSchema(appendix);

  @Test
  void theAppendixIsAGoodSchema() {
    JsonSchema meta = factory.getSchema(SchemaLocation.of(SchemaId.V202012));
    assertThat(meta.validate(appendix)).isEmpty();
  }

  @Test
  void goodBundlesAndTheirPartsAreAccepted() throws Exception {
    int statements = 0;
    for (GoldenVector vector : vectors(Input.BUNDLE)) {
      if (vector.name().startsWith("good-")) {
        assertThat(bundles.validate(MAPPER.readTree(vector.whole().toArray())))
            .as(vector.id())
            .isEmpty();
        Bundle bundle = Bundle.parse(vector.whole());
        Bytes entry = bundle.statement();
        String kind = Statement.parse(entry) instanceof Completion ? "completion" : "seal";
        assertThat(def(kind).validate(MAPPER.readTree(entry.toArray()))).as(vector.id()).isEmpty();
        if (bundle.keyAttestation().isPresent()) {
          JsonNode attestation = MAPPER.readTree(bundle.keyAttestation().orElseThrow().toArray());
          assertThat(def("keyAttestation").validate(attestation)).as(vector.id()).isEmpty();
        }
        statements++;
      }
    }
    assertThat(statements).isGreaterThan(30);
  }

  @Test
  void bundlesThatAreNotReadAreRefusedAsFarAsASchemaCan() {
    verifyRefused(Input.BUNDLE, bundles);
  }

  @Test
  void statementsThatAreNotReadAreRefusedAsFarAsASchemaCan() throws Exception {
    List<String> accepted = new ArrayList<>();
    int refused = 0;
    for (GoldenVector vector : vectors(Input.BUNDLE)) {
      if (vector.expected() instanceof Expected.Verdicts verdicts
          && verdicts.reason().startsWith("statement: ")) {
        Bytes entry = Bundle.parse(vector.whole()).statement();
        if (isAccepted(def("seal"), entry) || isAccepted(def("completion"), entry)) {
          accepted.add(vector.name() + " | " + verdicts.reason());
        } else {
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(30);
    assertThat(accepted).allMatch(FormatsSchemaTest::isBeyond);
  }

  @Test
  void declarationsAreJudgedAsFarAsASchemaCan() throws Exception {
    JsonSchema declarations =
        factory.getSchema(SchemaLocation.of(DECLARATIONS + "declaration.schema.json"));
    for (GoldenVector vector : vectors(Input.DECLARATION)) {
      if (vector.expected() instanceof Expected.Identity) {
        assertThat(isAccepted(declarations, vector.whole())).as(vector.id()).isTrue();
      }
    }
    verifyRefused(Input.DECLARATION, declarations);
  }

  private static void verifyRefused(Input input, JsonSchema schema) {
    List<String> accepted = new ArrayList<>();
    int refused = 0;
    for (GoldenVector vector : vectors(input)) {
      if (vector.expected() instanceof Expected.Refused(String reason)) {
        if (isAccepted(schema, vector.whole())) {
          accepted.add(vector.name() + " | " + reason);
        } else {
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(30);
    assertThat(accepted).allMatch(FormatsSchemaTest::isBeyond);
  }

  private static boolean isBeyond(String accepted) {
    return BEYOND_A_SCHEMA.stream().anyMatch(accepted::contains);
  }

  private static boolean isAccepted(JsonSchema schema, Bytes json) {
    try {
      // The rules for JSON itself come first: a schema's reader may let more through.
      StrictJson.parse(json, LONGEST);
      return schema.validate(MAPPER.readTree(json.toArray())).isEmpty();
    } catch (IOException | JsonException e) {
      return false;
    }
  }

  private JsonSchema def(String name) {
    ObjectNode schema = appendix.deepCopy();
    schema.put("$id", schema.get("$id").asText() + "/" + name);
    schema.put("$ref", "#/$defs/" + name);
    return factory.getSchema(schema);
  }

  private static List<GoldenVector> vectors(Input input) {
    return GoldenVectors.all().stream().filter(each -> each.input() == input).toList();
  }

  private static JsonNode appendix() {
    String schema =
        DocumentedExamplesTest.examples(DocumentedExamplesTest.page("formats.md")).getLast();
    try {
      return MAPPER.readTree(schema);
    } catch (IOException e) {
      throw new AssertionError("the appendix of docs/formats.md is no JSON", e);
    }
  }
}
