package dev.runseal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.client.Reply;
import dev.runseal.json.Json;
import dev.runseal.json.StrictJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenApiTest {
  private DaemonFixture daemon;

  @BeforeEach
  void start(@TempDir Path dir) throws Exception {
    daemon = DaemonFixture.start(dir);
  }

  @AfterEach
  void stop() {
    daemon.close();
  }

  @Test
  void everyRouteIsDocumentedAndEveryDocumentedRouteIsThere() throws Exception {
    List<String> documented = new ArrayList<>();
    paths()
        .forEach((path, operations) ->
            ((Json.Obj) operations)
                .members()
                .keySet()
                .forEach(method -> documented.add(method.toUpperCase(Locale.ROOT) + " " + path)));
    assertThat(daemon.routes()).containsExactlyInAnyOrderElementsOf(documented);
  }

  @Test
  void everyDocumentedRouteAnswersWithADocumentedStatus() throws Exception {
    for (var path : paths().entrySet()) {
      for (var operation : ((Json.Obj) path.getValue()).members().entrySet()) {
        String concrete =
            path.getKey()
                .replace("{index}", "0")
                .replace("{tile}", "0/000")
                .replace("{keyHash}", daemon.log().keyHash())
                .replace("{digest}", daemon.attestation.digest().toString());
        Reply reply =
            operation.getKey().equals("post") ? daemon.post(concrete, "{}") : daemon.get(concrete);
        Json responses = ((Json.Obj) operation.getValue()).find("responses").orElseThrow();
        assertThat(((Json.Obj) responses).members().keySet())
            .as("%s %s", operation.getKey(), concrete)
            .contains(Integer.toString(reply.status()));
        assertThat(reply.body().toUtf8()).doesNotContain("problems/no-such-resource");
      }
    }
  }

  @Test
  void theDocumentIsServedAsItStands() throws Exception {
    assertThat(daemon.get("/openapi.json").body()).isEqualTo(OpenApi.load());
  }

  @Test
  void everyProblemIsListedInTheDocs() throws Exception {
    String docs = Files.readString(docs());
    List<String> listed =
        docs.lines()
            .filter(line -> line.startsWith("| `https://runseal.dev/problems/"))
            .map(OpenApiTest::firstTwoCells)
            .toList();
    assertThat(listed)
        .containsExactlyElementsOf(
            Stream.of(Problem.values())
                .map(problem -> "`%s`%d".formatted(problem.type(), problem.status()))
                .toList());
  }

  @Test
  void everyRouteIsListedInTheDocs() throws Exception {
    String docs = Files.readString(docs());
    assertThat(daemon.routes()).allSatisfy(route -> assertThat(docs).contains("`" + route + "`"));
  }

  private static Map<String, Json> paths() throws Exception {
    Json.Obj document = (Json.Obj) StrictJson.parse(OpenApi.load(), 1 << 20);
    return ((Json.Obj) document.find("paths").orElseThrow()).members();
  }

  private static String firstTwoCells(String row) {
    List<String> cells = List.of(row.split("\\|", -1));
    return cells.get(1).strip() + cells.get(2).strip();
  }

  private static Path docs() {
    Path module = Path.of("").toAbsolutePath();
    return module.resolveSibling("docs").resolve("api.md");
  }
}
