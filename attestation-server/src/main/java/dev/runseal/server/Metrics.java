package dev.runseal.server;

import dev.runseal.bytes.Bytes;
import dev.runseal.ledger.Ledger;
import dev.runseal.ledger.LedgerEvents;
import dev.runseal.ledger.LedgerStatus;
import dev.runseal.ledger.RollbackWindow;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the daemon counts, and {@code GET /metrics} shows in Prometheus' text format. Also writes
 * the operator's log where the ledger stops and goes on.
 */
final class Metrics implements LedgerEvents, Resource {
  private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);
  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private record Answered(String route, int status) {}

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<Answered, Timer> requests = new ConcurrentHashMap<>();
  private final DistributionSummary batchEntries =
      DistributionSummary.builder("runseal.batch.entries")
          .description("entries made durable by one fsync")
          .register(registry);
  private final Timer batchWrites = timer("runseal.batch.write", "write and fsync of one batch");
  private final Timer checkpoints = timer("runseal.token.checkpoint", "one checkpoint signature");
  private final Timer dsse = timer("runseal.token.dsse", "one DSSE signature");
  private final Counter stops =
      Counter.builder("runseal.sealing.stops")
          .description("how often sealing stopped")
          .register(registry);

  /** From here on the ledger's size and queue are shown. */
  void watch(Ledger ledger) {
    Gauge.builder("runseal.log.entries", ledger, Ledger::size)
        .description("signed entries of the log")
        .register(registry);
    Gauge.builder("runseal.queue", ledger, Ledger::underWay)
        .description("requests accepted and not yet answered")
        .register(registry);
    Gauge.builder("runseal.ready", ledger, Metrics::ready)
        .description("1 if seals are made now")
        .register(registry);
    for (RollbackWindow each : ledger.rollbackWindows()) {
      Gauge.builder("runseal.rollback.exposed", ledger, now -> exposed(now, each.where()))
          .description("signed entries that a restored backup could lose unnoticed")
          .tag("where", each.where())
          .register(registry);
    }
  }

  void answered(String route, int status, long nanos) {
    requests
        .computeIfAbsent(new Answered(route, status), this::requestTimer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public Answer answer(Context request) {
    return Answer.of(200, PROMETHEUS_TEXT, Bytes.utf8(registry.scrape()));
  }

  @Override
  public void batchWritten(int entries, long nanos) {
    batchEntries.record(entries);
    batchWrites.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void checkpointSigned(long entries, long nanos) {
    checkpoints.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void dsseSigned(long nanos) {
    dsse.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void tailCut(long bytes) {
    LOG.warn("the journal ended in {} bytes of a record that a crash cut short; removed", bytes);
  }

  @Override
  public void stopped(LedgerStatus.Stopped why) {
    stops.increment();
    LOG.error("sealing stopped: {}", why.why());
  }

  @Override
  public void indexNotice(String what) {
    LOG.warn("index: {}", what);
  }

  @Override
  public void indexBack() {
    LOG.info("the index can be written again");
  }

  @Override
  public void tokenBack() {
    LOG.info("the token signs again");
  }

  @Override
  public void diskBack() {
    LOG.info("the disk takes entries again");
  }

  @Override
  public void tilesDelayed(String why) {
    LOG.warn("tiles and checkpoint can't be written, the journal grows meanwhile: {}", why);
  }

  @Override
  public void tilesBack() {
    LOG.info("tiles and checkpoint are written again");
  }

  private Timer requestTimer(Answered key) {
    return Timer.builder("runseal.requests")
        .description("requests by route and status")
        .tag("route", key.route())
        .tag("status", Integer.toString(key.status()))
        .register(registry);
  }

  private Timer timer(String name, String description) {
    return Timer.builder(name).description(description).register(registry);
  }

  private static double exposed(Ledger ledger, String where) {
    return ledger.rollbackWindows().stream()
        .filter(window -> window.where().equals(where))
        .mapToLong(RollbackWindow::exposed)
        .sum();
  }

  private static double ready(Ledger ledger) {
    return switch (ledger.status()) {
      case LedgerStatus.Ready() -> 1;
      case LedgerStatus.Stopped(var reason, var why) -> 0;
    };
  }
}
