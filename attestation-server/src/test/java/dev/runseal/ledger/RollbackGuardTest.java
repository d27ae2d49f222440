package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state directory that was set back as a whole is noticed, and nothing is signed over it. */
class RollbackGuardTest {
  @TempDir private Path dir;
  private LedgerFixture fixture;
  private Path head;

  @BeforeEach
  void begin() throws IOException {
    fixture = new LedgerFixture(dir);
    head = Files.createDirectory(dir.resolve("elsewhere")).resolve("head");
  }

  @Test
  void aRestoredBackupOfTheWholeStateIsRefused() throws Exception {
    seal("one");
    Path backup = copy(fixture.directory, dir.resolve("backup"));
    seal("two", "three");
    restore(backup);
    int signatures = fixture.key.signatures();
    assertThatThrownBy(this::open)
        .isInstanceOf(LedgerException.class)
        .hasMessage(
            "rollback guard, file %s: a head of size 3 was signed, the log has 1 entries: this state was set back, and going on would sign used indexes again: put the newer state back, or begin another log"
                .formatted(head));
    assertThat(fixture.key.signatures()).as("no second tree was signed").isEqualTo(signatures);
  }

  @Test
  void aRestoredBackupThatWentOnUnguardedIsAnotherTree() throws Exception {
    seal("one");
    Path backup = copy(fixture.directory, dir.resolve("backup"));
    seal("two");
    restore(backup);
    try (Ledger unguarded = fixture.open()) {
      unguarded.append(fixture.seal("another"));
      unguarded.append(fixture.seal("three"));
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(LedgerException.class)
        .hasMessageStartingWith(
            "rollback guard, file %s: the head of size 2 has root ".formatted(head))
        .hasMessageEndingWith(
            ": this is another tree than the one that was signed: put the other state back, or begin another log");
  }

  /** Tiles, index and journal segments are set back with the rest, and are whole in themselves. */
  @Test
  void aRestoredBackupOfALogWithTilesIsRefused() throws Exception {
    sealMany("run", 600);
    Path backup = copy(fixture.directory, dir.resolve("backup"));
    assertThat(backup.resolve("tile/entries/001")).exists();
    assertThat(backup.resolve("index")).isNotEmptyDirectory();
    sealMany("later", 300);
    restore(backup);
    int signatures = fixture.key.signatures();

    assertThatThrownBy(this::open)
        .hasMessageStartingWith(
            "rollback guard, file %s: a head of size 900 was signed, the log has 600 entries: "
                .formatted(head));
    assertThat(fixture.key.signatures()).as("no second tree was signed").isEqualTo(signatures);
  }

  /** The head is kept each second, so a crash leaves a journal with entries beyond it. */
  @Test
  void aRestoredBackupWhoseJournalIsAheadOfTheKeptHeadGoesOn() throws Exception {
    seal("one");
    String kept = Files.readString(head);
    seal("two", "three");
    Path backup = copy(fixture.directory, dir.resolve("backup"));
    Files.writeString(head, kept);
    restore(backup);

    try (Ledger ledger = open()) {
      assertThat(ledger.size()).isEqualTo(3);
      assertThat(ledger.append(fixture.seal("three")).created()).isFalse();
      assertThat(ledger.append(fixture.seal("four")).index()).isEqualTo(3);
    }
  }

  /** Longer than what was kept, and yet not what was signed. */
  @Test
  void aRestoredBackupThatWentOnBeyondTheKeptHeadIsAnotherTree() throws Exception {
    sealMany("run", 300);
    Path backup = copy(fixture.directory, dir.resolve("backup"));
    seal("two");
    restore(backup);
    try (Ledger unguarded = fixture.open()) {
      for (int i = 0; i < 300; i++) {
        unguarded.append(fixture.seal("another-" + i));
      }
    }
    int signatures = fixture.key.signatures();

    assertThatThrownBy(this::open)
        .hasMessageStartingWith(
            "rollback guard, file %s: the head of size 301 has root ".formatted(head));
    assertThat(fixture.key.signatures()).as("no third head was signed").isEqualTo(signatures);
  }

  @Test
  void theNewestStateGoesOn() throws Exception {
    seal("one");
    seal("two");
    try (Ledger ledger = open()) {
      assertThat(ledger.size()).isEqualTo(2);
      assertThat(ledger.rollbackWindows())
          .containsExactly(new RollbackWindow("file " + head, 2, 0, Optional.empty()));
    }
  }

  @Test
  void entriesAfterTheHeadThatIsKeptAreShownAsExposed() throws Exception {
    var keeper = new TestKeeper(Duration.ofHours(1));
    try (Ledger ledger = open(keeper)) {
      await(() -> !keeper.kept.isEmpty());
      ledger.append(fixture.seal("one"));
      ledger.append(fixture.seal("two"));
      assertThat(ledger.rollbackWindows().getFirst().kept()).isZero();
      assertThat(ledger.rollbackWindows().getFirst().exposed()).isEqualTo(2);
    }
    assertThat(keeper.kept).as("the stop keeps the last head").hasSize(2);
    assertThat(keeper.kept.getLast()).isEqualTo(Files.readString(fixture.checkpoint()));
  }

  @Test
  void aPlaceThatTakesNothingIsSaidAndSealingGoesOn() throws Exception {
    var keeper = new TestKeeper(Duration.ofMillis(1));
    keeper.failure = new IOException("the disk is away");
    try (Ledger ledger = open(keeper)) {
      ledger.append(fixture.seal("one"));
      await(() -> ledger.rollbackWindows().getFirst().fault().isPresent());
      assertThat(ledger.rollbackWindows().getFirst().fault()).contains("the disk is away");
      assertThat(ledger.status()).isEqualTo(new LedgerStatus.Ready());
    }
  }

  @Test
  void twoHeadsThatACrashLeftBothBind() throws Exception {
    seal("one");
    String older = Files.readString(fixture.checkpoint());
    Path backup = copy(fixture.directory, dir.resolve("backup"));
    seal("two");
    var keeper = new TestKeeper(Duration.ofHours(1));
    keeper.kept.add(Files.readString(fixture.checkpoint()));
    keeper.kept.add(older);
    open(keeper).close();
    restore(backup);
    assertThatThrownBy(() -> open(keeper)).hasMessageContaining("a head of size 2 was signed");
  }

  @Test
  void aPlaceThatIsNotThereIsRefused() {
    var away = new HeadFile(dir.resolve("not mounted/head"));
    assertThatThrownBy(() -> open(away))
        .isInstanceOf(LedgerException.class)
        .hasMessage(
            "rollback guard, file %s/not mounted/head: it can't be read (there is no directory %s/not mounted), so a restored backup would go unnoticed: bring it back, or take it out of the configuration"
                .formatted(dir, dir));
  }

  @Test
  void theHeadOfAnotherLogIsRefused() throws Exception {
    seal("one");
    String ours = Files.readString(head);
    String theirs = ours.replace("test.example/log", "test.example/other");
    Files.writeString(head, theirs);
    assertThatThrownBy(this::open)
        .hasMessageStartingWith(
            "rollback guard, file %s: it keeps the head of test.example/other/".formatted(head))
        .hasMessageEndingWith(": give each log a place of its own");
  }

  @Test
  void aHeadThatTheKeyDidNotSignIsRefused() throws Exception {
    seal("one");
    String ours = Files.readString(head);
    Files.writeString(head, ours.replace("\n1\n", "\n2\n"));
    assertThatThrownBy(this::open)
        .hasMessageStartingWith("rollback guard, file %s: ".formatted(head))
        .hasMessageContaining("signature")
        .hasMessageEndingWith(": find out who wrote it");
  }

  @Test
  void aFileThatIsNoHeadIsRefused() throws Exception {
    Files.writeString(head, "");
    assertThatThrownBy(this::open)
        .hasMessageStartingWith("rollback guard, file %s: ".formatted(head))
        .hasMessageEndingWith(": find out who wrote it");
  }

  private void seal(String... executions) throws LedgerException {
    try (Ledger ledger = open()) {
      for (String each : executions) {
        ledger.append(fixture.seal(each));
      }
    }
  }

  private void sealMany(String name, int count) throws LedgerException {
    List<Submission> submissions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      submissions.add(fixture.seal("%s-%d".formatted(name, i)));
    }
    try (Ledger ledger = open()) {
      ledger.append(submissions);
    }
  }

  private Ledger open() throws LedgerException {
    return open(new HeadFile(head));
  }

  private Ledger open(HeadKeeper keeper) throws LedgerException {
    return fixture.open(
        LedgerFixture.OPTIONS, LedgerEvents.NONE, RollbackGuard.over(List.of(keeper)));
  }

  private void restore(Path backup) throws IOException {
    Files.move(fixture.directory, dir.resolve("newer"));
    copy(backup, fixture.directory);
  }

  private static Path copy(Path from, Path to) throws IOException {
    List<Path> paths;
    try (Stream<Path> all = Files.walk(from)) {
      paths = all.toList();
    }
    for (Path each : paths) {
      Files.copy(each, to.resolve(from.relativize(each)), StandardCopyOption.COPY_ATTRIBUTES);
    }
    return to;
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      LockSupport.parkNanos(100_000);
    }
  }

  /** A keeper that a test has in hand. */
  private static final class TestKeeper implements HeadKeeper {
    final List<String> kept = Collections.synchronizedList(new ArrayList<>());
    volatile @Nullable IOException failure;
    private final Duration interval;

    TestKeeper(Duration interval) {
      this.interval = interval;
    }

    @Override
    public String where() {
      return "a test";
    }

    @Override
    public Duration interval() {
      return interval;
    }

    @Override
    public List<String> kept() {
      return List.copyOf(kept);
    }

    @Override
    public void keep(String head) throws IOException {
      IOException why = failure;
      if (why != null) {
        throw why;
      }
      kept.add(head);
    }
  }
}
