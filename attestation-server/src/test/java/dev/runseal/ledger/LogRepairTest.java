package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.note.Checkpoint;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.statement.Timestamp;
import dev.runseal.tree.TilePath;
import dev.runseal.tree.TreeHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a repair makes again, and that it touches nothing else. */
class LogRepairTest {
  private static final int SMALL_SEGMENT = 1 << 14;

  @TempDir Path parent;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 257, 600})
  void whatWasLostIsMadeAgainByteForByte(int size) throws Exception {
    Path state = stopped(size);
    Map<String, Bytes> before = files(state);
    delete(state.resolve("index"));
    for (String name : before.keySet()) {
      if (name.contains(".p/")) {
        Files.delete(state.resolve(name));
      }
    }

    repair(state);

    assertThat(files(state)).isEqualTo(before);
    try (var lock = StateLock.acquire(state);
        var again = LogRepair.find(lock)) {
      assertThat(again.tiles()).isEmpty();
      assertThat(again.indexProblem()).isEmpty();
    }
  }

  @Test
  void wrongPartialTilesAndIndexesAreNamedAndMadeAgain() throws Exception {
    Path state = stopped(600);
    Map<String, Bytes> before = files(state);
    flip(state.resolve("tile/0/002.p/88"));
    flip(state.resolve("tile/entries/002.p/88"));
    flip(state.resolve("index/0-600"));
    Map<String, Bytes> damaged = files(state);

    try (var lock = StateLock.acquire(state);
        var repair = LogRepair.find(lock)) {
      assertThat(files(state)).as("what was only looked at").isEqualTo(damaged);
      assertThat(repair.tiles())
          .containsExactly(TilePath.hashes(0, 2, 88), TilePath.entries(2, 88));
      assertThat(repair.indexProblem().orElseThrow())
          .startsWith(
              "index of %s is not that of its entries: index segment 0-600".formatted(state));
      repair.apply();
    }

    assertThat(files(state)).isEqualTo(before);
  }

  @Test
  void aFullTileOrBundleThatIsWrongOrMissingIsRefusedByName() throws Exception {
    Path state = stopped(600);
    String tree = "entries hash to root .*, checkpoint of size 600 has .*";
    refuses(
        state, "tile/0/000", "tile/0/000 is not what the entries give: restore it from a backup");
    refuses(
        state,
        "tile/entries/000",
        tree + ", and tile/entries/000 does not hash to tile/0/000: restore it from a backup");
    refusesWithout(state, "tile/0/000", "tile/0/000 is missing: restore it from a backup");
    refusesWithout(
        state, "tile/entries/000", "tile/entries/000 is missing: restore it from a backup");
    refusesWithout(state, "checkpoint", ".*/checkpoint is missing: restore it from a backup");
  }

  @Test
  void aCheckpointOfAnotherTreeIsRefused() throws Exception {
    Path state = stopped(600);
    var other =
        SignedCheckpoint.sign(new Checkpoint(StoreLog.ORIGIN, 600, TreeHash.EMPTY), StoreLog.KEY);
    Files.writeString(state.resolve("checkpoint"), other.encode());
    verifyRefused(
        state,
        "entries hash to root .*, checkpoint of size 600 has "
            + TreeHash.EMPTY
            + ": restore it from a backup");
  }

  @Test
  void aTruncatedBundleIsRefusedByName() throws Exception {
    Path state = stopped(600);
    Path bundle = state.resolve("tile/entries/000");
    byte[] content = Files.readAllBytes(bundle);
    Files.write(bundle, Bytes.of(content).slice(0, content.length - 1).toArray());

    assertThatThrownBy(() -> repair(state))
        .hasMessageMatching(
            "tile/entries/000 does not read \\(tile/entries/000: .*\\): restore it from a backup");
  }

  @Test
  void whatTheNextStartWritesAgainAnywayIsSaidToBeThat() throws Exception {
    Path state = stopped(600, 1 << 24);
    Map<String, Bytes> before = files(state);
    Files.delete(state.resolve("tile/entries/001"));
    flip(state.resolve("tile/0/001"));

    assertThatThrownBy(() -> repair(state))
        .hasMessage(
            "tile/entries/001 is missing: its entries are in the journal, and the daemon's next"
                + " start writes it again");

    new StoreLog(state, DiskDirectory::new, 1 << 24, plain(600)).close();
    assertThat(files(state)).isEqualTo(before);
  }

  @Test
  void aJournalThatIsShorterThanTheCheckpointIsRefused() throws Exception {
    Path state = stopped(600);
    List<String> segments = new DiskDirectory(state).list("journal");
    Path last = state.resolve("journal/" + segments.getLast());
    byte[] content = Files.readAllBytes(last);
    Files.write(last, Bytes.of(content).slice(0, content.length - 1).toArray());
    assertThatThrownBy(() -> repair(state))
        .hasMessageMatching(
            "journal goes from entry 500 to before entry 500, expected from 512 or before to 600 or"
                + " behind: restore it from a backup");
    delete(state.resolve("journal"));
    Files.createDirectory(state.resolve("journal"));
    assertThatThrownBy(() -> repair(state))
        .hasMessageMatching("there is no journal in .*/journal: restore it from a backup");
  }

  @Test
  void entriesThatAreNoStatementsKeepTheIndexFromBeingMade() throws Exception {
    Path state = StoreLog.directory(parent);
    var log = new StoreLog(state, DiskDirectory::new, SMALL_SEGMENT, new PlainTree());
    log.append(List.of(Bytes.utf8("no statement")));
    log.publish();
    log.close();
    Files.delete(state.resolve("tile/0/000.p/1"));

    assertThatThrownBy(() -> repair(state))
        .hasMessageStartingWith("journal entry 0 is no statement: ");
    assertThat(state.resolve("tile/0/000.p/1")).doesNotExist();
  }

  @Test
  void aStateThatIsInUseIsRefused() throws Exception {
    Path state = StoreLog.directory(parent);
    var log = new StoreLog(state, DiskDirectory::new, SMALL_SEGMENT, new PlainTree());
    assertThatThrownBy(() -> repair(state))
        .hasMessage("state directory %s is in use by another runseal", state);
    log.close();
  }

  private void refuses(Path state, String name, String message) throws IOException {
    flip(state.resolve(name));
    verifyRefused(state, message);
    flip(state.resolve(name));
  }

  private void refusesWithout(Path state, String name, String message) throws IOException {
    byte[] content = Files.readAllBytes(state.resolve(name));
    Files.delete(state.resolve(name));
    verifyRefused(state, message);
    Files.write(state.resolve(name), content);
  }

  /** Though there is something that could be repaired. */
  private static void verifyRefused(Path state, String message) throws IOException {
    Path partial = state.resolve("tile/1/000.p/2");
    byte[] content = Files.readAllBytes(partial);
    Files.delete(partial);
    Map<String, Bytes> before = files(state);
    assertThatThrownBy(() -> repair(state))
        .isInstanceOf(LedgerException.class)
        .hasMessageMatching(message)
        .extracting(e -> ((LedgerException) e).reason())
        .isEqualTo(LedgerException.Reason.READ_FAILED);
    assertThat(files(state)).isEqualTo(before);
    Files.write(partial, content);
  }

  private Path stopped(int size) throws Exception {
    return stopped(size, SMALL_SEGMENT);
  }

  /** A state directory as an orderly stop leaves it. */
  private Path stopped(int size, int segmentBytes) throws Exception {
    Path state = StoreLog.directory(parent);
    PlainTree entries = plain(size);
    var log = new StoreLog(state, DiskDirectory::new, segmentBytes, new PlainTree());
    for (int from = 0; from < size; from += 100) {
      List<Bytes> some = new ArrayList<>();
      for (int i = from; i < Math.min(size, from + 100); i++) {
        some.add(entries.entry(i));
      }
      log.append(some);
    }
    // Once, so that no partial tiles of an earlier head are there.
    log.publish();
    log.close();
    StoredIndex.rebuild(
        state, StoreLog.ORIGIN, size, i -> entries.entry((int) i), LedgerEvents.NONE);
    return state;
  }

  private static PlainTree plain(int size) {
    var entries = new PlainTree();
    for (int i = 0; i < size; i++) {
      entries.add(
          Samples.seal(StoreLog.ORIGIN, "run-" + i)
              .draft()
              .fill(i, new Timestamp(SettableTime.START)));
    }
    return entries;
  }

  private static void repair(Path state) throws Exception {
    try (var lock = StateLock.acquire(state);
        var repair = LogRepair.find(lock)) {
      repair.apply();
    }
  }

  private static void flip(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Files.write(file, content);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /** Every file of a directory, by name. */
  private static Map<String, Bytes> files(Path directory) throws IOException {
    Map<String, Bytes> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        files.put(directory.relativize(each).toString(), Bytes.of(Files.readAllBytes(each)));
      }
    }
    return files;
  }
}
