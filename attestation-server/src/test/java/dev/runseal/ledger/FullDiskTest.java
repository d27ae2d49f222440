package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bytes.Bytes;
import dev.runseal.note.Checkpoint;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.rig.MountedDisk;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.MerkleRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is full at any step of a log's life, on a real file system: each life has one page
 * more room than the one before it, until the last fits. What failed is tried again when there is
 * room, and the log goes on to its end.
 */
class FullDiskTest {
  private static final int PAGE = 4_096;
  private static final int BEFORE = 200;
  private static final int END = 800;
  private static final int BATCH = 23;

  @TempDir Path parent;

  @Test
  void aDiskThatIsFullAtAnyStepTakesNothingThatWasAcknowledged() throws Exception {
    Set<String> failed = new TreeSet<>();
    try (var disk = MountedDisk.memory(parent.resolve("disk"), 256 * PAGE)) {
      boolean fits = false;
      for (int pages = 0; !fits; pages++) {
        var life = new Life(disk, pages);
        life.run();
        failed.addAll(life.failed);
        fits = life.failed.isEmpty();
        life.remove();
      }
    }
    assertThat(failed).containsExactly("append", "begin a segment", "publish", "write tiles");
  }

  private static final class Life {
    private final MountedDisk disk;
    private final int pages;
    private final Path directory;
    private final List<Bytes> acknowledged = new ArrayList<>();
    private final Set<String> failed = new TreeSet<>();
    private boolean full;

    Life(MountedDisk disk, int pages) throws IOException {
      this.disk = disk;
      this.pages = pages;
      this.directory = StoreLog.directory(disk.directory());
    }

    void run() throws Exception {
      try (DirectoryLogStore store = open()) {
        MerkleRange edge = MerkleRange.resume(0, store);
        SignedCheckpoint head = sign(edge);
        for (int round = 0; acknowledged.size() < END; round++) {
          if (acknowledged.size() >= BEFORE && !full && failed.isEmpty()) {
            disk.fill(pages * PAGE);
            full = true;
          }
          List<Bytes> batch = batch();
          for (Bytes entry : batch) {
            edge.append(LeafHash.of(entry), store);
          }
          try {
            store.append(batch, Optional.of(head));
          } catch (IOException e) {
            failed(fresh() ? "begin a segment" : "append", e);
            assertThat(store.writable()).as("%d pages: %s", pages, e).isTrue();
            edge = MerkleRange.resume(acknowledged.size(), store);
            continue;
          }
          acknowledged.addAll(batch);
          head = sign(edge);
          untilItTakes("write tiles", store::writeTiles);
          // Not each time: publishing wants more room for a while than a segment to begin does.
          if (round % 4 == 0 || acknowledged.size() == END) {
            SignedCheckpoint published = head;
            untilItTakes("publish", () -> store.publish(published));
          }
          verifyEntries(store);
        }
        if (full) {
          makeRoom();
        }
      }
      try (DirectoryLogStore again = open()) {
        verifyEntries(again);
        var plain = new PlainTree();
        acknowledged.forEach(plain::add);
        assertThat(MerkleRange.resume(END, again).root().digest().value())
            .isEqualTo(plain.root(END));
        for (String tile : plain.tiles(END)) {
          assertThat(new DiskDirectory(directory).read(tile)).as(tile).isEqualTo(plain.tile(tile));
        }
      }
    }

    void remove() throws IOException {
      try (var files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }

    private DirectoryLogStore open() throws LedgerException {
      return StoreLog.store(directory, DiskDirectory::new, 2 * PAGE);
    }

    private void untilItTakes(String what, Step step) throws IOException {
      try {
        step.run();
      } catch (IOException e) {
        failed(what, e);
        step.run();
      }
    }

    /** Only while the disk is full, and because of it. */
    private void failed(String what, IOException e) throws IOException {
      assertThat(e).as("%s with %d pages", what, pages).hasMessageContaining("No space left");
      assertThat(full).isTrue();
      failed.add(what);
      makeRoom();
    }

    private void makeRoom() throws IOException {
      disk.makeRoom();
      full = false;
    }

    /** Whether a segment was to be begun and has no name yet. */
    private boolean fresh() throws IOException {
      return new DiskDirectory(directory)
          .list("journal").stream().anyMatch(name -> name.endsWith(".new"));
    }

    private void verifyEntries(DirectoryLogStore store) throws Exception {
      List<Bytes> found = new ArrayList<>();
      store.entries(0, store.size(), (index, entry) -> found.add(entry));
      assertThat(found).as("%d pages", pages).isEqualTo(acknowledged);
    }

    private static SignedCheckpoint sign(MerkleRange edge) throws Exception {
      return SignedCheckpoint.sign(
          new Checkpoint(StoreLog.ORIGIN, edge.size(), edge.root()), StoreLog.KEY);
    }

    private List<Bytes> batch() {
      List<Bytes> batch = new ArrayList<>();
      for (int i = 0; i < BATCH && acknowledged.size() + i < END; i++) {
        batch.add(Bytes.utf8("entry %0100d".formatted(acknowledged.size() + i)));
      }
      return batch;
    }
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }
}
