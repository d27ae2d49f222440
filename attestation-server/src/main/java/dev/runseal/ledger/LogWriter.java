package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.tree.TilePath;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the writer's thread puts on disk: records, and the signed head that rides in the next one or
 * in one of its own. It says whether a failure is final, and watches a disk that refuses until it
 * takes something again. What is to be done behind the journal it tells the {@link Publisher}.
 */
final class LogWriter {
  /** Room for a usual batch, so that sealing does not go on for one record only. */
  private static final int PROBE_BYTES = 1 << 20;

  private final LogStore store;
  private final Health health;
  private final CheckpointSigner signer;
  private final Publisher publisher;
  private final LedgerOptions options;
  private final Backoff refused;
  private long persisted;
  private long published;
  private long publishedAt = System.nanoTime();
  private long writtenAt = System.nanoTime();

  LogWriter(
      LogStore store,
      Health health,
      CheckpointSigner signer,
      Publisher publisher,
      LedgerOptions options) {
    this.store = store;
    this.health = health;
    this.signer = signer;
    this.publisher = publisher;
    this.options = options;
    this.refused = new Backoff(options.firstRetry());
    this.persisted = store.size();
    this.published = store.size();
  }

  /**
   * Writes one record, in which the newest head rides if it is not on disk yet; returns how long
   * that took. When it throws, health says why, and the entries are no part of the log.
   */
  long append(List<Bytes> entries) throws LedgerException {
    SignedCheckpoint head = signer.head();
    long start = System.nanoTime();
    long tiles = store.size() / TilePath.FULL_WIDTH;
    try {
      // A crash before this returns leaves a torn tail or a whole record: see Journal.append. A
      // crash after it leaves durable entries that nobody was told of: the start signs them.
      record(entries, head);
    } catch (IOException e) {
      throw fail(e);
    }
    writtenAt = System.nanoTime();
    if (store.size() / TilePath.FULL_WIDTH > tiles) {
      publisher.wake();
    }
    return writtenAt - start;
  }

  /** After a batch: has the newest head published when the last time was long ago. */
  void publishWhenDue() {
    SignedCheckpoint head = signer.head();
    if (head.checkpoint().size() > published
        && System.nanoTime() - publishedAt >= options.publishEvery().toNanos()) {
      publish(head);
    }
  }

  /** When nothing comes: writes the newest head in a record of its own, and has it published. */
  void flushWhenDue() {
    if (!writable() || persisted >= store.size() || idleNanos() > 0) {
      return;
    }
    writtenAt = System.nanoTime(); // an unsigned head is looked for again after the same while
    SignedCheckpoint head = signer.head();
    if (head.checkpoint().size() <= persisted) {
      return;
    }
    try {
      // A crash before this leaves entries whose signature is not on disk: the start signs again.
      record(List.of(), head);
    } catch (IOException e) {
      fail(e);
      return;
    }
    publish(head);
  }

  /** Sealing goes on when the journal can be written again. */
  void probeWhenDue() {
    if (!health.diskRefuses() || health.journalFailed() || refused.leftNanos() > 0) {
      return;
    }
    try {
      store.probe(PROBE_BYTES);
    } catch (IOException e) {
      fail(e);
      return;
    }
    refused.succeeded();
    health.diskTook();
  }

  /** How long until there is something to do here though no request comes. */
  long idleNanos() {
    if (health.journalFailed()) {
      return TimeUnit.DAYS.toNanos(1);
    }
    if (health.diskRefuses()) {
      return refused.leftNanos();
    }
    return persisted < store.size()
        ? writtenAt + options.idleFlush().toNanos() - System.nanoTime()
        : TimeUnit.DAYS.toNanos(1);
  }

  private boolean writable() {
    return !health.journalFailed() && !health.diskRefuses();
  }

  private void record(List<Bytes> entries, SignedCheckpoint head) throws IOException {
    boolean carries = head.checkpoint().size() > persisted;
    store.append(entries, carries ? Optional.of(head) : Optional.empty());
    if (carries) {
      persisted = head.checkpoint().size();
    }
  }

  private void publish(SignedCheckpoint head) {
    publisher.publish(head);
    published = head.checkpoint().size();
    publishedAt = System.nanoTime();
  }

  /** What the store can forget is tried again, and nothing sealed until then; the rest is final. */
  private LedgerException fail(IOException e) {
    String what = "journal can't be written: ";
    if (!store.writable()) {
      return health.failJournal(what + e, e);
    }
    refused.failed();
    return health.failDisk(what + e, e);
  }
}
