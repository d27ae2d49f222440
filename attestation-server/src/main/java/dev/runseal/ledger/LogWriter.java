package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.note.SignedCheckpoint;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the writer's thread puts on disk: records, the signed head that rides in the next one or in
 * one of its own, and the checkpoint file. It says whether a failure is final, and watches a full
 * disk until it takes something again.
 */
final class LogWriter {
  /** Room for a usual batch, so that sealing does not go on for one record only. */
  private static final int PROBE_BYTES = 1 << 20;

  private final LogStore store;
  private final Health health;
  private final CheckpointSigner signer;
  private final LedgerOptions options;
  private final Backoff full;
  private long persisted;
  private long published;
  private long publishedAt = System.nanoTime();
  private long writtenAt = System.nanoTime();

  LogWriter(LogStore store, Health health, CheckpointSigner signer, LedgerOptions options) {
    this.store = store;
    this.health = health;
    this.signer = signer;
    this.options = options;
    this.full = new Backoff(options.firstRetry());
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
    try {
      // A crash before this returns leaves a torn tail or a whole record: see Journal.append. A
      // crash after it leaves durable entries that nobody was told of: the start signs them.
      record(entries, head);
    } catch (IOException e) {
      throw fail("journal can't be written: ", e);
    }
    writtenAt = System.nanoTime();
    return writtenAt - start;
  }

  /** After a batch: replaces the checkpoint file when the last time was long ago. */
  void publishWhenDue() {
    SignedCheckpoint head = signer.head();
    if (writable()
        && head.checkpoint().size() > published
        && System.nanoTime() - publishedAt >= options.publishEvery().toNanos()) {
      publish(head);
    }
  }

  /** When nothing comes: writes the newest head in a record of its own, and the file. */
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
      fail("journal can't be written: ", e);
      return;
    }
    publish(head);
  }

  /** Sealing goes on when both files of the log can be written again. */
  void probeWhenDue() {
    if (!health.diskFull() || health.journalFailed() || full.leftNanos() > 0) {
      return;
    }
    SignedCheckpoint head = signer.head();
    try {
      store.probe(PROBE_BYTES);
      replaceFile(head);
    } catch (IOException e) {
      full.failed();
      if (!store.writable()) {
        health.failJournal("journal can't be written: " + e, e);
      }
      return;
    }
    full.succeeded();
    health.diskTook();
  }

  /** How long until there is something to do here though no request comes. */
  long idleNanos() {
    if (health.journalFailed()) {
      return TimeUnit.DAYS.toNanos(1);
    }
    if (health.diskFull()) {
      return full.leftNanos();
    }
    return persisted < store.size()
        ? writtenAt + options.idleFlush().toNanos() - System.nanoTime()
        : TimeUnit.DAYS.toNanos(1);
  }

  private boolean writable() {
    return !health.journalFailed() && !health.diskFull();
  }

  private void record(List<Bytes> entries, SignedCheckpoint head) throws IOException {
    boolean carries = head.checkpoint().size() > persisted;
    store.append(entries, carries ? Optional.of(head) : Optional.empty());
    if (carries) {
      persisted = head.checkpoint().size();
    }
  }

  private void publish(SignedCheckpoint head) {
    try {
      replaceFile(head);
    } catch (IOException e) {
      fail("checkpoint file can't be written: ", e);
    }
  }

  private void replaceFile(SignedCheckpoint head) throws IOException {
    store.publish(head);
    published = head.checkpoint().size();
    publishedAt = System.nanoTime();
  }

  /** What the store can forget is tried again, and nothing sealed until then; the rest is final. */
  private LedgerException fail(String what, IOException e) {
    if (!store.writable()) {
      return health.failJournal(what + e, e);
    }
    full.failed();
    return health.failDisk(what + e, e);
  }
}
