package dev.runseal.audit;

import dev.runseal.attestation.AttestationException;
import dev.runseal.attestation.KeyAttestation;
import dev.runseal.audit.Tiles.BrokenTile;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import dev.runseal.bytes.Sha256;
import dev.runseal.key.Origin;
import dev.runseal.key.VerifyingKey;
import dev.runseal.note.Ed25519NoteKey;
import dev.runseal.note.LogHead;
import dev.runseal.note.NoteException;
import dev.runseal.note.NoteKey;
import dev.runseal.statement.Statement;
import dev.runseal.statement.StatementException;
import dev.runseal.statement.Timestamp;
import dev.runseal.tree.TilePath;
import dev.runseal.trust.TrustRoots;
import dev.runseal.verify.Verdict;
import dev.runseal.verify.Verdict.Fact;
import dev.runseal.x509.ChainException;
import dev.runseal.x509.SealingChain;
import java.io.IOException;
import java.util.Optional;
import org.bouncycastle.cert.X509CertificateHolder;

/** Whose signature under a head counts, and what that shows. */
record HeadJudge(LogReader reader, LogHead head) {

  /** A key that signs heads, or why there is none. */
  sealed interface Signer {
    record Ours(VerifyingKey key) implements Signer {}

    record Foreign(Ed25519NoteKey key) implements Signer {}

    /** Nobody could say which key it is: nothing is shown, or it is shown to be wrong. */
    record None(Verdict why) implements Signer {}
  }

  Signer signer(HeadTrust trust) throws AuditException {
    return switch (trust) {
      case HeadTrust.Key(VerifyingKey key) -> new Signer.Ours(key);
      case HeadTrust.VerifierKey(Ed25519NoteKey key) -> new Signer.Foreign(key);
      case HeadTrust.Roots roots -> certified(roots);
      case HeadTrust.Name(Origin origin) ->
          head.origin().equals(origin.text())
              ? named()
              : new Signer.None(
                  Verdict.fail(
                      "the log is %s, expected %s".formatted(Excerpt.of(head.origin()), origin)));
      case HeadTrust.FirstUse() -> named();
    };
  }

  /** Throws unless this signer's line under the note of a head is there and good. */
  static void verify(Signer signer, LogHead head) throws NoteException {
    switch (signer) {
      case Signer.Ours(VerifyingKey key) -> {
        try {
          new NoteKey(new Origin(head.origin()), key).verify(head.note());
        } catch (IllegalArgumentException e) {
          throw new NoteException(String.valueOf(e.getMessage()), e);
        }
      }
      case Signer.Foreign(Ed25519NoteKey key) -> {
        if (!key.name().equals(head.origin())) {
          throw new NoteException(
              "checkpoint is of %s, the verifier key of %s"
                  .formatted(Excerpt.quoted(head.origin()), Excerpt.quoted(key.name())));
        }
        key.verify(head.note());
      }
      case Signer.None(Verdict why) -> throw new NoteException(why.reason());
    }
  }

  Verdict verdict(HeadTrust trust, Signer signer) {
    if (signer instanceof Signer.None(Verdict why)) {
      return why;
    }
    try {
      verify(signer, head);
    } catch (NoteException e) {
      return Verdict.fail(String.valueOf(e.getMessage()));
    }
    Fact key = key(signer);
    return switch (trust) {
      case HeadTrust.Key ignored -> Verdict.pass("the key that you brought signed the head", key);
      case HeadTrust.VerifierKey ignored ->
          Verdict.pass("the verifier key that you brought signed the head", key);
      case HeadTrust.Roots ignored ->
          Verdict.pass("a key that your root vouches for, for this log, signed the head", key);
      case HeadTrust.Name ignored ->
          Verdict.pass(
              "the key whose hash the log's name ends in signed the head; who keeps that key is not shown",
              key);
      case HeadTrust.FirstUse ignored ->
          Verdict.notShown(
              "the key that the log brings along signed the head, and the log's name ends in its hash; whether that is the log that you mean, nothing you brought can say",
              key);
    };
  }

  private static Fact key(Signer signer) {
    return switch (signer) {
      case Signer.Ours(VerifyingKey key) -> new Fact("key", key.spkiDigest().toString());
      case Signer.Foreign(Ed25519NoteKey key) -> new Fact("key", key.toString());
      case Signer.None ignored -> throw new AssertionError("nobody has no key");
    };
  }

  private Signer certified(HeadTrust.Roots trust) throws AuditException {
    try {
      Optional<Bytes> exact = trust.keyAttestation();
      if (exact.isEmpty()) {
        exact = findAttestation();
      }
      if (exact.isEmpty()) {
        return none();
      }
      var attestation = KeyAttestation.parse(exact.get());
      var chain =
          SealingChain.validate(
              attestation.certificates(), trust.roots().sealingRoots(), trust.at());
      verifyTrusted(trust.roots(), chain);
      return new Signer.Ours(chain.sealingKey());
    } catch (AttestationException | NoteException e) {
      return new Signer.None(Verdict.fail(String.valueOf(e.getMessage())));
    } catch (ChainException e) {
      return new Signer.None(Verdict.fail("certificate chain: " + e.getMessage()));
    }
  }

  // spec: formats §6, "distrustAfter per key": nothing in an audit shows that an entry is older.
  private static void verifyTrusted(TrustRoots roots, SealingChain chain) throws NoteException {
    Optional<Timestamp> distrust = roots.findDistrust(chain.sealingKey().spkiDigest());
    if (distrust.isPresent()) {
      throw new NoteException(
          "key %s is distrusted after %s"
              .formatted(chain.sealingKey().spkiDigest(), distrust.get()));
    }
    if (!roots.pinnedOrigins().isEmpty() && !roots.pinnedOrigins().contains(chain.origin())) {
      throw new NoteException(
          "log is %s, which is none of the pinned origins".formatted(chain.origin()));
    }
  }

  /** The key in the log's own key attestation; its hash in the log's name is what counts. */
  private Signer named() throws AuditException {
    Optional<Bytes> exact = findAttestation();
    if (exact.isEmpty()) {
      return none();
    }
    try {
      return new Signer.Ours(certifiedKey(KeyAttestation.parse(exact.get())));
    } catch (AttestationException | IllegalArgumentException e) {
      return new Signer.None(Verdict.fail(String.valueOf(e.getMessage())));
    }
  }

  private static Signer none() {
    return new Signer.None(
        Verdict.notShown("the log has no key attestation beside it and no key was given"));
  }

  static VerifyingKey certifiedKey(KeyAttestation attestation) {
    try {
      var certificate = new X509CertificateHolder(attestation.certificates().getFirst().toArray());
      return VerifyingKey.parse(
          Bytes.takingOwnership(certificate.getSubjectPublicKeyInfo().getEncoded("DER")));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "first certificate of the key attestation is none: " + Excerpt.message(e), e);
    }
  }

  /** The one that the newest entry names. */
  private Optional<Bytes> findAttestation() throws AuditException {
    if (head.size() == 0) {
      return Optional.empty();
    }
    long last = head.size() - 1;
    int width = (int) (last % TilePath.FULL_WIDTH) + 1;
    try {
      Bytes entry = new Tiles(reader).entries(last / TilePath.FULL_WIDTH, width).get(width - 1);
      Sha256 digest = Statement.parse(entry).keyAttestation();
      return reader.findKeyAttestation(digest).filter(exact -> Sha256.of(exact).equals(digest));
    } catch (BrokenTile | StatementException e) {
      // Both are found again, and said, when the entries are gone through.
      return Optional.empty();
    }
  }
}
