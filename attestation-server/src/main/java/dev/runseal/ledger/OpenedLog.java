package dev.runseal.ledger;

import dev.runseal.key.SealingKey;
import dev.runseal.key.SigningException;
import dev.runseal.note.Checkpoint;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.statement.Timestamp;
import dev.runseal.tree.MerkleRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A log as it was found in its directory, from where it can go on: not set back, with its index,
 * and with a signed head over all that is durable.
 *
 * @param newest when the newest entry was sealed: no later one is sealed before that
 */
record OpenedLog(
    LogStore store, LogIndex index, SealingKey key, Timestamp newest, SignedCheckpoint head) {

  /** Whatever does not open leaves nothing open, and the lock free. */
  static OpenedLog open(StateLock lock, LedgerSetup setup, LogDirectory.Opener opener)
      throws LedgerException {
    var key = new VerifiedKey(setup.key());
    LogStore store =
        DirectoryLogStore.open(lock, setup.origin(), key.publicKey(), setup.events(), opener);
    LogIndex index = null;
    try {
      // Before anything is signed: a state that was set back must not sign a second tree.
      setup.guard().verify(store, key.publicKey());
      Timestamp newest = newest(store);
      index =
          LogIndex.open(
              lock.directory(),
              setup.origin(),
              store.size(),
              i -> SignedLog.entry(store, i),
              setup.events());
      return new OpenedLog(store, index, key, newest, signedHead(store, key));
    } catch (UncheckedIOException e) {
      closeAfter(store, index, e);
      throw refused(e);
    } catch (LedgerException | RuntimeException e) {
      closeAfter(store, index, e);
      throw e;
    }
  }

  /** Gives back everything, because of this. */
  void closeAfter(RuntimeException because) {
    closeAfter(store, index, because);
  }

  static LedgerException refused(UncheckedIOException e) {
    return new LedgerException(
        LedgerException.Reason.STATE_REFUSED, "tiles can't be read: " + e.getCause(), e);
  }

  private static void closeAfter(LogStore store, @Nullable LogIndex index, Exception because) {
    if (index != null) {
      index.close();
    }
    try {
      store.close();
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  private static Timestamp newest(LogStore store) throws LedgerException {
    long size = store.size();
    return size == 0
        ? Timestamp.EPOCH
        : LogIndex.parse(size - 1, SignedLog.entry(store, size - 1)).position().sealedAt();
  }

  private static SignedCheckpoint signedHead(LogStore store, SealingKey key)
      throws LedgerException {
    Optional<SignedCheckpoint> last = store.findCheckpoint();
    try {
      if (last.isPresent() && last.get().checkpoint().size() == store.size()) {
        store.publish(last.get());
        return last.get();
      }
      var root = MerkleRange.resume(store.size(), store).root();
      SignedCheckpoint head =
          SignedCheckpoint.sign(new Checkpoint(store.origin(), store.size(), root), key);
      // Before any entry is taken: from here on the file says that this log was begun.
      store.publish(head);
      return head;
    } catch (SigningException e) {
      throw LedgerException.ofToken("token did not sign the head of the log", e);
    } catch (IOException e) {
      throw new LedgerException(
          LedgerException.Reason.JOURNAL_FAILED, "tiles and checkpoint can't be written: " + e, e);
    }
  }
}
