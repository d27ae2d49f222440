package dev.runseal.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.SoftwareKey;
import dev.runseal.note.Checkpoint;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.MemoryTree;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A crash test that can't fail shows nothing: each way to lose must be noticed. */
class WitnessTest {
  private static final Origin LOG =
      Origin.of("example.com/tests", SoftwareKey.named("sealing").publicKey());

  private final List<Bytes> log = entries(0, 10);
  private final Witness witness = new Witness();

  @Test
  void aLogThatGrowsIsFollowed() throws Exception {
    acknowledge(3, 5);
    witness.follow(head(log), log);
    acknowledge(7, 9);
    List<Bytes> longer = new ArrayList<>(log);
    longer.addAll(entries(10, 15));
    witness.follow(head(longer), longer.subList(10, 15));
    witness.verifyAll(head(longer), longer);

    assertThat(witness.acknowledged()).isEqualTo(2);
    assertThat(witness.heads()).isEqualTo(2);
    assertThat(witness.size()).isEqualTo(15);
  }

  @Test
  void aLostEntryIsNoticed() throws Exception {
    acknowledge(9, 10);

    assertThatThrownBy(() -> witness.follow(head(log.subList(0, 9)), log.subList(0, 9)))
        .isInstanceOf(LossException.class)
        .hasMessage("a head of size 10 was acknowledged, the log has 9 entries");
  }

  @Test
  void anotherEntryAtTheIndexIsNoticed() throws Exception {
    witness.acknowledged(4, LeafHash.of(Bytes.utf8("another")), head(log));

    assertThatThrownBy(() -> witness.follow(head(log), log))
        .isInstanceOf(LossException.class)
        .hasMessageStartingWith("entry 4 was acknowledged with leaf ");
  }

  @Test
  void aHeadThatWasSetBackIsNoticed() throws Exception {
    witness.follow(head(log), log);

    assertThatThrownBy(() -> witness.follow(head(log.subList(0, 8)), List.of()))
        .isInstanceOf(LossException.class)
        .hasMessage("the head has 8 entries, an earlier one had 10");
  }

  @Test
  void aForkBehindAnAcknowledgedHeadIsNoticed() throws Exception {
    List<Bytes> fork = new ArrayList<>(log.subList(0, 6));
    fork.addAll(entries(100, 104));
    witness.acknowledged(2, LeafHash.of(log.get(2)), head(log));

    assertThatThrownBy(() -> witness.follow(head(fork), fork))
        .isInstanceOf(LossException.class)
        .hasMessageStartingWith("the head of size 10 was acknowledged with root ");
  }

  @Test
  void twoTreesOfOneSizeAreNoticed() throws Exception {
    acknowledge(2, 10);
    List<Bytes> fork = new ArrayList<>(log.subList(0, 9));
    fork.addAll(entries(100, 101));
    witness.acknowledged(3, LeafHash.of(log.get(3)), head(fork));

    assertThatThrownBy(() -> witness.follow(head(log), log))
        .isInstanceOf(LossException.class)
        .hasMessageStartingWith("two trees of size 10 were signed, with roots ");
  }

  @Test
  void anEntryThatIsServedOtherwiseLaterIsNoticed() throws Exception {
    acknowledge(2, 10);
    witness.follow(head(log), log);
    List<Bytes> changed = new ArrayList<>(log);
    changed.set(5, Bytes.utf8("changed"));

    assertThatThrownBy(() -> witness.verifyAll(head(log), changed))
        .isInstanceOf(LossException.class)
        .hasMessageStartingWith("the head of size 10 has root ");
    assertThatThrownBy(() -> witness.verifyAll(head(changed), changed))
        .isInstanceOf(LossException.class)
        .hasMessageStartingWith("the head of size 10 was acknowledged with root ");
  }

  @Test
  void aHeadOverOtherEntriesThanAreServedIsNoticed() {
    assertThatThrownBy(() -> witness.follow(head(entries(50, 60)), log))
        .isInstanceOf(LossException.class)
        .hasMessageStartingWith("the head of size 10 has root ");
    assertThatThrownBy(() -> new Witness().follow(head(log), log.subList(0, 7)))
        .isInstanceOf(LossException.class)
        .hasMessage("the log serves 7 entries from 0 on, its head has 10");
  }

  @Test
  void oneIndexForTwoRequestsIsNoticed() throws Exception {
    acknowledge(2, 10);

    assertThatThrownBy(() -> acknowledge(2, 10))
        .isInstanceOf(LossException.class)
        .hasMessage("index 2 was acknowledged for two requests");
  }

  @Test
  void anEntryThatNobodyWasToldOfIsNoticedInTheEnd() throws Exception {
    acknowledge(2, 10);
    witness.follow(head(log), log);

    assertThatThrownBy(witness::verifyNothingElse)
        .isInstanceOf(LossException.class)
        .hasMessage("the log has 10 entries, 1 were acknowledged: something was sealed twice");
  }

  private void acknowledge(int index, int size) throws LossException {
    witness.acknowledged(index, LeafHash.of(log.get(index)), head(log.subList(0, size)));
  }

  private static Checkpoint head(List<Bytes> entries) {
    var tree = new MemoryTree();
    entries.forEach(entry -> tree.append(LeafHash.of(entry)));
    return new Checkpoint(LOG, tree.size(), tree.root());
  }

  private static List<Bytes> entries(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> Bytes.utf8("entry " + i)).toList();
  }
}
