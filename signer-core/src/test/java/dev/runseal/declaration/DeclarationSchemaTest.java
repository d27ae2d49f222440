package dev.runseal.declaration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import dev.runseal.bytes.Bytes;
import dev.runseal.json.JsonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The JSON Schemas and {@link Declaration#parse} say the same, shown by mutating the sample. */
class DeclarationSchemaTest {
  private static final String PREFIX = "https://runseal.dev/schema/declaration/v1/";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What a schema can't say; of all refusals only these may be the parser's alone. */
  private static final List<String> BEYOND_A_SCHEMA =
      List.of(
          "the list \"candidates\" has",
          "rank at ",
          "expected auto, none, required or the name of a definition");

  /** What stands in for each value in turn. */
  private static final List<String> REPLACEMENTS =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "1",
          "-1",
          "3",
          "9007199254740991",
          "\"\"",
          "\" \"",
          "\"x\"",
          "\"1\"",
          "\"0.20\"",
          "\"a/b\"",
          "\"none\"",
          "\"opaque\"",
          "\"2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824\"",
          "[]",
          "[\"x\"]",
          "[{}]",
          "{}",
          "{\"state\":\"none\"}",
          "{\"state\":\"opaque\",\"reason\":\"x\"}",
          "{\"state\":\"opaque\"}",
          "{\"state\":\"declared\"}",
          "{\"digest\":{\"sha256\":"
              + "\"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\"}}",
          "{\"name\":\"x\"}");

  private final JsonSchemaFactory factory =
      JsonSchemaFactory.getInstance(
          SpecVersion.VersionFlag.V202012,
          builder ->
              builder.schemaMappers(
                  mappers -> mappers.mapPrefix(PREFIX, "classpath:dev/runseal/declaration/")));
  private final JsonSchema schema =
      factory.getSchema(SchemaLocation.of(PREFIX + "declaration.schema.json"));
  private final JsonSchema metaSchema = factory.getSchema(SchemaLocation.of(SchemaId.V202012));

  private int accepted;
  private int refused;

  @Test
  void theSampleIsGoodForBoth() throws Exception {
    agree(MAPPER.readTree(SampleDeclaration.text()));
    assertThat(accepted).isOne();
  }

  @Test
  void everySchemaIsAGoodSchema() throws Exception {
    for (String name : schemaNames()) {
      JsonNode node = readSchema(name);
      assertThat(metaSchema.validate(node)).as(name).isEmpty();
      assertThat(node.get("$id").asText()).isEqualTo(PREFIX + name + ".schema.json");
    }
  }

  @Test
  void schemaAndParserAgreeOnEveryMutationOfTheSample() throws Exception {
    JsonNode sample = MAPPER.readTree(SampleDeclaration.text());
    mutate(sample, sample);
    assertThat(accepted).as("mutations that both accept").isGreaterThan(500);
    assertThat(refused).as("mutations that both refuse").isGreaterThan(3_000);
  }

  /** Members that the sample leaves out are tried one by one, so that none is forgotten. */
  @Test
  void schemaAndParserNameTheSameMembers() throws Exception {
    for (SectionName section : SectionName.values()) {
      JsonNode declared = readSchema(section.text()).at("/oneOf/0/properties");
      for (String member : (Iterable<String>) declared::fieldNames) {
        for (String replacement : REPLACEMENTS) {
          ObjectNode sample = (ObjectNode) MAPPER.readTree(SampleDeclaration.text());
          ((ObjectNode) sample.get(section.text())).set(member, MAPPER.readTree(replacement));
          int before = refused;
          agree(sample);
          if (replacement.equals("null")) {
            assertThat(refused).as(member + " is null").isEqualTo(before + 1);
          }
        }
      }
    }
  }

  @Test
  void everyMemberIsDocumented() throws Exception {
    String documentation = Files.readString(Path.of("..", "docs", "declaration.md"));
    for (String name : schemaNames()) {
      Set<String> members = new TreeSet<>();
      collectMembers(readSchema(name), members);
      for (String member : members) {
        assertThat(documentation).contains("`" + member + "`");
      }
    }
  }

  private void mutate(JsonNode root, JsonNode node) throws IOException {
    if (node instanceof ObjectNode object) {
      object.put("surprise", 1);
      agree(root);
      object.remove("surprise");
      for (String name : names(object)) {
        JsonNode original = object.remove(name);
        agree(root);
        for (String replacement : REPLACEMENTS) {
          object.set(name, MAPPER.readTree(replacement));
          agree(root);
        }
        object.set(name, original);
        mutate(root, original);
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        JsonNode original = array.remove(i);
        agree(root);
        for (String replacement : REPLACEMENTS) {
          array.insert(i, MAPPER.readTree(replacement));
          agree(root);
          array.remove(i);
        }
        array.insert(i, original);
        mutate(root, original);
      }
    }
  }

  private void agree(JsonNode declaration) throws IOException {
    boolean schemaAccepts = schema.validate(declaration).isEmpty();
    String text = MAPPER.writeValueAsString(declaration);
    try {
      Declaration.parse(Bytes.utf8(text));
      assertThat(schemaAccepts).as("the parser accepts, the schema refuses %s", text).isTrue();
      accepted++;
    } catch (JsonException e) {
      if (BEYOND_A_SCHEMA.stream().noneMatch(e.problem()::contains)) {
        assertThat(schemaAccepts)
            .as("the parser refuses (%s), the schema accepts %s", e.getMessage(), text)
            .isFalse();
      }
      refused++;
    }
  }

  private static void collectMembers(JsonNode node, Set<String> members) {
    if (node.get("properties") instanceof ObjectNode properties) {
      members.addAll(names(properties));
    }
    node.forEach(child -> collectMembers(child, members));
  }

  private static List<String> names(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> schemaNames() {
    return Stream.concat(
            Stream.of("declaration", "common"),
            Stream.of(SectionName.values()).map(SectionName::text))
        .toList();
  }

  private static JsonNode readSchema(String name) throws IOException {
    String path = "/dev/runseal/declaration/" + name + ".schema.json";
    try (InputStream in = Declaration.class.getResourceAsStream(path)) {
      return MAPPER.readTree(in);
    }
  }
}
