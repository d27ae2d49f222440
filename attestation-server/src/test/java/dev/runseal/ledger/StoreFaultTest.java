package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.SigningException;
import dev.runseal.ledger.SimulatedDisk.Fault;
import dev.runseal.ledger.SimulatedDisk.Survives;
import dev.runseal.note.Checkpoint;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.MerkleRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The fault table of the store: each step of a log's life that changes the disk fails, fails though
 * it was done, or is torn; the process goes on, or dies and finds what it left, or the power goes
 * and takes what was not forced. After each, the whole tree is derived again: no acknowledged entry
 * is lost, no second tree is ever signed, and the log goes on to its end.
 */
class StoreFaultTest {
  private static final int END = 600;
  private static final int SEGMENT_BYTES = 2_048;

  /** How often a disk that refuses is asked again. */
  private static final int PATIENCE = 25;

  /** To die before a step is to die after the one before it. */
  private static final List<Fault.Kind> DEADLY = List.of(Fault.Kind.PERSISTED, Fault.Kind.TORN);

  /** Signing is slow and not what is tested: one signature for each tree. */
  private static final Map<Checkpoint, SignedCheckpoint> SIGNED = new HashMap<>();

  @TempDir Path parent;
  private Path directory;

  @BeforeEach
  void directory() throws IOException {
    directory = StoreLog.directory(parent);
  }

  @Test
  void aStepThatFailsOnceLosesNothing() throws Exception {
    for (Fault.Kind kind : Fault.Kind.values()) {
      for (int step = 1; step <= steps(); step++) {
        var life = new Life(new SimulatedDisk(), "%s at %d".formatted(kind, step));
        life.disk.plan(new Fault(step, kind, false));
        life.goOn();
        life.cutPowerAndVerify(Survives.NOTHING, new Random(step));
      }
    }
  }

  @Test
  void aProcessThatDiesAtAnyStepFindsWhatItAcknowledged() throws Exception {
    for (Fault.Kind kind : DEADLY) {
      for (int step = 1; step <= steps(); step++) {
        var life = new Life(new SimulatedDisk(), "death, %s at %d".formatted(kind, step));
        life.disk.plan(new Fault(step, kind, true));
        life.goOn();
        life.cutPowerAndVerify(Survives.NOTHING, new Random(step));
      }
    }
  }

  @Test
  void aPowerCutAtAnyStepTakesNothingThatWasAcknowledged() throws Exception {
    for (Survives survives : List.of(Survives.NOTHING, Survives.SOME)) {
      for (Fault.Kind kind : DEADLY) {
        for (int step = 1; step <= steps(); step++) {
          String name = "power cut, %s survives, %s at %d".formatted(survives, kind, step);
          var life = new Life(new SimulatedDisk(), name);
          life.survives = Optional.of(survives);
          life.disk.plan(new Fault(step, kind, true));
          life.goOn();
          life.cutPowerAndVerify(Survives.NOTHING, new Random(step));
        }
      }
    }
  }

  /** Nothing is left in doubt by a write that was refused, so no restart is needed after it. */
  @Test
  void aDiskThatIsReadOnlyForAWhileLosesNothingAndNeedsNoRestart() throws Exception {
    for (int count : new int[] {1, 2, 20}) {
      for (int step = startSteps() + 1; step <= steps(); step++) {
        var life = new Life(new SimulatedDisk(), "read-only for %d at %d".formatted(count, step));
        life.disk.planReadOnly(step, count);
        life.goOn();
        assertThat(life.starts).as(life.name).isEqualTo(1);
        life.cutPowerAndVerify(Survives.NOTHING, new Random(step));
      }
    }
  }

  /** How many steps a life has before its first entry. */
  private int startSteps() throws Exception {
    var disk = new SimulatedDisk();
    disk.plan(null);
    try (DirectoryLogStore store = StoreLog.store(directory, path -> disk, SEGMENT_BYTES)) {
      assertThat(store.size()).isZero();
    }
    return disk.steps();
  }

  /** How many steps a life without faults has. */
  private int steps() throws Exception {
    var life = new Life(new SimulatedDisk(), "no fault");
    life.disk.plan(null);
    life.goOn();
    assertThat(life.disk.list("journal")).as("the journal was trimmed").hasSizeLessThan(9);
    return life.disk.steps();
  }

  /** A log from its beginning to {@link #END} entries, whatever happens to it. */
  private final class Life {
    private final String name;
    private final Map<Long, Bytes> signed = new HashMap<>();
    private SimulatedDisk disk;
    private Optional<Survives> survives = Optional.empty();
    private List<Bytes> acknowledged = new ArrayList<>();
    private int tries;
    private int starts;

    Life(SimulatedDisk disk, String name) {
      this.disk = disk;
      this.name = name;
    }

    void goOn() throws Exception {
      while (acknowledged.size() < END || disk.dead()) {
        starts++;
        assertThat(starts).as(name).isLessThan(5);
        if (disk.dead()) {
          disk =
              survives.isPresent()
                  ? disk.powerCut(survives.get(), new Random(starts))
                  : disk.processDeath();
        }
        run();
      }
    }

    void cutPowerAndVerify(Survives what, Random random) throws Exception {
      disk = disk.powerCut(what, random);
      try (DirectoryLogStore store = open()) {
        publish(store, recovered(store));
        verifyFiles();
      }
    }

    /** One process: it ends with the log, with a failure that is final, or with its death. */
    private void run() throws Exception {
      try (DirectoryLogStore store = open()) {
        MerkleRange edge = recovered(store);
        SignedCheckpoint head = publish(store, edge);
        for (int round = 0; acknowledged.size() < END && !disk.dead(); round++) {
          List<Bytes> batch = batch();
          for (Bytes entry : batch) {
            edge.append(LeafHash.of(entry), store);
          }
          try {
            store.append(batch, Optional.of(head));
          } catch (IOException e) {
            if (!store.writable()) {
              return;
            }
            edge = MerkleRange.resume(acknowledged.size(), store);
            continue;
          }
          acknowledged.addAll(batch);
          head = sign(edge);
          if (round % 2 == 0) {
            untilItTakes(store::writeTiles);
          }
          if (round % 3 == 0) {
            publish(store, edge);
          }
        }
        publish(store, edge);
        verifyFiles();
      } catch (LedgerException | IOException e) {
        // The start met the fault: the next one must not.
        disk.plan(null);
      }
    }

    private DirectoryLogStore open() throws LedgerException {
      return StoreLog.store(directory, path -> disk, SEGMENT_BYTES);
    }

    /** What is there must begin with what was acknowledged; what is there beyond that stays. */
    private MerkleRange recovered(DirectoryLogStore store) throws Exception {
      List<Bytes> found = new ArrayList<>();
      store.entries(0, store.size(), (index, entry) -> found.add(entry));
      assertThat(found.size()).as(name).isGreaterThanOrEqualTo(acknowledged.size());
      assertThat(found.subList(0, acknowledged.size())).as(name).isEqualTo(acknowledged);
      acknowledged = found;
      var plain = plain();
      signed.forEach((size, root) ->
          assertThat(plain.root(size.intValue())).as("%s, size %d", name, size).isEqualTo(root));
      MerkleRange edge = MerkleRange.resume(store.size(), store);
      assertThat(edge.root().digest().value()).as(name).isEqualTo(plain.root(found.size()));
      return edge;
    }

    private SignedCheckpoint publish(DirectoryLogStore store, MerkleRange edge) throws Exception {
      SignedCheckpoint head = sign(edge);
      untilItTakes(() -> store.publish(head));
      return head;
    }

    private SignedCheckpoint sign(MerkleRange edge) throws SigningException {
      Bytes root = edge.root().digest().value();
      Bytes before = signed.putIfAbsent(edge.size(), root);
      assertThat(before == null || before.equals(root)).as("%s: a second tree", name).isTrue();
      var checkpoint = new Checkpoint(StoreLog.ORIGIN, edge.size(), edge.root());
      SignedCheckpoint known = SIGNED.get(checkpoint);
      if (known == null) {
        known = SignedCheckpoint.sign(checkpoint, StoreLog.KEY);
        SIGNED.put(checkpoint, known);
      }
      return known;
    }

    /** As the publisher does it: the disk is asked again. */
    private void untilItTakes(Step step) throws IOException {
      for (int left = PATIENCE; ; left--) {
        try {
          step.run();
          return;
        } catch (IOException e) {
          if (disk.dead()) {
            return;
          }
          if (left == 0) {
            throw e;
          }
        }
      }
    }

    /** Never the same twice: what was taken back can't pass for what came after it. */
    private List<Bytes> batch() {
      tries++;
      List<Bytes> batch = new ArrayList<>();
      for (int i = 0; i < 23 && acknowledged.size() + i < END; i++) {
        batch.add(Bytes.utf8("entry %d of try %d".formatted(acknowledged.size() + i, tries)));
      }
      return batch;
    }

    private PlainTree plain() {
      var plain = new PlainTree();
      acknowledged.forEach(plain::add);
      return plain;
    }

    private void verifyFiles() throws IOException {
      if (disk.dead()) {
        return;
      }
      var plain = plain();
      for (String tile : plain.tiles(plain.size())) {
        assertThat(disk.read(tile)).as("%s: %s", name, tile).isEqualTo(plain.tile(tile));
      }
    }
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }
}
