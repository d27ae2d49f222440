package dev.runseal.pkcs11;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.key.SigningException;
import dev.runseal.key.VerifyingKey;
import dev.runseal.pkcs11.TokenException.Reason;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * An opened token that is kept healthy: what died with a session is fetched again, and a spoilt
 * module is initialised anew, without the caller noticing more than the time it takes. A wrong PIN
 * is tried once and never again, whatever happens later.
 *
 * <p>Rebuilding initialises the whole module, so one process has one running Token per module.
 */
public final class Token implements AutoCloseable {
  private final Cryptoki cryptoki;
  private final TokenConfig config;
  private final Pin pin;

  /** Signing holds the read lock, rebuilding and closing the write lock, which guards the rest. */
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  private @Nullable OpenedToken opened;
  private @Nullable TokenException stop;
  private boolean closed;
  private long generation;

  private Token(Cryptoki cryptoki, TokenConfig config, Pin pin) {
    this.cryptoki = cryptoki;
    this.config = config;
    this.pin = pin;
  }

  /** Loads the module, finds the token, reads the PIN and logs in. */
  public static Token open(TokenConfig config) throws TokenException {
    return open(Cryptoki.load(config.module()), config);
  }

  /** The same over a module that is loaded already, which the token owns from here on. */
  static Token open(Cryptoki cryptoki, TokenConfig config) throws TokenException {
    try {
      Slot slot = Slot.named(config.token(), cryptoki);
      var token = new Token(cryptoki, config, config.pin().read(slot.token().label()));
      try {
        token.opened = token.login(slot);
        return token;
      } catch (TokenException e) {
        token.pin.close();
        throw e;
      }
    } catch (TokenException e) {
      cryptoki.close();
      throw e;
    }
  }

  public TokenInfo info() throws TokenException {
    return healing(now -> now.slot().token());
  }

  /** What is known of such tokens beyond what they say of themselves. */
  public TokenQuirks quirks() throws TokenException {
    return healing(now -> now.slot().quirks());
  }

  /** What the token says of each of its keys. */
  public List<KeyFacts> keys() throws TokenException {
    return healing(now -> now.objects().keys());
  }

  public KeyFacts facts(Pkcs11Uri key) throws TokenException {
    return healing(now -> now.objects().key(key).facts());
  }

  /** What is known of such tokens, and what the key of this name shows beside. */
  public List<Deviation> deviations(Pkcs11Uri key) throws TokenException {
    return healing(now -> now.objects().deviations(now.objects().key(key).facts()));
  }

  /** The certificate that stands beside a key. */
  public Optional<Bytes> findCertificate(Pkcs11Uri key) throws TokenException {
    return healing(now -> now.objects().findCertificate(now.objects().key(key).facts().id()));
  }

  /** What the token keeps as data under this label: nothing, one value, or two after a crash. */
  public List<Bytes> data(String label) throws TokenException {
    return healing(now -> now.objects().data(label));
  }

  /** Keeps this value under the label in place of what was there. Objects wear out: seldom. */
  public void keepData(String label, Bytes value) throws TokenException {
    healing(now -> {
      now.objects().keepData(label, value);
      return value;
    });
  }

  /**
   * The key of this name, after it was shown that the token keeps it and that its certificate and
   * private half belong together.
   */
  public TokenKey key(TokenKey.Role role, Pkcs11Uri name) throws TokenException {
    KeyFacts facts = facts(name);
    facts.verifyKept();
    Bytes certificate =
        findCertificate(name)
            .orElseThrow(() ->
                new TokenException(
                    Reason.NO_KEY,
                    "private key \"%s\" has no certificate of its id beside it"
                        .formatted(facts.label())));
    VerifyingKey certified = Der.publicKeyOf(certificate);
    if (!certified.equals(facts.publicKey())) {
      throw new TokenException(
          Reason.NO_KEY,
          "certificate beside \"%s\" is about %s, expected %s"
              .formatted(facts.label(), certified, facts.publicKey()));
    }
    var key = new TokenKey(role, certified, digest -> sign(certified, digest));
    key.verifyHalvesMatch();
    return key;
  }

  /** Initialises the module anew, finds the token again, and logs in. */
  public void reopen() throws TokenException {
    lock.writeLock().lock();
    try {
      rebuild();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Logs out, wipes the PIN and finalizes the module. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        stop = new TokenException(Reason.REFUSED, "token %s is closed".formatted(config.token()));
        retire();
        cryptoki.close();
      }
      pin.close();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private Bytes sign(VerifyingKey key, Sha256 digest) throws SigningException {
    try {
      return healing(now -> now.signer(key).sign(digest));
    } catch (TokenException e) {
      throw e.toSigningException();
    }
  }

  /**
   * Does it at most three times: at first, again on a fresh session, and after a rebuild, as the
   * result of each failure asks. A token that is away is not waited for: the next call looks again.
   */
  private <T> T healing(Work<T> work) throws TokenException {
    boolean retried = false;
    boolean rebuilt = false;
    while (true) {
      long seen = generation();
      try {
        return once(work);
      } catch (TokenException e) {
        switch (e.meaning()) {
          case OK, PIN, REFUSED, OUR_BUG -> throw e;
          case TOKEN_GONE -> {
            forget(seen);
            throw e;
          }
          case RETRY, REBUILD -> {
            if (e.meaning() == CkResult.Meaning.RETRY && !retried) {
              retried = true;
            } else if (!rebuilt) {
              rebuilt = true;
              rebuildAfter(seen);
            } else {
              forget(seen);
              throw e;
            }
          }
        }
      }
    }
  }

  /** What is done with a token that is open. */
  private interface Work<T> {
    T with(OpenedToken now) throws TokenException;
  }

  private <T> T once(Work<T> work) throws TokenException {
    lock.readLock().lock();
    try {
      if (stop != null) {
        throw stop;
      }
      if (opened == null) {
        throw new TokenException(
            "token %s was lost".formatted(config.token()),
            CkResult.CKR_CRYPTOKI_NOT_INITIALIZED,
            null);
      }
      return work.with(opened);
    } finally {
      lock.readLock().unlock();
    }
  }

  private long generation() {
    lock.readLock().lock();
    try {
      return generation;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Rebuilds, unless another thread has done so since. */
  private void rebuildAfter(long seen) throws TokenException {
    lock.writeLock().lock();
    try {
      if (generation == seen) {
        rebuild();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Lets the next call rebuild, unless another thread has done so since. */
  private void forget(long seen) {
    lock.writeLock().lock();
    try {
      if (generation == seen) {
        retire();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void rebuild() throws TokenException {
    if (stop != null) {
      throw stop;
    }
    retire();
    opened = login(foundAgain());
  }

  /**
   * Module and token were both there once. What is missing now is away, and the next call looks
   * again: a directory that is not mounted, a device that was pulled out.
   */
  private Slot foundAgain() throws TokenException {
    try {
      cryptoki.reinitialize();
      return Slot.named(config.token(), cryptoki);
    } catch (TokenException e) {
      throw e.afterItWorked(config.token());
    }
  }

  private void retire() {
    if (opened != null) {
      opened.retire();
      opened = null;
    }
    generation++;
  }

  /** Tries the PIN once; if it was not taken, nothing will try it again. */
  private OpenedToken login(Slot slot) throws TokenException {
    try {
      return OpenedToken.login(cryptoki, slot, pin);
    } catch (TokenException e) {
      if (e.meaning() == CkResult.Meaning.PIN) {
        stop = e;
        pin.close();
      }
      throw e;
    }
  }
}
