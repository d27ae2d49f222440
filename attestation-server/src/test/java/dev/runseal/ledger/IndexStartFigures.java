package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.SoftwareKey;
import dev.runseal.statement.Timestamp;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a start after a crash costs the index, for docs/decisions/log-index.md: {@code
 * IndexStartFigures ENTRIES ROUNDS}, taken in from memory into a new index; the first round is that
 * of a fresh machine, but for the making of the entries themselves.
 */
public final class IndexStartFigures {
  private IndexStartFigures() {}

  public static void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[0]);
    var log = Origin.of("figures.example", SoftwareKey.named("figures").publicKey());
    List<Bytes> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(
          Samples.seal(log, "run-" + i).draft().fill(i, new Timestamp(SettableTime.START + i)));
    }
    for (int round = 0; round < Integer.parseInt(args[1]); round++) {
      Path state = Files.createTempDirectory("index-figures");
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      LogIndex index =
          LogIndex.open(state, log, count, i -> entries.get((int) i), LedgerEvents.NONE);
      long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
      index.close();
      StoredIndex.rebuild(state, log, 0, i -> entries.get((int) i), LedgerEvents.NONE);
      Files.delete(state.resolve("index"));
      Files.delete(state);
      System.out.printf(
          "%,d entries taken in: %.0f ms, %.1f us each (cpu)%n",
          count, nanos / 1e6, nanos / 1e3 / count);
    }
  }
}
