package dev.runseal.audit;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.random.RandomGenerator;

/**
 * 64 bits that stand for a value during one audit: a SHA-256 that begins with a secret of this
 * audit, so that whoever wrote the log could not look for two values that share one. That two do by
 * chance is as likely as 1 in 2^64 for each pair.
 */
record Fingerprint(Bytes secret) {
  private static final int SECRET_LENGTH = 16;

  static Fingerprint random(RandomGenerator random) {
    byte[] secret = new byte[SECRET_LENGTH];
    random.nextBytes(secret);
    return new Fingerprint(Bytes.takingOwnership(secret));
  }

  long of(Sha256 value) {
    MessageDigest digest = begin();
    value.value().update(digest);
    return end(digest);
  }

  /** No text holds a NUL, so that two texts can't pass for another two. */
  long of(String... texts) {
    MessageDigest digest = begin();
    for (String text : texts) {
      digest.update(text.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    return end(digest);
  }

  private MessageDigest begin() {
    MessageDigest digest = Sha256.newDigest();
    secret.update(digest);
    return digest;
  }

  /** Never 0, which stands for nothing. */
  private static long end(MessageDigest digest) {
    long first = ByteBuffer.wrap(digest.digest()).getLong();
    return first == 0 ? 1 : first;
  }
}
