package dev.runseal.pkcs11;

import dev.runseal.pkcs11.TokenException.Reason;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What one token can do, of what matters here. */
record Mechanisms(TokenInfo token, Map<Mechanism, Mechanism.Range> present) {
  Mechanisms {
    var copy = new EnumMap<Mechanism, Mechanism.Range>(Mechanism.class);
    copy.putAll(present);
    present = Collections.unmodifiableMap(copy);
  }

  /** Throws unless the token can make a sealing key and sign with it. */
  void verifyEnough() throws TokenException {
    for (Mechanism mechanism : Mechanism.values()) {
      Mechanism.Range info = present.get(mechanism);
      if (mechanism.needed() && info == null) {
        throw new TokenException(
            Reason.NO_MECHANISM,
            "token %s has no mechanism %s, expected it to %s"
                .formatted(token, mechanism.described(), mechanism.purpose()));
      }
      if (mechanism.needed() && info != null && !info.coversP256()) {
        throw new TokenException(
            Reason.NO_MECHANISM,
            "token %s has mechanism %s for %s to %s bits, expected 256 among them"
                .formatted(
                    token,
                    mechanism.described(),
                    Long.toUnsignedString(info.minBits()),
                    Long.toUnsignedString(info.maxBits())));
      }
    }
  }

  /** The names of those that are there, and who does the work where the token tells. */
  String listed() {
    return present.isEmpty()
        ? "none that matters here"
        : present.entrySet().stream()
            .map(entry -> entry.getKey() + (entry.getValue().hardware() ? " in hardware" : ""))
            .collect(Collectors.joining(", "));
  }

  boolean hasEdDsa() {
    return present.containsKey(Mechanism.CKM_EDDSA)
        && present.containsKey(Mechanism.CKM_EC_EDWARDS_KEY_PAIR_GEN);
  }
}
