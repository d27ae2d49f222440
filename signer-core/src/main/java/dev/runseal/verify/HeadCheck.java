package dev.runseal.verify;

import dev.runseal.bundle.Bundle;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.key.BadSignatureException;
import dev.runseal.key.Origin;
import dev.runseal.key.VerifyingKey;
import dev.runseal.note.Checkpoint;
import dev.runseal.note.NoteException;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.trust.TrustRoots;
import dev.runseal.verify.Verdict.Fact;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether the checkpoint was signed by the key that the statement names, for the log that it names,
 * and whether anybody whom the verifier trusts vouches for that key.
 *
 * @param voucher present only where the head is that key's; a DSSE signature that does not verify
 *     makes {@code signature} fail but leaves the head standing
 */
record HeadCheck(Verdict verdict, Optional<KeyVoucher> voucher) {

  static HeadCheck of(
      Bundle bundle, Entry main, KeyVouchers vouchers, TrustRoots trust, Instant at) {
    if (bundle.keyAttestation().isEmpty()) {
      return new HeadCheck(
          Verdict.notShown(
              "the bundle has no key attestation and none was given; the statement names %s"
                  .formatted(main.statement().keyAttestation())),
          Optional.empty());
    }
    KeyVoucher voucher;
    try {
      voucher = voucher(bundle.keyAttestation().get(), main, vouchers, at);
      voucher.verifyTrusted(trust);
    } catch (CheckFailed e) {
      return new HeadCheck(Verdict.fail(e.reason()), Optional.empty());
    }
    return new HeadCheck(signature(bundle, main, voucher), Optional.of(voucher));
  }

  private static KeyVoucher voucher(Bytes exact, Entry main, KeyVouchers vouchers, Instant at)
      throws CheckFailed {
    Origin log = main.statement().position().log();
    SignedCheckpoint head = main.receipt().head();
    requireSame("checkpoint origin", head.checkpoint().origin(), log);
    Sha256 digest = Sha256.of(exact);
    if (!digest.equals(main.statement().keyAttestation())) {
      throw new CheckFailed(
          "key attestation hashes to %s, the statement names %s"
              .formatted(digest, main.statement().keyAttestation()));
    }
    KeyVoucher voucher = vouchers.voucher(digest, exact, at);
    requireSame("key attestation's log", voucher.attestation().log(), log);
    requireSame("the certificate's log", voucher.chain().origin(), log);
    // That the log's name ends in the certified key's hash, the chain has seen to.
    try {
      head.verify(voucher.chain().sealingKey());
    } catch (NoteException e) {
      throw CheckFailed.in("checkpoint", e);
    }
    return voucher;
  }

  private static void requireSame(String what, Origin found, Origin expected) throws CheckFailed {
    if (!found.equals(expected)) {
      throw new CheckFailed("%s is %s, the statement's log is %s".formatted(what, found, expected));
    }
  }

  private static Verdict signature(Bundle bundle, Entry main, KeyVoucher voucher) {
    VerifyingKey key = voucher.chain().sealingKey();
    if (bundle.dsse().isPresent()) {
      try {
        bundle.dsse().get().verify(bundle.statement(), key);
      } catch (BadSignatureException e) {
        return Verdict.fail(String.valueOf(e.getMessage()));
      }
    }
    Checkpoint checkpoint = main.receipt().head().checkpoint();
    return Verdict.pass(
        bundle.dsse().isPresent()
            ? "the log's key signed the checkpoint, and the statement alone (dsse)"
            : "the log's key signed the checkpoint",
        Fact.of("log", checkpoint.origin()),
        Fact.of("size", checkpoint.size()),
        Fact.of("key", key.spkiDigest()),
        Fact.of("root certificate", voucher.rootFingerprint()));
  }
}
