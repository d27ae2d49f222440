package dev.runseal.server;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.SealingKey;
import dev.runseal.key.SigningException;
import dev.runseal.key.SoftwareKey;
import dev.runseal.key.ToBeSigned;
import dev.runseal.key.VerifyingKey;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A key whose token can be slow or away. */
final class MoodyKey implements SealingKey {
  private final SoftwareKey key = SoftwareKey.named("sealing");
  final Semaphore atGate = new Semaphore(0);
  private volatile @Nullable Semaphore gate;
  volatile boolean away;

  void close() {
    gate = new Semaphore(0);
  }

  void open() {
    Semaphore closed = gate;
    gate = null;
    if (closed != null) {
      closed.release(1_000);
    }
  }

  @Override
  public VerifyingKey publicKey() {
    return key.publicKey();
  }

  @Override
  public Bytes sign(ToBeSigned what) throws SigningException {
    Semaphore closed = gate;
    if (closed != null) {
      atGate.release();
      closed.acquireUninterruptibly();
    }
    if (away) {
      throw new SigningException(
          SigningException.Reason.UNAVAILABLE, "the token was pulled out", null);
    }
    return key.sign(what);
  }
}
