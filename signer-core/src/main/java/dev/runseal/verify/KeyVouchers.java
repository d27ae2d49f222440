package dev.runseal.verify;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.trust.TrustRoots;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The chains that were found good lately, and what the evidence beside them shows, by the digest of
 * the key attestation: one log's bundles all carry the same. What is remembered is used only at a
 * moment inside all dates that it rests on; a refused chain is not remembered, and refused evidence
 * only for the very moment. The map is guarded by this object's lock; validation runs outside of
 * it.
 */
final class KeyVouchers {
  private static final int MOST = 64;

  private final TrustRoots trust;
  private final Map<Sha256, KeyVoucher> good = new LinkedHashMap<>(16, 0.75f, true);

  KeyVouchers(TrustRoots trust) {
    this.trust = trust;
  }

  /** The voucher of these bytes, whose digest the caller has computed already. */
  KeyVoucher voucher(Sha256 digest, Bytes exact, Instant at) throws CheckFailed {
    Optional<KeyVoucher> remembered = find(digest);
    if (remembered.isPresent() && remembered.get().holdsAt(at)) {
      return remembered.get();
    }
    KeyVoucher voucher = KeyVoucher.validate(exact, trust, at);
    remember(digest, voucher);
    return voucher;
  }

  private synchronized Optional<KeyVoucher> find(Sha256 digest) {
    return Optional.ofNullable(good.get(digest));
  }

  private synchronized void remember(Sha256 digest, KeyVoucher voucher) {
    good.put(digest, voucher);
    if (good.size() > MOST) {
      good.remove(good.keySet().iterator().next());
    }
  }
}
