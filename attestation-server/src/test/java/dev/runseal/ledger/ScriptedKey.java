package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.SealingKey;
import dev.runseal.key.SigningException;
import dev.runseal.key.SoftwareKey;
import dev.runseal.key.ToBeSigned;
import dev.runseal.key.VerifyingKey;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A software key whose token can be slow, away, or unwilling. */
final class ScriptedKey implements SealingKey {
  private final SoftwareKey key = SoftwareKey.named("ledger");
  private final AtomicInteger signatures = new AtomicInteger();
  private final Semaphore entered = new Semaphore(0);
  private volatile @Nullable Semaphore gate;
  private volatile boolean crashes;
  private volatile boolean wrong;
  private volatile SigningException.@Nullable Reason failure;

  @Override
  public VerifyingKey publicKey() {
    return key.publicKey();
  }

  @Override
  public Bytes sign(ToBeSigned what) throws SigningException {
    Semaphore closed = gate;
    if (closed != null) {
      entered.release();
      closed.acquireUninterruptibly();
    }
    if (crashes) {
      throw new IllegalStateException("a bug");
    }
    SigningException.Reason reason = failure;
    if (reason != null) {
      throw new SigningException(reason, "the test says so", null);
    }
    signatures.incrementAndGet();
    return wrong ? SoftwareKey.named("another").sign(what) : key.sign(what);
  }

  int signatures() {
    return signatures.get();
  }

  /** From now on every signature waits for {@link #letOneThrough} or {@link #openGate}. */
  void closeGate() {
    gate = new Semaphore(0);
  }

  /** Returns when one more signature stands at the gate. */
  void awaitAtGate() {
    entered.acquireUninterruptibly();
  }

  void letOneThrough() {
    Semaphore closed = gate;
    if (closed != null) {
      closed.release();
    }
  }

  void openGate() {
    Semaphore closed = gate;
    gate = null;
    if (closed != null) {
      closed.release(1 << 20);
    }
  }

  /** Throws what no token throws: a bug of ours. */
  void crash() {
    crashes = true;
  }

  /** From now on it signs with a key that is not the log's. */
  void signWrongly(boolean isWrong) {
    wrong = isWrong;
  }

  void fail(SigningException.@Nullable Reason reason) {
    failure = reason;
  }
}
