package dev.runseal.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Processor time of the whole machine and of the benchmark's own processes (this one, and the
 * daemon named by the property {@code runseal.bench.daemon}), so that a window in which something
 * else ran can be told. Linux only; elsewhere others are reported as NaN.
 */
record MachineTime(double busySeconds, double ownSeconds) {
  private static final double TICKS_PER_SECOND = 100;

  static MachineTime now() {
    try {
      String first = Files.readAllLines(Path.of("/proc/stat")).getFirst();
      List<String> fields = List.of(first.strip().split(" +"));
      long busy = 0;
      for (int i = 1; i <= 8; i++) { // user nice system idle iowait irq softirq steal
        if (i != 4 && i != 5) {
          busy += Long.parseLong(fields.get(i));
        }
      }
      double own = ownSeconds("self");
      String daemon = System.getProperty("runseal.bench.daemon");
      if (daemon != null) {
        own += ownSeconds(daemon);
      }
      return new MachineTime(busy / TICKS_PER_SECOND, own);
    } catch (IOException e) {
      return new MachineTime(Double.NaN, 0);
    }
  }

  /** Cores that other processes (and the hypervisor) took since then. */
  double othersSince(long nanos) {
    MachineTime now = now();
    double others = (now.busySeconds - busySeconds) - (now.ownSeconds - ownSeconds);
    return Math.max(0, others) * 1e9 / nanos;
  }

  private static double ownSeconds(String process) throws IOException {
    String stat = Files.readString(Path.of("/proc", process, "stat"));
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
    return (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) / TICKS_PER_SECOND;
  }
}
