package dev.runseal.audit;

import dev.runseal.bytes.Excerpt;
import dev.runseal.key.Origin;
import dev.runseal.note.LogHead;
import dev.runseal.tree.TilePath;
import dev.runseal.tree.TreeHash;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;

/**
 * Audits a log, up to the head that it publishes now: every leaf is hashed anew from the entries,
 * every tile is compared with what the entries give, the root with the signed head, and every
 * statement with the rules of its log. Bundles are worked on in parallel and put together in order,
 * so memory does not grow with the log, but for 31 bytes an entry that the rules between entries
 * take.
 *
 * <p>It shows nothing of entries beyond that head, and nothing of other heads that were shown to
 * others.
 */
public final class LogAudit {
  /** How many bundles wait for their turn, for each thread; one may be 16 MB large. */
  private static final int AHEAD = 3;

  private final LogReader reader;
  private final AuditPlan plan;
  private final AuditProgress progress;
  private final Fingerprint fingerprint;
  private final InstantSource clock;

  /** {@code random} must be unforeseeable to whoever wrote the log. */
  public LogAudit(
      LogReader reader,
      AuditPlan plan,
      AuditProgress progress,
      RandomGenerator random,
      InstantSource clock) {
    this.reader = reader;
    this.plan = plan;
    this.progress = progress;
    this.fingerprint = Fingerprint.random(random);
    this.clock = clock;
  }

  public AuditReport run() throws AuditException, InterruptedException {
    Instant begin = clock.instant();
    var edge = RightEdge.of(reader);
    LogHead head = edge.head();
    for (LogHead kept : plan.kept()) {
      if (!kept.origin().equals(head.origin())) {
        throw new AuditException(
            "the kept checkpoint is of %s, the log is %s: bring one of this log"
                .formatted(Excerpt.of(kept.origin()), Excerpt.of(head.origin())));
      }
    }
    var tiles = new Tiles(edge);
    var problems = new Problems();
    var walk = new TreeWalk(tiles, problems);
    Optional<EntryRules> rules = Optional.empty();
    Optional<StatementWork> statements = Optional.empty();
    if (!plan.treeOnly()) {
      statements = Optional.of(new StatementWork(origin(head), fingerprint));
      rules = Optional.of(new EntryRules(tiles, head.size(), problems));
    }
    var judge = new HeadJudge(edge, head);
    HeadJudge.Signer signer = judge.signer(plan.trust());
    walk(head, tiles, statements, walk, rules, problems);
    TreeHash root = walk.end();
    var findings = new AuditFindings(plan, head, signer, problems, walk, root, rules);
    return findings.report(judge, edge, Duration.between(begin, clock.instant()));
  }

  private static Origin origin(LogHead head) throws AuditException {
    try {
      return new Origin(head.origin());
    } catch (IllegalArgumentException e) {
      throw new AuditException(e.getMessage() + ": audit a foreign log with --tree-only", e);
    }
  }

  private void walk(
      LogHead head,
      Tiles tiles,
      Optional<StatementWork> statements,
      TreeWalk walk,
      Optional<EntryRules> rules,
      Problems problems)
      throws AuditException, InterruptedException {
    long bundles = Math.ceilDiv(head.size(), (long) TilePath.FULL_WIDTH);
    Queue<Future<BundleWork.Result>> ahead = new ArrayDeque<>();
    ExecutorService pool = Executors.newFixedThreadPool(plan.threads());
    try {
      long next = 0;
      while (next < bundles || !ahead.isEmpty()) {
        while (next < bundles && ahead.size() < AHEAD * plan.threads()) {
          long left = head.size() - next * TilePath.FULL_WIDTH;
          int width = (int) Math.min(TilePath.FULL_WIDTH, left);
          ahead.add(pool.submit(new BundleWork(tiles, statements, next, width)));
          next++;
        }
        BundleWork.Result result = result(ahead.remove());
        result.problems().forEach(problems::add);
        if (result.leaves().isEmpty()) {
          // Nothing after a gap can be placed under a root.
          return;
        }
        walk.append(result.leaves(), plan.kept());
        if (rules.isPresent()) {
          for (EntryFacts facts : result.facts()) {
            rules.get().take(facts);
          }
        }
        progress.audited(walk.size(), head.size());
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static BundleWork.Result result(Future<BundleWork.Result> future)
      throws AuditException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case AuditException expected ->
            throw new AuditException(String.valueOf(expected.getMessage()), expected);
        case RuntimeException bug -> throw bug;
        case Error fatal -> throw fatal;
        case null, default -> throw new AssertionError("a bundle's work throws nothing else", e);
      }
    }
  }
}
