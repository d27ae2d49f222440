package dev.runseal.server;

import static dev.runseal.server.DaemonFixture.DIGEST;
import static dev.runseal.server.DaemonFixture.sealRequest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bundle.Bundle;
import dev.runseal.bytes.Bytes;
import dev.runseal.client.Reply;
import dev.runseal.json.ObjectReader;
import dev.runseal.key.SoftwareKey;
import dev.runseal.statement.Caller;
import dev.runseal.statement.Completion;
import dev.runseal.statement.Seal;
import dev.runseal.statement.Separation;
import dev.runseal.statement.Statement;
import dev.runseal.tree.LeafHash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SealsTest {
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
  void aDigestBecomesASealAndItsBundle() throws Exception {
    Reply reply = daemon.seal("run-1");
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.findHeader("content-type")).contains(Bundle.MEDIA_TYPE);
    Bundle bundle = Bundle.parse(reply.body());
    Seal seal = (Seal) Statement.parse(bundle.statement());
    long uid = PeerCredentials.ownUid();
    assertThat(seal.caller()).isEqualTo(new Caller.Unix(uid));
    assertThat(seal.separation())
        .isEqualTo(uid == 0 ? Separation.PRIVILEGED : Separation.OTHER_USER);
    assertThat(seal.workload()).contains("tests");
    assertThat(seal.declaration().toString()).isEqualTo(DIGEST);
    assertThat(seal.signer()).isEqualTo(DaemonFixture.OTHER);
    assertThat(bundle.keyAttestation()).contains(daemon.attestation.encode());
    bundle.receipt().head().verify(SoftwareKey.named("sealing").publicKey());
    bundle
        .receipt()
        .proof()
        .verify(LeafHash.of(bundle.statement()), bundle.receipt().head().checkpoint().root());
  }

  @Test
  void theSameRequestAgainIsTheSameSeal() throws Exception {
    Bundle first = Bundle.parse(daemon.seal("run-1").body());
    Reply again = daemon.seal("run-1");
    assertThat(again.status()).isEqualTo(200);
    assertThat(Bundle.parse(again.body()).statement()).isEqualTo(first.statement());
  }

  @Test
  void anExecutionIdForAnotherDeclarationIsAConflictThatNamesTheEarlierSeal() throws Exception {
    daemon.seal("run-0");
    daemon.seal("run-1");
    String other = sealRequest("run-1").replace(DIGEST, "sha256:" + "0".repeat(64));
    Reply reply = daemon.post("/v1/seals", other);
    ObjectReader problem = problem(reply, 409, "execution-reused");
    assertThat(problem.string("detail"))
        .isEqualTo(
            "entry 1 seals this execution with another declaration or parent: take a new execution id");
    assertThat(problem.natural("index")).isEqualTo(1);
  }

  @Test
  void identicalRequestsAtOnceMakeOneSeal() throws Exception {
    int callers = 16;
    List<Callable<Reply>> requests = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      requests.add(() -> daemon.seal("run-1"));
    }
    List<Integer> statuses = new ArrayList<>();
    List<Bytes> statements = new ArrayList<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var each : executor.invokeAll(requests)) {
        statuses.add(each.get().status());
        statements.add(Bundle.parse(each.get().body()).statement());
      }
    }
    assertThat(statuses).containsOnlyOnce(201).hasSize(callers).containsOnly(200, 201);
    assertThat(statements.stream().distinct()).hasSize(1);
  }

  @Test
  void aMinimalBundleLeavesTheKeyAttestationOut() throws Exception {
    try (var client = daemon.connect()) {
      Reply reply =
          client.request(
              "POST",
              "/v1/seals",
              Map.of("Content-Type", "application/json", "Prefer", "return=minimal"),
              Bytes.utf8(sealRequest("run-1")));
      assertThat(reply.findHeader("preference-applied")).contains("return=minimal");
      assertThat(Bundle.parse(reply.body()).keyAttestation()).isEmpty();
    }
  }

  @Test
  void aDsseSignatureIsMadeOnRequest() throws Exception {
    Reply reply = daemon.post("/v1/seals", sealRequest("run-1").replace("}", ",\"dsse\":true}"));
    Bundle bundle = Bundle.parse(reply.body());
    bundle
        .dsse()
        .orElseThrow()
        .verify(bundle.statement(), SoftwareKey.named("sealing").publicKey());
  }

  @Test
  void aParentInThisLogGetsItsLeafHashFromTheSigner() throws Exception {
    Bundle parent = Bundle.parse(daemon.seal("parent").body());
    Reply reply = daemon.post("/v1/seals", withParent("0"));
    Seal seal = (Seal) Statement.parse(Bundle.parse(reply.body()).statement());
    assertThat(seal.parent().orElseThrow().leafHash()).isEqualTo(LeafHash.of(parent.statement()));
  }

  @Test
  void aParentThatIsNotThereIsRefused() throws Exception {
    ObjectReader problem = problem(daemon.post("/v1/seals", withParent("7")), 422, "invalid-field");
    assertThat(problem.string("pointer")).isEqualTo("/parent/index");
    assertThat(problem.string("detail"))
        .isEqualTo("index is 7, %s has 0 entries".formatted(daemon.log()));
  }

  @Test
  void aCompletionCarriesItsSealUnderOneCheckpoint() throws Exception {
    Bundle sealed = Bundle.parse(daemon.seal("run-1").body());
    Reply reply = daemon.post("/v1/completions", daemon.completion(0, "completed"));
    assertThat(reply.status()).isEqualTo(201);
    Bundle bundle = Bundle.parse(reply.body());
    assertThat(bundle.seal().orElseThrow().statement()).isEqualTo(sealed.statement());
    assertThat(bundle.seal().orElseThrow().receipt().head()).isEqualTo(bundle.receipt().head());
    Completion completion = (Completion) Statement.parse(bundle.statement());
    assertThat(completion.seal().leafHash()).isEqualTo(LeafHash.of(sealed.statement()));
    assertThat(daemon.post("/v1/completions", daemon.completion(0, "completed")).status())
        .isEqualTo(200);
  }

  @Test
  void anotherOutcomeOfACompletedSealIsAConflict() throws Exception {
    daemon.seal("run-1");
    daemon.post("/v1/completions", daemon.completion(0, "completed"));
    Reply reply = daemon.post("/v1/completions", daemon.completion(0, "failed"));
    ObjectReader problem = problem(reply, 409, "already-completed");
    assertThat(problem.natural("index")).isEqualTo(1);
    assertThat(problem.string("detail"))
        .isEqualTo("entry 1 completes this seal with other outputs or another outcome");
  }

  @Test
  void whatIsNoSealCanNotBeCompleted() throws Exception {
    problem(daemon.post("/v1/completions", daemon.completion(0, "failed")), 404, "no-such-seal");
    daemon.seal("run-1");
    daemon.post("/v1/completions", daemon.completion(0, "completed"));
    ObjectReader problem =
        problem(
            daemon.post("/v1/completions", daemon.completion(1, "failed")), 404, "no-such-seal");
    assertThat(problem.string("detail"))
        .isEqualTo("entry 1 of %s is not a seal".formatted(daemon.log()));
  }

  @Test
  void aSealIsReadUnderTheNewestHeadByBothPaths() throws Exception {
    Bundle first = Bundle.parse(daemon.seal("run-1").body());
    daemon.seal("run-2");
    Bundle read = Bundle.parse(daemon.get("/v1/seals/0").body());
    assertThat(read.statement()).isEqualTo(first.statement());
    assertThat(read.receipt().head().checkpoint().size()).isEqualTo(2);
    Reply named = daemon.get("/v1/logs/%s/seals/0".formatted(daemon.log().keyHash()));
    assertThat(named.body()).isEqualTo(daemon.get("/v1/seals/0").body());
  }

  @Test
  void aCompletionIsReadWithItsSeal() throws Exception {
    daemon.seal("run-1");
    daemon.post("/v1/completions", daemon.completion(0, "completed"));
    assertThat(Bundle.parse(daemon.get("/v1/seals/1").body()).seal()).isPresent();
  }

  /** Each row: a request body, the status, the problem, its pointer, its detail. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{|400|malformed-json||malformed json",
        "|400|malformed-json||json text is empty",
        "{\"execution\":\"a\",\"execution\":\"a\"}|400|malformed-json||/execution: duplicate key \"execution\"",
        "{}{}|400|malformed-json||json text goes on after its value",
        "[]|422|invalid-field||found an array, expected an object",
        "{\"execution\":\"a\"}|422|invalid-field||field \"declaration\" is missing",
        "{\"declaration\":\"D\",\"execution\":\"a\",\"x\":1}|422|invalid-field|/x|unknown field \"x\"",
        "{\"declaration\":7,\"execution\":\"a\"}|422|invalid-field|/declaration|found an integer, expected a string",
        "{\"declaration\":\"sha256:ABCDEF\",\"execution\":\"a\"}|422|invalid-field|/declaration|64 lower-case hex digits",
        "{\"declaration\":\"UPPER\",\"execution\":\"a\"}|422|invalid-field|/declaration|64 lower-case hex digits",
        "{\"declaration\":\"D\",\"execution\":\"\"}|422|invalid-field|/execution|execution is \"\", expected 1 to 128 of [A-Za-z0-9._:/-]",
        "{\"declaration\":\"D\",\"execution\":\"a b\"}|422|invalid-field|/execution|execution is \"a b\"",
        "{\"declaration\":\"D\",\"execution\":\"a\",\"traceparent\":\"x\"}|422|invalid-field|/traceparent|traceparent is \"x\"",
        "{\"declaration\":\"D\",\"execution\":\"a\",\"dsse\":\"yes\"}|422|invalid-field|/dsse|expected true or false",
        "{\"declaration\":\"D\",\"execution\":\"a\",\"parent\":{\"log\":\"x\",\"index\":0}}|422|invalid-field|/parent/log|origin is \"x\"",
        "{\"declaration\":\"D\",\"execution\":\"a\",\"parent\":{\"log\":\"x/00000000000000000000000000000000\",\"index\":0}}|422|invalid-field|/parent/leafHash|is missing: this signer can't fill it in for log x/00000000000000000000000000000000",
      })
  void aBadSealRequestIsRefused(String body, int status, String type, String pointer, String detail)
      throws Exception {
    String json =
        body == null
            ? ""
            : body.replace("\"D\"", '"' + DIGEST + '"')
                .replace("UPPER", "sha256:" + "A".repeat(64));
    ObjectReader problem = problem(daemon.post("/v1/seals", json), status, type);
    assertThat(problem.string("detail")).contains(detail);
    assertThat(problem.findString("pointer").orElse("")).isEqualTo(pointer == null ? "" : pointer);
    assertThat(daemon.get("/v1/logs").body().toUtf8()).contains("\"size\":0");
  }

  @Test
  void tooManyOutputsForOneEntryAreRefused() throws Exception {
    daemon.seal("run-1");
    var outputs = new StringBuilder();
    for (int i = 0; i < 640; i++) {
      outputs.append("{\"name\":\"%d\",\"digest\":\"%s\"},".formatted(100 + i, DIGEST));
    }
    String request =
        daemon.completion(0, "completed").replace("\"outputs\":[", "\"outputs\":[" + outputs);
    problem(daemon.post("/v1/completions", request), 422, "statement-too-large");
  }

  private String withParent(String index) {
    String parent = ",\"parent\":{\"log\":\"%s\",\"index\":%s}}".formatted(daemon.log(), index);
    return sealRequest("child").replace("}", parent);
  }

  static ObjectReader problem(Reply reply, int status, String type) throws Exception {
    assertThat(reply.body().toUtf8())
        .contains("\"type\":\"https://runseal.dev/problems/" + type + '"');
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.findHeader("content-type")).contains("application/problem+json");
    ObjectReader problem = DaemonFixture.json(reply);
    assertThat(problem.natural("status")).isEqualTo(status);
    return problem;
  }
}
