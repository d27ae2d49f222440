package dev.runseal.tree;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import java.security.MessageDigest;

/**
 * The root of a tree or of a subtree: a leaf hash, or SHA-256 of {@code 01} and the two roots below
 * (RFC 6962 §2.1).
 */
public record TreeHash(Sha256 digest) {
  /** The root of the tree without entries: SHA-256 of nothing. */
  public static final TreeHash EMPTY = new TreeHash(Sha256.of());

  private static final byte NODE_PREFIX = 1;

  public static TreeHash node(TreeHash left, TreeHash right) {
    MessageDigest digest = Sha256.newDigest();
    digest.update(NODE_PREFIX);
    left.digest.value().update(digest);
    right.digest.value().update(digest);
    return new TreeHash(new Sha256(Bytes.takingOwnership(digest.digest())));
  }

  @Override
  public String toString() {
    return digest.toString();
  }
}
