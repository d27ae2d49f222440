package dev.runseal.postings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyTableTest {
  @Test
  void saysOfEntriesThatComeAndGoWhatAListSays() {
    long seed = new Random().nextLong();
    System.out.println("KeyTableTest seed " + seed);
    Random random = new Random(seed);
    var table = new KeyTable();
    List<Optional<EntryKey>> expected = new ArrayList<>();
    for (int round = 0; round < 300; round++) {
      for (int added = random.nextInt(20); added > 0; added--) {
        Optional<EntryKey> key = key(random);
        expected.add(key);
        key.ifPresentOrElse(table::add, table::addNone);
      }
      for (int removed = random.nextInt(8); removed > 0 && !expected.isEmpty(); removed--) {
        expected.removeLast();
        table.removeLast();
      }
      verify(table, expected);
    }
    assertThat(table.size()).isGreaterThan(1_024);
  }

  /** Often one that was there before, and sometimes none. */
  private static Optional<EntryKey> key(Random random) {
    return random.nextInt(8) == 0
        ? Optional.empty()
        : Optional.of(new EntryKey(random.nextInt(2), random.nextLong(300) << 40));
  }

  private static void verify(KeyTable table, List<Optional<EntryKey>> expected) {
    assertThat(table.size()).isEqualTo(expected.size());
    Map<EntryKey, Integer> newest = new HashMap<>();
    for (int entry = 0; entry < expected.size(); entry++) {
      assertThat(table.hasKey(entry)).isEqualTo(expected.get(entry).isPresent());
      if (expected.get(entry).isPresent()) {
        EntryKey key = expected.get(entry).get();
        assertThat(table.key(entry)).isEqualTo(key);
        assertThat(table.before(entry)).isEqualTo(newest.getOrDefault(key, -1));
        newest.put(key, entry);
      }
    }
    assertThat(table.distinct()).isEqualTo(newest.size());
    newest.forEach((key, entry) -> assertThat(table.newest(key)).isEqualTo(entry));
    assertThat(table.newest(new EntryKey(7, 7))).isNegative();
  }
}
