package dev.runseal.server;

import static dev.runseal.server.DaemonFixture.DIGEST;
import static dev.runseal.server.DaemonFixture.sealRequest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bundle.Bundle;
import dev.runseal.bytes.Bytes;
import dev.runseal.client.Reply;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.ObjectReader;
import dev.runseal.key.SoftwareKey;
import dev.runseal.tree.LeafHash;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every execution of one declaration, for who may see it. */
class ExecutionsTest {
  private static final String OTHER_DIGEST = "sha256:" + "0".repeat(64);
  private static final String QUERY = "/v1/seals?declaration=" + DIGEST;

  @TempDir Path dir;
  private TcpCaller other;
  private DaemonFixture daemon;

  @BeforeEach
  void start() throws Exception {
    other = TcpCaller.onFreePort();
    start(Set.of());
  }

  @AfterEach
  void stop() {
    daemon.close();
  }

  @Test
  void aCallerSeesItsOwnExecutionsOfADeclarationOldestFirst() throws Exception {
    sealAlternating();
    Page page = page(QUERY);
    assertThat(page.indexes()).containsExactly(0L, 4L);
    assertThat(page.next).isEmpty();
    for (Bundle bundle : page.bundles) {
      assertThat(bundle.keyAttestation()).isEmpty();
      bundle.receipt().head().verify(SoftwareKey.named("sealing").publicKey());
      bundle
          .receipt()
          .proof()
          .verify(LeafHash.of(bundle.statement()), bundle.receipt().head().checkpoint().root());
    }
  }

  @Test
  void aReaderSeesThoseOfAllCallers() throws Exception {
    daemon.close();
    start(Set.of(PeerCredentials.ownUid()));
    sealAlternating();
    assertThat(page(QUERY).indexes()).containsExactly(0L, 1L, 3L, 4L);
    assertThat(daemon.get("/v1/seals/1").status()).isEqualTo(200);
    // What a reader may not do is end another caller's run.
    SealsTest.problem(
        daemon.post("/v1/completions", daemon.completion(1, "completed")), 403, "not-your-seal");
  }

  @Test
  void pagesFollowEachOtherToTheEnd() throws Exception {
    for (int i = 0; i < 5; i++) {
      daemon.seal("run-" + i);
    }
    List<Long> indexes = new ArrayList<>();
    Optional<String> next = Optional.of(QUERY + "&limit=2");
    int pages = 0;
    while (next.isPresent()) {
      Page page = page(next.get());
      assertThat(page.bundles).hasSizeLessThanOrEqualTo(2);
      indexes.addAll(page.indexes());
      next = page.next;
      pages++;
    }
    assertThat(indexes).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void aPageOfOthersSealsIsEmptyAndGoesOn() throws Exception {
    sealAlternating();
    Page page = page(QUERY + "&after=0&limit=2");
    assertThat(page.bundles).isEmpty();
    assertThat(page.next).contains(QUERY + "&after=3&limit=2");
    assertThat(page(page.next.orElseThrow()).indexes()).containsExactly(4L);
  }

  @Test
  void aDeclarationThatWasNeverSealedHasNoExecutions() throws Exception {
    assertThat(page("/v1/seals?declaration=" + OTHER_DIGEST).bundles).isEmpty();
    daemon.seal("run-0");
    assertThat(page(QUERY + "&after=7").bundles).isEmpty();
    assertThat(page(QUERY + "&after=9999999999999999").next).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "none|declaration: is missing",
        "?declaration=x|declaration: digest is \"x\", expected sha256: and 64 lower-case hex digits",
        "?declaration=DIGEST&limit=0|limit: found 0, expected 1 to 1000",
        "?declaration=DIGEST&limit=1001|limit: found 1001, expected 1 to 1000",
        "?declaration=DIGEST&limit=9999999999999999|limit: found 2147483647, expected 1 to 1000",
        "?declaration=DIGEST&after=-1|after: found \"-1\", expected a number",
        "?declaration=DIGEST&declaration=DIGEST|declaration: given 2 times, expected once",
        "?declaration=DIGEST&caller=unix:0|caller: unknown parameter",
      })
  void aBadQueryIsRefused(String query, String detail) throws Exception {
    Reply reply = daemon.get("/v1/seals" + (query == null ? "" : query.replace("DIGEST", DIGEST)));
    assertThat(SealsTest.problem(reply, 422, "invalid-parameter").string("detail"))
        .isEqualTo(detail);
  }

  @Test
  void aQueryThatIsNoneIsTheCallersMistake() throws Exception {
    assertThat(daemon.get("/v1/seals?declaration=%zz").status()).isBetween(400, 422);
  }

  /** Indexes 0 and 4 are this caller's, 1 and 3 the other's, 2 is of another declaration. */
  private void sealAlternating() throws Exception {
    daemon.seal("run-0");
    other.post("/v1/seals", sealRequest("run-1"));
    daemon.post("/v1/seals", sealRequest("run-2").replace(DIGEST, OTHER_DIGEST));
    other.post("/v1/seals", sealRequest("run-3"));
    daemon.seal("run-4");
  }

  private void start(Set<Long> readers) throws Exception {
    var config =
        DaemonFixture.config(
                Files.createTempDirectory(dir, "d"),
                true,
                OptionalInt.of(other.port()),
                DaemonFixture.PATIENT)
            .withReaders(readers);
    daemon = DaemonFixture.start(config, SoftwareKey.named("sealing"), DaemonFixture.OTHER);
  }

  private record Page(List<Bundle> bundles, Optional<String> next) {
    List<Long> indexes() {
      return bundles.stream().map(bundle -> bundle.receipt().index()).toList();
    }
  }

  private Page page(String path) throws Exception {
    Reply reply = daemon.get(path);
    assertThat(reply.status()).as(reply.body().toUtf8()).isEqualTo(200);
    ObjectReader document = DaemonFixture.json(reply);
    List<Bytes> found =
        document.array("bundles", (bundle, pointer) -> CanonicalJson.encode(bundle));
    Optional<String> next = document.findString("next");
    document.end();
    List<Bundle> bundles = new ArrayList<>();
    for (Bytes each : found) {
      bundles.add(Bundle.parse(each));
    }
    return new Page(bundles, next);
  }
}
