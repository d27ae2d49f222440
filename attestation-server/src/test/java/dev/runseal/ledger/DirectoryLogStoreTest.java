package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.tree.EntryBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log in files: what a reader finds in them, what a start makes of them. */
class DirectoryLogStoreTest {
  private static final Path TESSERA =
      Path.of("../signer-core/src/test/resources/vectors/tlog-tiles-tessera/testdata/log");
  private static final int SMALL = 4_096;
  private static final int USUAL = 1 << 24;

  @TempDir Path parent;
  Path directory;

  @BeforeEach
  void directory() throws IOException {
    directory = StoreLog.directory(parent);
  }

  private StoreLog begin(int segmentBytes) throws Exception {
    return new StoreLog(directory, DiskDirectory::new, segmentBytes, new PlainTree());
  }

  private static List<Bytes> entries(int from, int count) {
    List<Bytes> entries = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      entries.add(Bytes.utf8("entry " + i));
    }
    return entries;
  }

  @Test
  void theFilesAreThoseOfAnotherImplementationForTheSameEntries() throws Exception {
    Bytes bundle = Bytes.of(Files.readAllBytes(TESSERA.resolve("tile/entries/000.p/15")));
    List<Bytes> leaves = EntryBundle.parse(bundle, 15).entries();
    StoreLog log = begin(USUAL);
    for (int size = 1; size <= leaves.size(); size++) {
      log.append(List.of(leaves.get(size - 1)));
      log.publish();
      for (String kind : List.of("tile/0/000.p/", "tile/entries/000.p/")) {
        assertThat(directory.resolve(kind + size))
            .hasSameBinaryContentAs(TESSERA.resolve(kind + size));
      }
      String theirs = Files.readString(TESSERA.resolve("checkpoint." + size));
      assertThat(Files.readString(directory.resolve("checkpoint")).lines().skip(1).limit(2))
          .isEqualTo(theirs.lines().skip(1).limit(2).toList());
    }
    log.close();
  }

  @Test
  void everySizeIsReopenedAsItWas() throws Exception {
    StoreLog log = begin(SMALL);
    for (int size = 0; size <= 600; size++) {
      log.reopen();
      log.verify();
      if (size > 0) {
        log.verifyProof(size - 1);
        log.verifyProof(size / 3);
      }
      log.append(entries(size, 1));
      log.publish();
    }
    // 600 entries were published, 512 of them are in full tiles.
    assertThat(log.segments()).first().isEqualTo("0000000000000504");
    log.close();
  }

  @Test
  void aTreeOfThreeLevelsOfTilesIsReopenedAsItWas() throws Exception {
    StoreLog log = begin(1 << 18);
    int size = 0;
    for (int next : List.of(65_279, 65_280, 65_535, 65_536, 65_537, 65_791, 65_792, 131_073)) {
      log.append(entries(size, next - size));
      size = next;
      log.publish();
      log.reopen();
      log.verifyRoot();
      for (long index : List.of(0L, 255L, 256L, 65_278L, size - 1L)) {
        log.verifyProof(index);
      }
    }
    log.verify();
    assertThat(log.tileFiles()).contains("tile/1/000", "tile/1/001", "tile/2/000.p/2");
    log.close();
  }

  @Test
  void onlyThePartialTilesOfTheLastTwoCheckpointsStay() throws Exception {
    StoreLog log = begin(USUAL);
    int size = 0;
    int before = 0;
    for (int step : List.of(1, 1, 200, 53, 1, 1, 255, 300, 256, 1, 700, 1)) {
      log.append(entries(size, step));
      log.publish();
      var expected = new TreeSet<>(log.plain.tiles(size + step));
      expected.addAll(log.plain.tiles(size));
      log.plain.tiles(before).stream().filter(name -> !name.contains(".p/")).forEach(expected::add);
      assertThat(log.tileFiles()).as("size %d", size + step).isEqualTo(expected);
      before = size;
      size += step;
    }
    log.close();
  }

  @Test
  void theJournalIsTrimmedToWhatTilesDoNotHold() throws Exception {
    StoreLog log = begin(SMALL);
    for (int size = 0; size < 5_000; size += 50) {
      log.append(entries(size, 50));
      log.publish();
    }
    assertThat(log.segments()).hasSizeLessThan(4);
    log.verify();
    log.close();
  }

  @Test
  void whatIsNotPublishedIsNotTrimmed() throws Exception {
    StoreLog log = begin(SMALL);
    for (int size = 0; size < 1_000; size += 50) {
      log.append(entries(size, 50));
    }
    log.store().writeTiles();
    assertThat(log.segments())
        .containsExactly("0000000000000000", "0000000000000350", "0000000000000700");
    log.close();
  }

  @Test
  void aTileThatChangedOnDiskProvesNothing() throws Exception {
    StoreLog log = begin(SMALL);
    for (int size = 0; size < 30_000; size += 100) {
      log.append(entries(size, 100));
    }
    log.publish();
    log.reopen();
    Path tile = directory.resolve("tile/0/003");
    byte[] content = Files.readAllBytes(tile);
    content[77] ^= 1;
    Files.write(tile, content);

    assertThatThrownBy(() -> log.verifyProof(800))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(
            "tile %s does not hash to what the tile above it holds: restore it from a copy of this log"
                .formatted(tile));
    Files.write(tile, List.of());
    assertThatThrownBy(() -> log.verifyProof(800))
        .hasMessageContaining("tile %s has 0 bytes, expected 8192".formatted(tile));
    content[77] ^= 1;
    Files.write(tile, content);
    log.verifyProof(800);
    log.close();
  }

  @Test
  void aStartWithoutATileThatItNeedsNamesIt() throws Exception {
    StoreLog log = begin(SMALL);
    for (int size = 0; size < 3_000; size += 100) {
      log.append(entries(size, 100));
      log.publish();
    }
    log.close();
    Path tile = directory.resolve("tile/0/004");
    byte[] content = Files.readAllBytes(tile);
    Files.delete(tile);

    assertThatThrownBy(log::reopen)
        .isInstanceOf(LedgerException.class)
        .hasMessage(
            ("state directory %s can't be read: java.io.IOException: tile %s is missing:"
                    + " restore it from a copy of this log")
                .formatted(directory, tile));

    content[0] ^= 1;
    Files.write(tile, content);
    assertThatThrownBy(log::reopen).hasMessageContaining("refusing to go on");

    content[0] ^= 1;
    Files.write(tile, content);
    log.reopen();
    log.verify();
    log.close();
  }

  @Test
  void aLogOfTheTimeBeforeTilesIsRefused() throws Exception {
    Files.writeString(directory.resolve("journal"), "runsealJ");
    assertThatThrownBy(() -> begin(SMALL))
        .hasMessage(
            ("state directory %s can't be read: java.nio.file.NotDirectoryException: "
                    + directory.resolve("journal"))
                .formatted(directory));
  }
}
