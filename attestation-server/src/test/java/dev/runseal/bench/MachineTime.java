package dev.runseal.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Processor time of the whole machine and of this process with all its descendants (the daemon
 * first of all) and companions (a software TPM), so that a window in which something else ran can
 * be told. Linux only.
 */
record MachineTime(long busyTicks, Map<Long, Long> ownTicks) {
  private static final double TICKS_PER_SECOND = 100;

  MachineTime {
    ownTicks = Map.copyOf(ownTicks);
  }

  static MachineTime now(List<Long> companions) throws IOException {
    String first = Files.readAllLines(Path.of("/proc/stat")).getFirst();
    List<String> fields = List.of(first.strip().split(" +"));
    long busy = 0;
    for (int i = 1; i <= 8; i++) { // user nice system idle iowait irq softirq steal
      if (i != 4 && i != 5) {
        busy += Long.parseLong(fields.get(i));
      }
    }
    Map<Long, Long> own = new HashMap<>();
    ProcessHandle self = ProcessHandle.current();
    Stream.concat(Stream.of(self), self.descendants())
        .forEach(process -> own.put(process.pid(), ticks(process.pid())));
    companions.forEach(pid -> own.put(pid, ticks(pid)));
    return new MachineTime(busy, own);
  }

  /** Cores that other processes, the kernel for itself, and the hypervisor took since then. */
  double othersSince(MachineTime before, long nanos) {
    long own = 0;
    for (var process : ownTicks.entrySet()) {
      own += process.getValue() - before.ownTicks.getOrDefault(process.getKey(), 0L);
    }
    return Math.max(0, busyTicks - before.busyTicks - own) / TICKS_PER_SECOND * 1e9 / nanos;
  }

  /** Processor seconds that one of the own processes took since then. */
  double secondsSince(MachineTime before, long pid) {
    return (ownTicks.getOrDefault(pid, 0L) - before.ownTicks.getOrDefault(pid, 0L))
        / TICKS_PER_SECOND;
  }

  private static long ticks(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
      return Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
    } catch (IOException e) {
      return 0; // it ended meanwhile, and is no part of the window that begins
    }
  }
}
