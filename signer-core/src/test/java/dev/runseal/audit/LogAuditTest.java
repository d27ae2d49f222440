package dev.runseal.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.key.Origin;
import dev.runseal.note.LogHead;
import dev.runseal.statement.Caller;
import dev.runseal.statement.Position;
import dev.runseal.statement.SealRef;
import dev.runseal.tree.EntryBundle;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.TilePath;
import dev.runseal.tree.TreeHash;
import dev.runseal.verify.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogAuditTest {
  private static final Caller OTHER = new Caller.Unix(1001);

  @TempDir Path directory;
  private TiledLog log;

  @BeforeEach
  void begin() throws IOException {
    log = new TiledLog(directory, "audit");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 255, 256, 257, 511, 512, 600})
  void aRightLogPassesEveryCheck(int size) throws Exception {
    log.appendRuns(size);
    log.publish();
    AuditReport report = audit();
    assertThat(report.accepted()).as(report.text()).isTrue();
    for (AuditCheck check : AuditCheck.values()) {
      switch (check) {
        case APPEND_ONLY, INDEXES ->
            assertThat(report.verdict(check)).isInstanceOf(Verdict.NotShown.class);
        default -> assertThat(report.verdict(check)).isInstanceOf(Verdict.Pass.class);
      }
    }
  }

  @Test
  void anEmptyLogPasses() throws Exception {
    log.publish();
    assertThat(treeOnly().accepted()).isTrue();
    assertThat(treeOnly().verdict(AuditCheck.TREE)).isInstanceOf(Verdict.Pass.class);
  }

  @Test
  void aTreeOfThreeLevelsOfTilesPasses() throws Exception {
    appendPlain(256 * 256 + 300);
    log.publish();
    assertThat(treeOnly().accepted()).isTrue();
    flip(TilePath.hashes(1, 0, 256).encode(), 77 * 32);
    assertThat(treeOnly(AuditCheck.TILES))
        .startsWith("tile/1/000: hash 77 is sha256:")
        .contains(", entries 19712 to 19967 hash to sha256:");
    flip(TilePath.hashes(1, 0, 256).encode(), 77 * 32);
    flip(TilePath.hashes(2, 0, 1).encode(), 0);
    assertThat(treeOnly(AuditCheck.TILES))
        .startsWith("tile/2/000.p/1: hash 0 is sha256:")
        .contains(", entries 0 to 65535 hash to sha256:");
  }

  @Test
  void theLogMayHaveGrownSinceItsHead() throws Exception {
    log.appendRuns(300);
    log.publish();
    Bytes head = Bytes.of(Files.readAllBytes(directory.resolve("checkpoint")));
    log.appendRuns(500);
    log.publish();
    Files.write(directory.resolve("checkpoint"), head.toArray());
    for (String gone : List.of("tile/entries/001.p/44", "tile/0/001.p/44", "tile/1/000.p/1")) {
      Files.delete(directory.resolve(gone));
    }
    // The level above has no full tile to fall back to, so its partial ones must stay.
    assertThat(reason(audit(), AuditCheck.TILES))
        .isEqualTo("tile/1/000.p/1 is missing, expected 1 hashes");
    assertThat(audit().verdict(AuditCheck.TREE)).isInstanceOf(Verdict.Pass.class);
  }

  @Test
  void theLogMayGrowWhileItsRightEdgeIsRead() throws Exception {
    publish(300);
    var growing = new GrowingLog();
    AuditReport report =
        new LogAudit(growing, plan(), AuditProgress.NONE, new Random(7), InstantSource.system())
            .run();
    assertThat(report.accepted()).as(report.text()).isTrue();
    assertThat(report.head().size()).isEqualTo(310);
  }

  /** Publishes anew, and drops the partial tiles of the head before, once between two reads. */
  private final class GrowingLog implements LogReader {
    private final LogReader reader = new DirectoryLogReader(directory);
    private boolean grown;

    @Override
    public Bytes checkpoint() throws AuditException {
      return reader.checkpoint();
    }

    @Override
    public synchronized Optional<Bytes> find(TilePath path) throws AuditException {
      try {
        if (!grown) {
          grown = true;
          publish(10);
          Files.delete(directory.resolve("tile/0/001.p/44"));
          Files.delete(directory.resolve("tile/entries/001.p/44"));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return reader.find(path);
    }

    @Override
    public Optional<Bytes> findKeyAttestation(Sha256 digest) throws AuditException {
      return reader.findKeyAttestation(digest);
    }
  }

  @Test
  void aFlippedBitInAnEntryIsNamedByItsPlace() throws Exception {
    publish(600);
    flip("tile/entries/001", 2 + 300);
    AuditReport report = audit();
    assertThat(report.accepted()).isFalse();
    assertThat(reason(report, AuditCheck.TREE))
        .matches("the 600 entries hash to root sha256:.*, the head has sha256:.*");
    assertThat(reason(report, AuditCheck.TILES))
        .startsWith("tile/0/001: hash 0 is sha256:")
        .contains(", entry 256 hashes to sha256:");
    assertThat(reason(report, AuditCheck.STATEMENTS)).startsWith("entry 256");
  }

  @Test
  void aFlippedBitInATileLeavesTheTreeStanding() throws Exception {
    publish(600);
    flip("tile/0/001", 44 * 32 + 31);
    assertThat(reason(audit(), AuditCheck.TILES))
        .startsWith("tile/0/001: hash 44 is sha256:")
        .contains(", entry 300 hashes to sha256:");
    assertThat(audit().verdict(AuditCheck.TREE)).isInstanceOf(Verdict.Pass.class);
  }

  @Test
  void aFlippedBitInAnUpperTileIsNamed() throws Exception {
    publish(600);
    flip("tile/1/000.p/2", 32);
    assertThat(reason(audit(), AuditCheck.TILES))
        .startsWith("tile/1/000.p/2: hash 1 is sha256:")
        .contains(", entries 256 to 511 hash to sha256:");
  }

  @Test
  void aTileOfAnotherLengthIsRefused() throws Exception {
    publish(600);
    Files.write(directory.resolve("tile/0/001"), new byte[8191]);
    Files.write(directory.resolve("tile/0/002.p/88"), new byte[1_000_000]);
    Verdict verdict = audit().verdict(AuditCheck.TILES);
    assertThat(verdict.reason()).isEqualTo("tile/0/001 has 8191 bytes, expected 8192");
    assertThat(verdict.facts())
        .containsExactly(
            new Verdict.Fact("also", "tile/0/002.p/88 has more than 8192 bytes, expected 2816"),
            new Verdict.Fact("problems", "2"));
  }

  @Test
  void aMissingTileIsNamed() throws Exception {
    publish(600);
    Files.delete(directory.resolve("tile/0/001"));
    assertThat(reason(audit(), AuditCheck.TILES))
        .isEqualTo("tile/0/001 is missing, expected 256 hashes");
  }

  @Test
  void nothingIsShownAfterAMissingBundle() throws Exception {
    publish(600);
    Files.delete(directory.resolve("tile/entries/001"));
    AuditReport report = audit();
    assertThat(report.accepted()).isFalse();
    assertThat(reason(report, AuditCheck.TREE))
        .isEqualTo("tile/entries/001 is missing, expected 256 entries");
    assertThat(report.verdict(AuditCheck.STATEMENTS)).isInstanceOf(Verdict.NotShown.class);
    assertThat(reason(report, AuditCheck.STATEMENTS))
        .isEqualTo("the entries could not be read to their end");
  }

  @Test
  void aTruncatedBundleIsNamed() throws Exception {
    publish(600);
    Path bundle = directory.resolve("tile/entries/001");
    byte[] whole = Files.readAllBytes(bundle);
    Files.write(bundle, Arrays.copyOf(whole, whole.length - 1));
    assertThat(reason(audit(), AuditCheck.TREE))
        .matches("tile/entries/001: entry 255 of the bundle has \\d+ bytes left, expected \\d+");
  }

  @Test
  void twoSwappedEntriesAreNamed() throws Exception {
    publish(600);
    Path bundle = directory.resolve("tile/entries/001");
    Bytes encoded = Bytes.of(Files.readAllBytes(bundle));
    List<Bytes> entries = new ArrayList<>(EntryBundle.parse(encoded, 256).entries());
    Collections.swap(entries, 10, 11);
    Files.write(bundle, new EntryBundle(entries).encode().toArray());
    assertThat(reason(audit(), AuditCheck.STATEMENTS))
        .isEqualTo("entry 266 says that its index is 267");
    assertThat(reason(audit(), AuditCheck.TREE)).startsWith("the 600 entries hash to root");
  }

  @Test
  void aRootThatTheEntriesDoNotGiveIsRefused() throws Exception {
    log.appendRuns(600);
    TreeHash wrong = LeafHash.of(Bytes.utf8("another")).asTree();
    log.publish(wrong);
    assertThat(reason(audit(), AuditCheck.TREE)).endsWith(", the head has " + wrong);
    assertThat(audit().verdict(AuditCheck.SIGNATURE)).isInstanceOf(Verdict.Pass.class);
  }

  @Test
  void anExecutionThatIsThereTwiceIsRefused() throws Exception {
    log.appendRuns(400);
    log.appendSeal("run-300", Optional.empty());
    // Another caller's execution may have the same name.
    log.append(log.seal(log.position(), OTHER, "run-300", Optional.empty()).encode());
    log.publish();
    assertThat(reason(audit(), AuditCheck.EXECUTIONS))
        .isEqualTo(
            "entry 400 has execution \"run-300\" of caller unix:1000, which entry 300 has already");
    assertThat(audit().verdict(AuditCheck.EXECUTIONS).facts()).isEmpty();
  }

  @Test
  void aTimeThatGoesBackIsRefused() throws Exception {
    log.appendRuns(256);
    var back = new Position(log.origin(), 256, TiledLog.time(254));
    log.append(log.seal(back, OTHER, "late", Optional.empty()).encode());
    log.publish();
    assertThat(reason(audit(), AuditCheck.TIMES))
        .isEqualTo(
            "entry 256 was sealed at 2026-11-21T01:02:03.254000Z, expected 2026-11-21T01:02:03.255000Z, the time of entry 255, or later");
  }

  @Test
  void aCompletionBeforeItsSealIsNoStatement() throws Exception {
    SealRef seal = log.appendSeal("first", Optional.empty());
    String later = log.completion(seal).encode().toUtf8().replace("\"index\":0", "\"index\":7");
    log.append(Bytes.utf8(later));
    log.publish();
    assertThat(reason(audit(), AuditCheck.STATEMENTS))
        .isEqualTo(
            "entry 1: statement: /predicate: seal has index 7 in the log of this statement, expected less than its own 1");
  }

  @Test
  void aCompletionOfAnotherSealThanItsLeafHashIsRefused() throws Exception {
    SealRef first = log.appendSeal("first", Optional.empty());
    SealRef second = log.appendSeal("second", Optional.empty());
    log.append(log.completion(new SealRef(log.origin(), 0, second.leafHash())).encode());
    log.publish();
    assertThat(reason(audit(), AuditCheck.COMPLETIONS))
        .isEqualTo(
            "entry 2 has the seal 0 with leaf hash %s, entry 0 hashes to %s"
                .formatted(second.leafHash(), first.leafHash()));
  }

  @Test
  void aCompletionOfACompletionIsRefused() throws Exception {
    SealRef seal = log.appendSeal("first", Optional.empty());
    LeafHash leaf = log.append(log.completion(seal).encode());
    log.append(log.completion(new SealRef(log.origin(), 1, leaf)).encode());
    log.publish();
    assertThat(reason(audit(), AuditCheck.COMPLETIONS))
        .isEqualTo("entry 2 has the seal 1, which is no seal of this log at its place");
  }

  @Test
  void aSealIsCompletedOnceAndByItsCaller() throws Exception {
    SealRef seal = log.appendSeal("first", Optional.empty());
    log.append(log.completion(seal, OTHER).encode());
    log.append(log.completion(seal).encode());
    log.publish();
    Verdict verdict = audit().verdict(AuditCheck.COMPLETIONS);
    assertThat(verdict.reason())
        .isEqualTo("entry 1, by caller unix:1001, completes entry 0, by caller unix:1000");
    assertThat(verdict.facts())
        .contains(
            new Verdict.Fact("also", "entry 2 completes entry 0, which was completed before"));
  }

  @Test
  void aParentThatIsNotWhatItsLeafHashSaysIsRefused() throws Exception {
    log.appendSeal("first", Optional.empty());
    LeafHash other = LeafHash.of(Bytes.utf8("another"));
    log.appendSeal("second", Optional.of(new SealRef(log.origin(), 0, other)));
    log.publish();
    assertThat(reason(audit(), AuditCheck.PARENTS))
        .startsWith(
            "entry 1 has the parent 0 with leaf hash %s, entry 0 hashes to".formatted(other));
  }

  @Test
  void whatNamesAnotherLogIsSaidToBeUnchecked() throws Exception {
    var other = new Origin("other/" + "0".repeat(32));
    var away = new SealRef(other, 5, LeafHash.of(Bytes.utf8("away")));
    log.appendSeal("first", Optional.of(away));
    log.append(log.completion(away).encode());
    log.publish();
    assertThat(audit().accepted()).isTrue();
    assertThat(audit().unchecked())
        .contains("1 completions of seals in other logs", "1 parents in other logs");
  }

  @Test
  void anEntryOfAnotherLogIsRefused() throws Exception {
    var other = new TiledLog(directory.resolve("other"), "other");
    log.append(other.seal("x", Optional.empty()).encode());
    log.publish();
    assertThat(reason(audit(), AuditCheck.STATEMENTS))
        .isEqualTo(
            "entry 0 says that its log is %s, expected %s".formatted(other.origin(), log.origin()));
  }

  @Test
  void manyProblemsAreCountedAndAFewSaid() throws Exception {
    for (int i = 0; i < 20; i++) {
      log.appendSeal("the-same", Optional.empty());
    }
    log.publish();
    Verdict verdict = audit().verdict(AuditCheck.EXECUTIONS);
    assertThat(verdict.facts()).hasSize(5).endsWith(new Verdict.Fact("problems", "19"));
  }

  @Test
  void aDirectoryWithoutALogIsNoFindingButAnError() {
    assertThatThrownBy(this::audit)
        .isInstanceOf(AuditException.class)
        .hasMessage(directory + " has no file \"checkpoint\": is it the directory of a log?");
  }

  @Test
  void aHeadThatCannotBeReadIsAnError() throws Exception {
    Files.writeString(directory.resolve("checkpoint"), "a\nb\n\n— a AAAAAAAA\n");
    assertThatThrownBy(this::audit)
        .isInstanceOf(AuditException.class)
        .hasMessage(
            "checkpoint: checkpoint has fewer than three lines, expected origin, size and root");
  }

  @Test
  void aReportIsTextAndJson() throws Exception {
    publish(3);
    AuditReport report = audit();
    assertThat(report.text()).startsWith("ACCEPTED, 3 entries in ").contains("signature     pass");
    assertThat(report.text().lines()).allMatch(line -> line.length() <= 80);
    assertThat(report.json().toUtf8())
        .startsWith("{\"accepted\":true,\"entriesPerSecond\":")
        .contains("\"tiles\":{\"facts\":[],\"reason\":", "\"verdict\":\"not shown\"");
  }

  private void publish(int size) throws IOException {
    log.appendRuns(size);
    log.publish();
  }

  private void appendPlain(int size) throws IOException {
    for (int i = 0; i < size; i++) {
      log.append(Bytes.utf8("entry " + i));
    }
  }

  private void flip(String file, int at) throws IOException {
    Path path = directory.resolve(file);
    byte[] content = Files.readAllBytes(path);
    content[at] ^= 1;
    Files.write(path, content);
  }

  private AuditReport audit() throws Exception {
    return run(plan());
  }

  private AuditPlan plan() {
    return new AuditPlan(new HeadTrust.Name(log.origin()), List.<LogHead>of(), false, 2);
  }

  private AuditReport treeOnly() throws Exception {
    return run(
        new AuditPlan(
            new HeadTrust.Key(log.chain().sealingKey().publicKey()), List.<LogHead>of(), true, 2));
  }

  private String treeOnly(AuditCheck check) throws Exception {
    return reason(treeOnly(), check);
  }

  private AuditReport run(AuditPlan plan) throws Exception {
    return new LogAudit(
            new DirectoryLogReader(directory),
            plan,
            AuditProgress.NONE,
            new Random(7),
            InstantSource.system())
        .run();
  }

  /** Of a check that must have failed or not be shown. */
  private static String reason(AuditReport report, AuditCheck check) {
    Verdict verdict = report.verdict(check);
    assertThat(verdict).isNotInstanceOf(Verdict.Pass.class);
    return verdict.reason();
  }
}
