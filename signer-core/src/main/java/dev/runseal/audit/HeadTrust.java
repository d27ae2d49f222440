package dev.runseal.audit;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.VerifyingKey;
import dev.runseal.note.Ed25519NoteKey;
import dev.runseal.trust.TrustRoots;
import java.time.Instant;
import java.util.Optional;

/** How an auditor knows the key that must have signed the head. */
public sealed interface HeadTrust {
  /** The key itself. */
  record Key(VerifyingKey key) implements HeadTrust {}

  /**
   * Roots that its certificate must lead to, at this moment. Without a key attestation at hand the
   * log's own is taken: whoever brings it, the chain decides.
   */
  record Roots(TrustRoots roots, Optional<Bytes> keyAttestation, Instant at) implements HeadTrust {}

  /** The log's full name, whose end is the hash of its key. */
  record Name(Origin origin) implements HeadTrust {}

  /** A foreign log's key, by its verifier key. */
  record VerifierKey(Ed25519NoteKey key) implements HeadTrust {}

  /** Nothing: the key that the log brings along is believed this once. */
  record FirstUse() implements HeadTrust {}
}
