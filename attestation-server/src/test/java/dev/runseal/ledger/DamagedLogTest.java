package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What somebody, or a bad disk, did to the files of a log that was stopped: the start makes again
 * what the journal still has, and refuses the rest by name. Nothing is ever proven wrongly.
 */
class DamagedLogTest {
  private static final int SEGMENT_BYTES = 4_096;

  @TempDir Path parent;
  Path directory;

  @BeforeEach
  void directory() throws IOException {
    directory = StoreLog.directory(parent);
  }

  @Test
  void tilesThatTheJournalHasTheEntriesOfAreMadeAgain() throws Exception {
    StoreLog log = stopped(1_000, true, 1 << 24);
    deleteAll(directory.resolve("tile"));

    log.reopen();

    log.verify();
    log.close();
  }

  @Test
  void partialTilesAreMadeAgain() throws Exception {
    StoreLog log = stopped(1_000, true);
    Files.delete(directory.resolve("tile/0/003.p/232"));
    Files.write(directory.resolve("tile/entries/003.p/232"), List.of("damaged"));
    deleteAll(directory.resolve("tile/1/000.p"));

    log.reopen();

    log.verify();
    log.close();
  }

  @Test
  void tilesThatNobodyHasTheEntriesOfAreMissed() throws Exception {
    StoreLog log = stopped(1_000, true);
    deleteAll(directory.resolve("tile"));

    assertRefused(log)
        .hasMessage(
            "state directory %s can't be read: java.io.IOException: tile %s is missing: restore it from a copy of this log",
            directory, directory.resolve("tile/0/002"));
  }

  @Test
  void anEntryBundleThatIsMissingOrCutIsNamedAndTheRestIsServed() throws Exception {
    StoreLog log = stopped(1_000, true);
    Path bundle = directory.resolve("tile/entries/000");
    byte[] content = Files.readAllBytes(bundle);

    Files.write(bundle, Arrays.copyOf(content, content.length - 1));
    log.reopen();
    assertThatThrownBy(() -> log.store().entry(3))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("entry bundle %s does not read: ".formatted(bundle))
        .hasMessageEndingWith(": restore it from a copy of this log");
    assertThat(log.store().entry(300)).isEqualTo(log.plain.entry(300));

    Files.delete(bundle);
    log.reopen();
    assertThatThrownBy(() -> log.store().entry(3))
        .hasMessage(
            "entry bundle %s is missing: restore it from a copy of this log".formatted(bundle));

    Files.write(bundle, content);
    log.verify();
    log.close();
  }

  @Test
  void twoTilesThatWereSwappedAreRefused() throws Exception {
    StoreLog log = stopped(1_000, true);
    swap("tile/0/000", "tile/0/001");

    assertRefused(log)
        .hasMessageStartingWith("journal: checkpoint of size ")
        .hasMessageEndingWith(": refusing to go on");
  }

  @Test
  void segmentsThatWereSwappedAreRefused() throws Exception {
    StoreLog log = stopped(1_000, false);
    swap("journal/0000000000000350", "journal/0000000000000700");

    assertRefused(log)
        .hasMessage(
            "journal %s has a header that is not that of entry 350 on of %s: another's, or damaged",
            directory.resolve("journal/0000000000000350"), StoreLog.ORIGIN);
  }

  @Test
  void aSegmentThatWasCutInFrontOfAnotherIsRefusedAndLeftUntouched() throws Exception {
    StoreLog log = stopped(1_000, false);
    Path cut = directory.resolve("journal/0000000000000350");
    byte[] content = Files.readAllBytes(cut);
    Files.write(cut, Arrays.copyOf(content, content.length - 10));

    assertRefused(log)
        .hasMessageStartingWith("journal %s ends with entry 649 and ".formatted(cut))
        .hasMessageEndingWith(
            " bytes that are no record, %s follows: this is no torn write, journal left untouched",
            directory.resolve("journal/0000000000000700"));
    assertThat(cut).hasSize(content.length - 10L);
  }

  @Test
  void aSegmentThatIsMissingIsRefused() throws Exception {
    StoreLog log = stopped(1_000, false);
    Files.delete(directory.resolve("journal/0000000000000350"));

    assertRefused(log)
        .hasMessage(
            "journal %s ends with entry 349 and 0 bytes that are no record, %s follows: this is no torn write, journal left untouched",
            directory.resolve("journal/0000000000000000"),
            directory.resolve("journal/0000000000000700"));
  }

  @Test
  void theOldestSegmentIsMissedWhereNoTileHoldsItsEntries() throws Exception {
    StoreLog log = stopped(1_000, false);
    Files.delete(directory.resolve("journal/0000000000000000"));

    assertRefused(log)
        .hasMessageContaining("tile %s is missing: ", directory.resolve("tile/0/001"));
  }

  @Test
  void aLastSegmentThatIsShorterThanWhatWasSignedIsRefusedAndLeftUntouched() throws Exception {
    StoreLog log = stopped(1_000, true);
    Path last = directory.resolve("journal").resolve(log.segments().getLast());
    byte[] content = Files.readAllBytes(last);
    Files.write(last, Arrays.copyOf(content, content.length - 10));

    assertRefused(log)
        .hasMessage(
            "checkpoint file: checkpoint size is 1000, journal has 950 entries: refusing to roll back");
    assertThat(last).hasSize(content.length - 10L);
  }

  @Test
  void aCheckpointThatWasCutIsRefused() throws Exception {
    StoreLog log = stopped(1_000, true);
    Path checkpoint = directory.resolve("checkpoint");
    byte[] content = Files.readAllBytes(checkpoint);

    for (int length = 0; length < content.length; length += 17) {
      Files.write(checkpoint, Arrays.copyOf(content, length));
      assertRefused(log).hasMessageStartingWith("checkpoint in checkpoint file does not parse: ");
    }
  }

  /** A log of so many entries, 50 in a batch, published after each or never. */
  private StoreLog stopped(int size, boolean published) throws Exception {
    return stopped(size, published, SEGMENT_BYTES);
  }

  private StoreLog stopped(int size, boolean published, int segmentBytes) throws Exception {
    var log = new StoreLog(directory, DiskDirectory::new, segmentBytes, new PlainTree());
    for (int from = 0; from < size; from += 50) {
      List<Bytes> entries = new ArrayList<>();
      for (int i = from; i < from + 50; i++) {
        entries.add(Bytes.utf8("entry " + i));
      }
      log.append(entries);
      if (published) {
        log.publish();
      }
    }
    log.close();
    return log;
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(StoreLog log) {
    return assertThatThrownBy(log::reopen).isInstanceOf(LedgerException.class);
  }

  private void swap(String one, String other) throws IOException {
    Path aside = parent.resolve("aside");
    Files.move(directory.resolve(one), aside);
    Files.move(directory.resolve(other), directory.resolve(one));
    Files.move(aside, directory.resolve(other));
  }

  private static void deleteAll(Path top) throws IOException {
    try (Stream<Path> files = Files.walk(top)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
