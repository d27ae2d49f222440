package dev.runseal.audit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/** Measures an audit of a log in a directory, which it makes when it is not there: no test. */
public final class AuditSpeed {
  private AuditSpeed() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    int size = Integer.parseInt(args[1]);
    if (!Files.exists(directory.resolve("checkpoint"))) {
      var log = new TiledLog(directory, "speed");
      log.appendRuns(size);
      log.publish();
    }
    for (int round = 0; round < 3; round++) {
      for (boolean treeOnly : new boolean[] {true, false}) {
        var plan =
            new AuditPlan(
                new HeadTrust.FirstUse(),
                List.of(),
                treeOnly,
                Runtime.getRuntime().availableProcessors());
        long begin = System.nanoTime();
        long cpu = cpuMillis();
        var audit =
            new LogAudit(
                new DirectoryLogReader(directory),
                plan,
                AuditProgress.NONE,
                new SecureRandom(),
                InstantSource.system());
        AuditReport report = audit.run();
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
            "%s %s %.2f s, %,.0f entries/s, %.2f µs of processor time an entry%n",
            treeOnly ? "tree-only" : "full     ",
            report.accepted() ? "accepted" : report.text(),
            seconds,
            report.head().size() / seconds,
            1e3 * (cpuMillis() - cpu) / report.head().size());
      }
    }
  }

  private static long cpuMillis() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis();
  }
}
