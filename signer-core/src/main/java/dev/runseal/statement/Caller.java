package dev.runseal.statement;

import dev.runseal.bytes.Excerpt;
import dev.runseal.bytes.Sha256;

/**
 * Who asked, as the kernel or TLS told the signer; never what the caller said of itself. Text
 * forms: {@code unix:<uid>}, {@code tls:<SHA-256 of the issuer's SPKI>/<SAN URI or DNS name>},
 * {@code unknown:<what is known>}.
 */
public sealed interface Caller {
  /** 2^32 − 2; one more is the kernel's "no uid". */
  long MAX_UID = 0xffff_fffeL;

  /** What a kernel shows for every user that a namespace does not map: nobody in particular. */
  long UNMAPPED_UID = 65_534;

  /** A process on this host, by the uid that it had when it connected. */
  record Unix(long uid) implements Caller {
    public Unix {
      requireUid(uid);
      if (uid == UNMAPPED_UID) {
        throw new IllegalArgumentException(
            "caller's uid is 65534, which stands for every unmapped user: expected unknown:…");
      }
    }

    @Override
    public String text() {
      return "unix:" + uid;
    }
  }

  /** The holder of a client certificate; issuer and name survive its renewal. */
  record Tls(Sha256 issuerSpki, String name) implements Caller {
    public Tls {
      Shape.TLS_NAME.require(name);
    }

    @Override
    public String text() {
      return "tls:" + issuerSpki.hex() + "/" + name;
    }
  }

  /** Somebody whom nothing vouches for. Development only. */
  record Unknown(String what) implements Caller {
    public Unknown {
      Shape.UNKNOWN_CALLER.require(what);
    }

    @Override
    public String text() {
      return "unknown:" + what;
    }
  }

  static Caller parse(String text) {
    int colon = text.indexOf(':');
    String rest = text.substring(colon + 1);
    return switch (text.substring(0, colon + 1)) {
      case "unix:" -> new Unix(parseUid(rest));
      case "tls:" -> parseTls(rest);
      case "unknown:" -> new Unknown(rest);
      default ->
          throw new IllegalArgumentException(
              "caller is %s, expected unix:…, tls:… or unknown:…".formatted(Excerpt.quoted(text)));
    };
  }

  String text();

  private static long parseUid(String digits) {
    if (!digits.matches("0|[1-9][0-9]{0,9}")) {
      throw new IllegalArgumentException(
          "uid is %s, expected a decimal number".formatted(Excerpt.quoted(digits)));
    }
    return Long.parseLong(digits);
  }

  private static Tls parseTls(String rest) {
    int slash = rest.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "tls caller is %s, expected <sha-256 of the issuer's key>/<name>"
              .formatted(Excerpt.quoted(rest)));
    }
    return new Tls(Sha256.parseHex(rest.substring(0, slash)), rest.substring(slash + 1));
  }

  static void requireUid(long uid) {
    if (uid < 0 || uid > MAX_UID) {
      throw new IllegalArgumentException("uid is %d, expected 0 to %d".formatted(uid, MAX_UID));
    }
  }
}
