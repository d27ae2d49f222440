package dev.runseal.pkcs11;

import dev.runseal.key.VerifyingKey;
import dev.runseal.pkcs11.TokenException.Reason;
import java.util.HashMap;
import java.util.Map;

/** A token that one session of ours is logged in to: what lives until the next rebuild. */
final class OpenedToken {
  private final Cryptoki cryptoki;
  private final Slot slot;
  private final Session session;
  private final Map<VerifyingKey, ProviderSigner> signers = new HashMap<>(); // guarded by itself

  private OpenedToken(Cryptoki cryptoki, Slot slot, Session session) {
    this.cryptoki = cryptoki;
    this.slot = slot;
    this.session = session;
  }

  /**
   * Logs in, trying the PIN once. A token that says the next wrong PIN is its last, or was its
   * last, is refused before anything is tried.
   */
  static OpenedToken login(Cryptoki cryptoki, Slot slot, Pin pin) throws TokenException {
    verifyTriable(slot.token());
    Session session = cryptoki.openSession(slot);
    try {
      session.login(pin);
      return new OpenedToken(cryptoki, slot, session);
    } catch (TokenException e) {
      session.close();
      throw e.atLogin(slot.token());
    }
  }

  Slot slot() {
    return slot;
  }

  Session session() {
    return session;
  }

  TokenObjects objects() {
    return new TokenObjects(session, slot.quirks());
  }

  ProviderSigner signer(VerifyingKey key) throws TokenException {
    synchronized (signers) {
      ProviderSigner signer = signers.get(key);
      if (signer == null) {
        signer = ProviderSigner.open(cryptoki, slot, key);
        signers.put(key, signer);
      }
      return signer;
    }
  }

  /** Closes every session, ours last: with it the login goes. */
  void retire() {
    synchronized (signers) {
      signers.values().forEach(ProviderSigner::retire);
      signers.clear();
    }
    session.close();
  }

  private static void verifyTriable(TokenInfo token) throws TokenException {
    String wrong = null;
    if (!token.has(Ck.CKF_USER_PIN_INITIALIZED)) {
      wrong = "has no user PIN yet: set one with the token's tool";
    } else if (token.has(Ck.CKF_USER_PIN_LOCKED)) {
      wrong = "has its PIN locked: unlock it with the security officer's PIN";
    } else if (token.has(Ck.CKF_USER_PIN_FINAL_TRY)) {
      wrong =
          "would lock at one more wrong PIN, so none is tried: log in once by hand with the right one";
    } else if (token.has(Ck.CKF_USER_PIN_TO_BE_CHANGED)) {
      wrong = "wants its PIN changed: change it with the token's tool";
    }
    if (wrong != null) {
      throw new TokenException(Reason.PIN, "token %s %s".formatted(token, wrong));
    }
  }
}
