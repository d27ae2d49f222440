package dev.runseal.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * The way from the entry at {@code index} up to the root of the first {@code size} entries: one
 * hash beside each step, lowest first (RFC 9162 §2.1.3).
 */
public record InclusionProof(long index, long size, List<TreeHash> hashes) {
  public InclusionProof {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException(
          "inclusion proof is of index %d in size %d, expected 0 <= index < size"
              .formatted(index, size));
    }
    hashes = List.copyOf(hashes);
  }

  public static InclusionProof of(long index, long size, NodeReader nodes) {
    List<TreeHash> path = new ArrayList<>();
    if (index >= 0 && index < size) {
      collect(index, 0, size, nodes, path);
    }
    return new InclusionProof(index, size, path);
  }

  /** Throws unless this proof leads from {@code leaf} to {@code root}. */
  public void verify(LeafHash leaf, TreeHash root) throws ProofException {
    if (hashes.size() != expectedLength()) {
      throw new ProofException(
          "inclusion proof of index %d in size %d has %d hashes, expected %d"
              .formatted(index, size, hashes.size(), expectedLength()));
    }
    // spec: RFC 9162 §2.1.3.2, "Set fn to leaf_index and sn to tree_size - 1."
    long fn = index;
    long sn = size - 1;
    TreeHash r = leaf.asTree();
    for (TreeHash p : hashes) {
      // spec: "If LSB(fn) is set, or if fn is equal to sn", the neighbour is on the left.
      if ((fn & 1) == 1 || fn == sn) {
        r = TreeHash.node(p, r);
        // spec: "If LSB(fn) is not set, then right-shift both fn and sn equally until either
        // LSB(fn)
        // is set or fn is 0." Those levels have no neighbour.
        while ((fn & 1) == 0 && fn != 0) {
          fn >>>= 1;
          sn >>>= 1;
        }
      } else {
        r = TreeHash.node(r, p);
      }
      fn >>>= 1;
      sn >>>= 1;
    }
    if (sn != 0) {
      throw new AssertionError("the length of the proof was compared with the tree's");
    }
    if (!r.equals(root)) {
      throw new ProofException(
          "inclusion proof of index %d in size %d leads to root %s, expected %s"
              .formatted(index, size, r, root));
    }
  }

  /**
   * One hash a level until the ways to this leaf and to the last one part, then one a left turn.
   */
  private int expectedLength() {
    int inner = Subtrees.bitLength(index ^ (size - 1));
    return inner + Long.bitCount(index >>> inner);
  }

  /** PATH(m, D[begin:end]) of RFC 9162 §2.1.3.1. */
  private static void collect(long m, long begin, long end, NodeReader nodes, List<TreeHash> path) {
    if (end - begin == 1) {
      return;
    }
    long middle = begin + Subtrees.split(end - begin);
    if (m < middle) {
      collect(m, begin, middle, nodes, path);
      path.add(Subtrees.root(middle, end, nodes));
    } else {
      collect(m, middle, end, nodes, path);
      path.add(Subtrees.root(begin, middle, nodes));
    }
  }
}
