package dev.runseal.pkcs11;

import dev.runseal.attestation.EncodedEvidence;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.key.SigningException;
import dev.runseal.pkcs11.TokenException.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * A token that is made to hold new keys, by a ceremony or for a trial: it remembers what it was
 * made to hold, so that all of it can be taken away again.
 */
final class CeremonyToken implements AutoCloseable {
  private final Slot slot;
  private final OpenedToken opened;
  private final List<Long> made = new ArrayList<>();

  /** A new key, and the private half's handle. */
  record MadeKey(KeyFacts facts, long handle) {}

  private CeremonyToken(Slot slot, OpenedToken opened) {
    this.slot = slot;
    this.opened = opened;
  }

  static CeremonyToken login(Cryptoki cryptoki, Slot slot, PinSource source) throws TokenException {
    cryptoki.mechanisms(slot).verifyEnough();
    try (Pin pin = source.read(slot.token().label())) {
      return new CeremonyToken(slot, OpenedToken.login(cryptoki, slot, pin));
    }
  }

  void verifyUnused(String label, Bytes id) throws TokenException {
    try {
      opened.objects().verifyUnused(label, id);
    } catch (TokenException e) {
      throw new TokenException(
          e.reason(), "token %s: %s".formatted(slot.token(), e.getMessage()), e);
    }
  }

  /** Makes a key and reads back what the token made of it. */
  MadeKey generate(KeyTemplate template) throws TokenException {
    Session.KeyPair pair = opened.objects().generate(template);
    made.add(pair.publicKey());
    made.add(pair.privateKey());
    KeyFacts facts = opened.objects().facts(pair.privateKey());
    facts.verifyKept();
    return new MadeKey(facts, pair.privateKey());
  }

  /** As {@link #generate}, where it may be the token's room that is missing. */
  MadeKey generateBeside(MadeKey first, KeyTemplate template) throws TokenException {
    try {
      return generate(template);
    } catch (TokenException e) {
      throw new TokenException(
          e.reason(),
          "token %s holds key \"%s\" and makes no key \"%s\" beside it: %s: take a token with room for two key pairs"
              .formatted(slot.token(), first.facts().label(), template.label(), e.getMessage()),
          e);
    }
  }

  /** What the token says of itself. */
  TokenInfo info() {
    return slot.token();
  }

  /** The key for the time of the ceremony: SunPKCS11 can't see it before its certificate is. */
  TokenKey key(TokenKey.Role role, MadeKey key) throws TokenException {
    var tokenKey =
        new TokenKey(role, key.facts().publicKey(), digest -> sign(key.handle(), digest));
    tokenKey.verifyHalvesMatch();
    return tokenKey;
  }

  /** Stores a certificate beside its key and reads it back. */
  void store(KeyFacts key, Bytes certificate) throws TokenException {
    made.add(opened.objects().storeCertificate(key, certificate));
    Bytes stored = opened.objects().findCertificate(key.id()).orElse(Bytes.EMPTY);
    if (!stored.equals(certificate)) {
      throw new TokenException(
          Reason.NOT_HONOURED,
          "token %s gave back another certificate than was stored".formatted(slot.token()));
    }
  }

  /** What the device says of a key by itself. */
  List<EncodedEvidence> vendorEvidence(MadeKey key) throws TokenException {
    return VendorEvidence.collect(opened, key.facts());
  }

  /** What is known of such tokens, and what this key shows beside. */
  List<Deviation> deviations(MadeKey key) throws TokenException {
    return opened.objects().deviations(key.facts());
  }

  /** Takes away what was made, and says what could not be. */
  List<TokenException> undo() {
    List<TokenException> left = new ArrayList<>();
    for (long object : made.reversed()) {
      try {
        opened.session().destroy(object);
      } catch (TokenException e) {
        left.add(
            new TokenException(
                e.reason(),
                "an object that was made is left on token %s: %s"
                    .formatted(slot.token(), e.getMessage()),
                e));
      }
    }
    made.clear();
    return left;
  }

  @Override
  public void close() {
    opened.retire();
  }

  private Bytes sign(long handle, Sha256 digest) throws SigningException {
    try {
      return Der.ecdsaSignature(opened.session().sign(handle, digest));
    } catch (TokenException e) {
      throw e.toSigningException();
    }
  }
}
