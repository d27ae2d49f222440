package dev.runseal.tree;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import java.security.MessageDigest;

/**
 * The hash of a log entry: SHA-256 of {@code 00} and the entry (RFC 6962 §2.1). Its text form is
 * {@code sha256:} and 64 lower-case hex digits.
 */
public record LeafHash(Sha256 digest) {
  private static final byte LEAF_PREFIX = 0;

  public static LeafHash of(Bytes entry) {
    MessageDigest digest = Sha256.newDigest();
    digest.update(LEAF_PREFIX);
    entry.update(digest);
    return new LeafHash(new Sha256(Bytes.takingOwnership(digest.digest())));
  }

  public static LeafHash parse(String text) {
    return new LeafHash(Sha256.parse(text));
  }

  /** The root of the tree that holds this entry alone. */
  public TreeHash asTree() {
    return new TreeHash(digest);
  }

  @Override
  public String toString() {
    return digest.toString();
  }
}
