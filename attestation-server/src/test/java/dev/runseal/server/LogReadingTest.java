package dev.runseal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.client.Reply;
import dev.runseal.client.UnixSocketClient;
import dev.runseal.json.ObjectReader;
import dev.runseal.key.SoftwareKey;
import dev.runseal.ledger.ForeignTileClient;
import dev.runseal.note.Checkpoint;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.statement.Statement;
import dev.runseal.tree.ConsistencyProof;
import dev.runseal.tree.TreeHash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The log over HTTP, for whoever wants to read and check it. */
class LogReadingTest {
  private static final String FOREVER = "max-age=31536000, immutable";

  private DaemonFixture daemon;
  private String log;

  @BeforeEach
  void start(@TempDir Path dir) throws Exception {
    start(DaemonFixture.config(dir, false).withReaders(Set.of(PeerCredentials.ownUid())));
  }

  @AfterEach
  void stop() {
    daemon.close();
  }

  @Test
  void aForeignClientReadsTheServedLogAndDerivesItsRoot() throws Exception {
    for (int size : List.of(1, 255, 256, 257)) {
      grow(size);
      Checkpoint head = head();
      assertThat(head.size()).isEqualTo(size);
      try (UnixSocketClient client = daemon.connect()) {
        List<byte[]> entries =
            new ForeignTileClient(path -> fetch(client, path))
                .read(size, head.root().digest().value().toArray());
        Statement last = Statement.parse(Bytes.of(entries.getLast()));
        assertThat(last.position().index()).isEqualTo(size - 1);
      }
    }
  }

  @Test
  void whatNeverChangesMayBeKeptAndTheHeadIsAskedForAgain() throws Exception {
    grow(256);
    for (String tile : List.of("0/000", "0/000.p/5", "1/000.p/1")) {
      Reply reply = daemon.get(log + "/tile/" + tile);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.findHeader("cache-control")).contains("public, " + FOREVER);
      assertThat(reply.findHeader("content-type")).contains("application/octet-stream");
      assertThat(reply.findHeader("content-encoding")).isEmpty();
    }
    Reply entries = daemon.get(log + "/tile/entries/000.p/1");
    assertThat(entries.findHeader("cache-control")).contains("private, " + FOREVER);
    assertThat(entries.findHeader("content-type")).contains("application/octet-stream");
    Reply checkpoint = daemon.get(log + "/checkpoint");
    assertThat(checkpoint.findHeader("cache-control")).contains("no-cache");
    assertThat(checkpoint.findHeader("content-type")).contains("text/plain;charset=utf-8");
    assertThat(daemon.get(log + "/consistency?from=1&to=2").findHeader("cache-control"))
        .contains("public, " + FOREVER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0/000",
        "0/000.p/4",
        "0/001.p/1",
        "1/000.p/1",
        "5/000.p/1",
        "6/000.p/1",
        "entries/000",
        "entries/000.p/4",
        "0/x000/000.p/1",
        "0/000.p/0",
        "0/000.p/256",
        "0/000.p/03",
        "0/0",
        "00/000.p/1",
        "0/000.p",
        "0",
        "leaves/000",
        "0/x999/x999/x999/x999/999.p/1",
      })
  void aTileThatIsNotInTheSignedLogIsNotFound(String tile) throws Exception {
    grow(3);
    SealsTest.problem(daemon.get(log + "/tile/" + tile), 404, "no-such-tile");
  }

  @Test
  void theHeadOfAnAnswerCanBeAskedForAlone() throws Exception {
    grow(3);
    for (String path : List.of("/checkpoint", "/tile/0/000.p/3", "/tile/0/000")) {
      String rest = " %s%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".formatted(log, path);
      String get = daemon.raw("GET" + rest);
      assertThat(daemon.raw("HEAD" + rest))
          .isEqualTo(get.substring(0, get.indexOf("\r\n\r\n") + 4));
    }
  }

  @Test
  void entriesAreForReadersAndHashesForEveryone(@TempDir Path dir) throws Exception {
    daemon.close();
    start(DaemonFixture.config(dir, false));
    grow(3);
    assertThat(daemon.get(log + "/tile/0/000.p/3").status()).isEqualTo(200);
    Reply refused = daemon.get(log + "/tile/entries/000.p/3");
    assertThat(SealsTest.problem(refused, 403, "not-a-reader").string("detail"))
        .isEqualTo(
            "the entries of a log are for readers, and unix:%d is none: its uid is not under readers in the configuration"
                .formatted(PeerCredentials.ownUid()));
  }

  @Test
  void consistencyIsProvenBetweenAnyTwoSizes() throws Exception {
    List<TreeHash> roots = new ArrayList<>();
    for (int size = 1; size <= 9; size++) {
      grow(size);
      roots.add(head().root());
    }
    for (int to = 1; to <= roots.size(); to++) {
      for (int from = 1; from <= to; from++) {
        Reply reply = daemon.get(log + "/consistency?from=%d&to=%d".formatted(from, to));
        ObjectReader proof = DaemonFixture.json(reply);
        assertThat(proof.string("log")).isEqualTo(daemon.log().text());
        new ConsistencyProof(
                proof.natural("from"),
                proof.natural("to"),
                proof.array(
                    "hashes",
                    (hash, at) -> new TreeHash(Sha256.parse(ObjectReader.asString(hash, at)))))
            .verify(roots.get(from - 1), roots.get(to - 1));
        proof.end();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "none|from: is missing",
        "?from=1|to: is missing",
        "?from=0&to=2|from: found 0, expected 1 to 2",
        "?from=3&to=2|from: found 3, expected 1 to 2",
        "?from=1&to=4|to: found 4, the log has 3 signed entries",
        "?from=1&to=9999999999999999|to: found 9999999999999999, the log has 3 signed entries",
        "?from=1&to=99999999999999999999|to: found \"99999999999999999999\", expected a number",
        "?from=01&to=2|from: found \"01\", expected a number",
        "?from=-1&to=2|from: found \"-1\", expected a number",
        "?from=&to=2|from: found \"\", expected a number",
        "?from=1&to=2&to=3|to: given 2 times, expected once",
        "?from=1&to=2&x=3|x: unknown parameter",
      })
  void consistencyOutsideOfTheSignedLogIsRefused(String query, String detail) throws Exception {
    grow(3);
    Reply reply = daemon.get(log + "/consistency" + (query == null ? "" : query));
    assertThat(SealsTest.problem(reply, 422, "invalid-parameter").string("detail"))
        .isEqualTo(detail);
  }

  @Test
  void anotherLogHasNoTilesHere() throws Exception {
    String other = "/v1/logs/" + "0".repeat(32);
    SealsTest.problem(daemon.get(other + "/tile/0/000.p/1"), 404, "no-such-log");
    SealsTest.problem(daemon.get(other + "/consistency?from=1&to=1"), 404, "no-such-log");
  }

  private void start(ServerConfig config) throws Exception {
    daemon = DaemonFixture.start(config, SoftwareKey.named("sealing"), DaemonFixture.OTHER);
    log = "/v1/logs/" + daemon.log().keyHash();
  }

  private void grow(int size) throws Exception {
    long now = head().size();
    if (now < size) {
      String seals =
          IntStream.range((int) now, size)
              .mapToObj(i -> DaemonFixture.sealRequest("run-" + i))
              .collect(Collectors.joining(",", "{\"seals\":[", "]}"));
      assertThat(daemon.post("/v1/seals/batch", seals).status()).isEqualTo(201);
    }
  }

  private Checkpoint head() throws Exception {
    return SignedCheckpoint.parse(daemon.get(log + "/checkpoint").body().toUtf8()).checkpoint();
  }

  private byte[] fetch(UnixSocketClient client, String path) throws Exception {
    Reply reply = client.get(log + "/" + path);
    assertThat(reply.status()).as(path).isEqualTo(200);
    return reply.body().toArray();
  }
}
