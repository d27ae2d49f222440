package dev.runseal.pkcs11;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.key.VerifyingKey;
import dev.runseal.pkcs11.TokenException.Reason;
import java.io.IOException;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.security.auth.login.LoginException;

/**
 * One private key through SunPKCS11, over a module that is initialised and a token that is logged
 * in. It lives until the module is initialised again. The key is looked up once; a signature
 * searches nothing. Safe for use by many threads.
 */
final class ProviderSigner {
  private final AuthProvider provider;
  private final PrivateKey key;

  /** Ready for the next message; one thread has one at a time. */
  private final ConcurrentLinkedDeque<Signature> idle = new ConcurrentLinkedDeque<>();

  private ProviderSigner(AuthProvider provider, PrivateKey key) {
    this.provider = provider;
    this.key = key;
  }

  /** SunPKCS11 sees only a key that has a certificate of the same CKA_ID beside it. */
  static ProviderSigner open(Cryptoki cryptoki, Slot slot, VerifyingKey publicKey)
      throws TokenException {
    AuthProvider provider = provider(cryptoki, slot);
    try {
      // No PIN: the session that we logged in vouches for the whole process.
      KeyStore store = KeyStore.getInstance("PKCS11", provider);
      store.load(null, null);
      for (String alias : Collections.list(store.aliases())) {
        Certificate certificate = store.getCertificate(alias);
        if (certificate instanceof X509Certificate
            && Bytes.of(certificate.getPublicKey().getEncoded()).equals(publicKey.spki())
            && store.getKey(alias, null) instanceof PrivateKey key) {
          return new ProviderSigner(provider, key);
        }
      }
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      retire(provider);
      throw failure("the token's keys can't be listed", e);
    }
    retire(provider);
    throw new TokenException(
        Reason.NO_KEY,
        "token %s has no certificate of key %s beside the private key"
            .formatted(slot.token(), publicKey));
  }

  /** Signs a digest; the failure says what its PKCS#11 result asks of us. */
  Bytes sign(Sha256 digest) throws TokenException {
    Signature signature = idle.pollFirst();
    try {
      if (signature == null) {
        signature = Signature.getInstance("NONEwithECDSA", provider);
        signature.initSign(key);
      }
      signature.update(digest.value().toArray());
      Bytes signed = Bytes.takingOwnership(signature.sign());
      idle.offerFirst(signature);
      return signed;
    } catch (InvalidKeyException | SignatureException | RuntimeException e) {
      throw failure("the token did not sign", e);
    } catch (GeneralSecurityException e) {
      throw new TokenException(
          Reason.REFUSED, "the token's module offers no ECDSA to SunPKCS11", e);
    }
  }

  /**
   * Closes every session that SunPKCS11 holds, now. Left to the garbage collector they would be
   * closed by number at any later time, and the numbers would then be somebody else's.
   */
  void retire() {
    idle.clear();
    retire(provider);
  }

  private static void retire(AuthProvider provider) {
    try {
      provider.logout(); // destroyTokenAfterLogout: closes the pooled sessions too
    } catch (LoginException | RuntimeException e) {
      // The token was gone already: then so are its sessions.
    }
  }

  private static AuthProvider provider(Cryptoki cryptoki, Slot slot) throws TokenException {
    String place =
        slot.id() <= Integer.MAX_VALUE && slot.id() >= 0
            ? "slot = " + slot.id()
            : "slotListIndex = " + cryptoki.slotIndex(slot);
    // Inline configuration begins with two dashes.
    String config =
        """
        --name = runseal
        library = "%s"
        %s
        destroyTokenAfterLogout = true
        """
            .formatted(cryptoki.module(), place);
    try {
      Provider sunPkcs11 = Security.getProvider("SunPKCS11");
      if (sunPkcs11 == null) {
        throw new AssertionError("every JDK for desktop and server has SunPKCS11");
      }
      return (AuthProvider) sunPkcs11.configure(config);
    } catch (RuntimeException e) {
      throw failure("SunPKCS11 can't use " + cryptoki.module(), e);
    }
  }

  private static TokenException failure(String what, Exception e) {
    return CkResult.findIn(e)
        .map(result -> new TokenException(what, result, e))
        .orElseGet(() -> new TokenException(what, CkResult.CKR_GENERAL_ERROR, e));
  }
}
