package dev.runseal.server;

import static dev.runseal.server.DaemonFixture.DIGEST;
import static dev.runseal.server.DaemonFixture.sealRequest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bundle.Bundle;
import dev.runseal.bytes.Bytes;
import dev.runseal.client.Reply;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.json.ObjectReader;
import dev.runseal.json.StrictJson;
import dev.runseal.key.SoftwareKey;
import dev.runseal.statement.Seal;
import dev.runseal.statement.Statement;
import dev.runseal.tree.LeafHash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many seals in one request: all of them, or none. */
class BatchTest {
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
  void everySealGetsItsBundleInTheOrderOfTheRequestUnderOneHead() throws Exception {
    Reply reply = batch("run-0", "run-1", "run-2");
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.findHeader("content-type")).contains("application/json");
    List<Bundle> bundles = bundles(reply);
    assertThat(bundles).hasSize(3);
    for (int i = 0; i < bundles.size(); i++) {
      Bundle bundle = bundles.get(i);
      assertThat(execution(bundle)).isEqualTo("run-" + i);
      assertThat(bundle.receipt().index()).isEqualTo(i);
      assertThat(bundle.receipt().head()).isEqualTo(bundles.getFirst().receipt().head());
      assertVerifies(bundle);
    }
  }

  @Test
  void theSameBatchAgainIsAnsweredWithTheSameSeals() throws Exception {
    List<Bytes> first = statements(batch("run-0", "run-1"));
    Reply again = batch("run-0", "run-1");
    assertThat(again.status()).isEqualTo(200);
    assertThat(statements(again)).isEqualTo(first);
    assertThat(size()).isEqualTo(2);
  }

  @Test
  void whatWasSealedBeforeStandsBesideWhatIsNew() throws Exception {
    Bytes earlier = Bundle.parse(daemon.seal("run-1").body()).statement();
    Reply reply = batch("run-0", "run-1", "run-2");
    assertThat(reply.status()).isEqualTo(201);
    List<Bundle> bundles = bundles(reply);
    assertThat(bundles.get(1).statement()).isEqualTo(earlier);
    assertThat(bundles.stream().map(each -> each.receipt().index())).containsExactly(1L, 0L, 2L);
    for (Bundle bundle : bundles) {
      assertVerifies(bundle);
    }
  }

  @Test
  void oneConflictSealsNothing() throws Exception {
    daemon.seal("run-0");
    daemon.seal("run-2");
    String other = sealRequest("run-2").replace(DIGEST, "sha256:" + "0".repeat(64));
    Reply reply = post(List.of(sealRequest("run-1"), other, sealRequest("run-3")));
    ObjectReader problem = SealsTest.problem(reply, 409, "execution-reused");
    assertThat(problem.string("pointer")).isEqualTo("/seals/1/execution");
    assertThat(problem.natural("index")).isEqualTo(1);
    assertThat(problem.string("detail")).startsWith("entry 1 seals this execution with another");
    assertThat(size()).isEqualTo(2);
    assertThat(batch("run-1", "run-3").status()).isEqualTo(201);
  }

  @Test
  void oneIdTwiceSealsNothing() throws Exception {
    Reply reply = batch("run-0", "run-1", "run-0");
    ObjectReader problem = SealsTest.problem(reply, 422, "invalid-field");
    assertThat(problem.string("pointer")).isEqualTo("/seals/2/execution");
    assertThat(problem.string("detail"))
        .isEqualTo("an earlier seal of this request has the same execution id");
    assertThat(size()).isZero();
  }

  @Test
  void aThousandSealsWithAllThatASealCanHoldAreOneRequest() throws Exception {
    String parent = "x".repeat(126) + "/" + "0".repeat(32);
    List<String> requests =
        IntStream.range(0, 1_000)
            .mapToObj(i ->
                """
                {"declaration":"%s","execution":"%0128d","parent":{"log":"%s","index":9007199254740991,"leafHash":"%s"},
                 "traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}\
                """
                    .formatted(DIGEST, i, parent, DIGEST))
            .toList();
    Reply reply = post(requests);
    assertThat(reply.status()).as(reply.body().toString()).isEqualTo(201);
    assertThat(bundles(reply)).hasSize(1_000);
    assertThat(size()).isEqualTo(1_000);
  }

  @Test
  void aParentIsFilledInForEachSealOfABatch() throws Exception {
    Bundle parent = Bundle.parse(daemon.seal("parent").body());
    String child =
        sealRequest("child")
            .replace("}", ",\"parent\":{\"log\":\"%s\",\"index\":0}}".formatted(daemon.log()));
    Bundle bundle = bundles(post(List.of(sealRequest("run-1"), child))).get(1);
    Seal seal = (Seal) Statement.parse(bundle.statement());
    assertThat(seal.parent().orElseThrow().leafHash()).isEqualTo(LeafHash.of(parent.statement()));
  }

  @Test
  void moreThanAThousandSealsAreRefused() throws Exception {
    String[] executions =
        IntStream.rangeClosed(0, 1_000).mapToObj(i -> "run-" + i).toArray(String[]::new);
    ObjectReader problem = SealsTest.problem(batch(executions), 422, "invalid-field");
    assertThat(problem.string("pointer")).isEqualTo("/seals");
    assertThat(problem.string("detail")).isEqualTo("found 1001 seals, expected 1 to 1000");
    assertThat(size()).isZero();
  }

  @Test
  void aBodyOverOneMebibyteIsRefused() throws Exception {
    Reply reply = daemon.post("/v1/seals/batch", " ".repeat((1 << 20) + 1));
    assertThat(SealsTest.problem(reply, 413, "body-too-large").string("detail"))
        .isEqualTo("request body has 1048577 bytes, expected at most 1048576");
  }

  /** Each row: a request body, the pointer of its problem, the detail. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}||field \"seals\" is missing",
        "{\"seals\":{}}|/seals|found an object, expected an array",
        "{\"seals\":[]}|/seals|found 0 seals, expected 1 to 1000",
        "{\"seals\":[A],\"x\":1}|/x|unknown field \"x\"",
        "{\"seals\":[A,7]}|/seals/1|found an integer, expected an object",
        "{\"seals\":[A,{\"execution\":\"b\"}]}|/seals/1|field \"declaration\" is missing",
        "{\"seals\":[A,{\"declaration\":\"D\",\"execution\":\"\"}]}|/seals/1/execution|execution is \"\", expected 1 to 128 of [A-Za-z0-9._:/-]",
        "{\"seals\":[A,{\"declaration\":\"D\",\"execution\":\"b\",\"x/y\":1}]}|/seals/1/x~1y|unknown field \"x/y\"",
        "{\"seals\":[A,{\"declaration\":\"D\",\"execution\":\"b\",\"traceparent\":\"x\"}]}|/seals/1/traceparent|traceparent is \"x\"",
        "{\"seals\":[A,{\"declaration\":\"D\",\"execution\":\"b\",\"parent\":{\"log\":\"x\",\"index\":0}}]}|/seals/1/parent/log|origin is \"x\"",
        "{\"seals\":[A,{\"declaration\":\"D\",\"execution\":\"b\",\"parent\":{\"log\":\"LOG\",\"index\":0}}]}|/seals/1/parent/index|index is 0, LOG has 0 entries",
        "{\"seals\":[A,{\"declaration\":\"D\",\"execution\":\"b\",\"dsse\":true}]}|/seals/1/dsse|not in a batch: each costs a token operation of its own, ask with POST /v1/seals",
      })
  void oneBadSealRefusesTheBatchAndIsNamed(String body, String pointer, String detail)
      throws Exception {
    String json =
        body.replace("A", sealRequest("a"))
            .replace("\"D\"", '"' + DIGEST + '"')
            .replace("LOG", daemon.log().text());
    ObjectReader problem =
        SealsTest.problem(daemon.post("/v1/seals/batch", json), 422, "invalid-field");
    assertThat(problem.string("detail")).contains(detail.replace("LOG", daemon.log().text()));
    assertThat(problem.findString("pointer").orElse("")).isEqualTo(pointer == null ? "" : pointer);
    assertThat(size()).isZero();
  }

  private Reply batch(String... executions) throws Exception {
    return post(
        IntStream.range(0, executions.length).mapToObj(i -> sealRequest(executions[i])).toList());
  }

  private Reply post(List<String> requests) throws Exception {
    return daemon.post("/v1/seals/batch", "{\"seals\":[" + String.join(",", requests) + "]}");
  }

  private long size() throws Exception {
    return DaemonFixture.json(daemon.get("/readyz")).natural("size");
  }

  private List<Bundle> bundles(Reply reply) throws Exception {
    ObjectReader answer = ObjectReader.of(StrictJson.parse(reply.body(), 1 << 24));
    assertThat(answer.base64("keyAttestation")).isEqualTo(daemon.attestation.encode());
    List<Json> found = answer.array("bundles", (bundle, pointer) -> bundle);
    answer.end();
    List<Bundle> bundles = new ArrayList<>();
    for (Json each : found) {
      Bundle bundle = Bundle.parse(CanonicalJson.encode(each));
      assertThat(bundle.keyAttestation()).isEmpty();
      bundles.add(bundle);
    }
    return bundles;
  }

  private List<Bytes> statements(Reply reply) throws Exception {
    return bundles(reply).stream().map(Bundle::statement).toList();
  }

  private static String execution(Bundle bundle) throws Exception {
    return ((Seal) Statement.parse(bundle.statement())).execution().id();
  }

  private static void assertVerifies(Bundle bundle) throws Exception {
    bundle.receipt().head().verify(SoftwareKey.named("sealing").publicKey());
    bundle
        .receipt()
        .proof()
        .verify(LeafHash.of(bundle.statement()), bundle.receipt().head().checkpoint().root());
  }
}
