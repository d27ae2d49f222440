package dev.runseal.crash;

import dev.runseal.crash.BundleJudge.Judged;
import dev.runseal.crash.Caller.Answered;
import dev.runseal.note.Checkpoint;
import dev.runseal.rig.DaemonProcess;
import dev.runseal.rig.Installation;
import dev.runseal.rig.Program;
import dev.runseal.statement.Seal;
import dev.runseal.statement.SealRef;
import dev.runseal.testhsm.SoftHsm;
import dev.runseal.tree.LeafHash;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Kills a daemon under load, again and again, and looks for anything that was acknowledged and is
 * not there. One line for each life of the daemon, and one at the end; status 1 on any loss.
 *
 * <p>{@code java … dev.runseal.crash.CrashRun KILLS SEED DIRECTORY}, with an empty directory.
 */
public final class CrashRun {
  private static final int CALLERS = 64;
  private static final Duration START = Duration.ofMinutes(2);
  private static final int SHORTEST_MILLIS = 20;
  private static final int LONGEST_MILLIS = 1_500;

  private final Installation installation;
  private final Random random;
  private final Witness witness = new Witness();
  private final List<Caller> callers = new ArrayList<>();
  private final BundleJudge judge;
  private final ServedLog served;
  private long startMillis = 1_000;
  private int kills;
  private long foundAgain;
  private long madeAgain;

  private CrashRun(Installation installation, Random random) throws IOException {
    this.installation = installation;
    this.random = random;
    this.judge = new BundleJudge(installation.roots());
    this.served = new ServedLog(installation.socket(), installation.chain());
    for (int i = 0; i < CALLERS; i++) {
      callers.add(new Caller(installation.socket(), new Random(random.nextLong())));
    }
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length != 3) {
      System.err.println("usage: CrashRun KILLS SEED DIRECTORY");
      System.exit(2);
    }
    int kills = Integer.parseInt(args[0]);
    long seed = Long.parseLong(args[1]);
    System.out.printf("%d kills with %d callers, seed %d%n", kills, CALLERS, seed);
    try (var tokens = SoftHsm.create()) {
      var installation = Installation.create(Program.ofJar(), tokens, Path.of(args[2]));
      var test = new CrashRun(installation, new Random(seed));
      String result;
      try {
        test.run(kills);
        result = "0 lost";
      } catch (LossException e) {
        System.out.println("LOST: " + e.getMessage());
        result = "LOST (seed %d)".formatted(seed);
      }
      System.out.printf(
          "%d kills, %d acknowledged, %s%n", test.kills, test.witness.acknowledged(), result);
      System.exit(result.equals("0 lost") ? 0 : 1);
    }
  }

  private void run(int wanted) throws LossException, IOException, InterruptedException {
    while (kills < wanted) {
      try (var daemon = DaemonProcess.start(installation)) {
        if (random.nextInt(5) == 0) {
          // Recovery is killed as well, wherever it is.
          Thread.sleep(random.nextLong(startMillis));
          daemon.kill();
        } else {
          live(daemon);
        }
      }
      kills++;
    }
    finish();
  }

  /** One life under load: everything acknowledged in the lives before must be there. */
  private void live(DaemonProcess daemon) throws LossException, IOException, InterruptedException {
    startMillis = Math.max(1, daemon.awaitReady(START).toMillis());
    follow();
    List<Thread> threads = ask(callers, Integer.MAX_VALUE);
    int millis = random.nextInt(SHORTEST_MILLIS, LONGEST_MILLIS);
    Thread.sleep(millis);
    daemon.kill();
    for (Thread thread : threads) {
      thread.join();
    }
    int answers = judgeAnswers();
    System.out.printf(
        "kill %d: ready after %d ms, killed %d ms later, %d acknowledged, %d without an answer%n",
        kills + 1, startMillis, millis, answers, callers.stream().filter(Caller::waits).count());
  }

  /** The last life: every request that is open gets its answer, and the whole log is read again. */
  private void finish() throws LossException, IOException, InterruptedException {
    try (var daemon = DaemonProcess.start(installation)) {
      daemon.awaitReady(START);
      follow();
      for (Thread thread : ask(callers.stream().filter(Caller::waits).toList(), 1)) {
        thread.join();
      }
      judgeAnswers();
      Checkpoint head = follow();
      witness.verifyNothingElse();
      witness.verifyAll(head, served.entries(0, head.size()));
      System.out.printf(
          "requests asked again: %d found, %d made; %d heads, one tree of %d entries%n",
          foundAgain, madeAgain, witness.heads(), witness.size());
      daemon.stop();
    }
  }

  private Checkpoint follow() throws LossException, IOException, InterruptedException {
    Checkpoint head = served.head();
    witness.follow(head, served.entries(witness.size(), head.size()));
    return head;
  }

  private static List<Thread> ask(List<Caller> callers, int most) {
    return callers.stream()
        .map(caller -> Thread.ofPlatform().start(() -> caller.ask(most)))
        .toList();
  }

  private int judgeAnswers() throws LossException {
    int answers = 0;
    for (Caller caller : callers) {
      for (Answered answer : caller.takeAnswers()) {
        for (Judged judged : judge.judge(answer)) {
          LeafHash leaf = LeafHash.of(judged.bundle().statement());
          long index = judged.index();
          witness.acknowledged(index, leaf, judged.bundle().receipt().head().checkpoint());
          if (judged.statement() instanceof Seal seal) {
            caller.mayComplete(new SealRef(seal.position().log(), index, leaf));
          }
          answers++;
        }
        if (answer.again() && answer.status() == 200) {
          foundAgain++;
        } else if (answer.again()) {
          madeAgain++;
        }
      }
    }
    return answers;
  }
}
