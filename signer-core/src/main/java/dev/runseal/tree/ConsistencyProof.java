package dev.runseal.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * That the first {@code from} entries under one root are the first ones under a later root of
 * {@code to} entries (RFC 9162 §2.1.4). There is nothing to say about the empty tree: {@code from}
 * is at least 1.
 */
public record ConsistencyProof(long from, long to, List<TreeHash> hashes) {
  public ConsistencyProof {
    if (from < 1 || from > to) {
      throw new IllegalArgumentException(
          "consistency proof is from size %d to size %d, expected 1 <= from <= to"
              .formatted(from, to));
    }
    hashes = List.copyOf(hashes);
  }

  public static ConsistencyProof of(long from, long to, NodeReader nodes) {
    List<TreeHash> proof = new ArrayList<>();
    if (from >= 1 && from <= to) {
      collect(from, 0, to, nodes, proof);
    }
    return new ConsistencyProof(from, to, proof);
  }

  /** Throws unless this proof leads to both roots. */
  public void verify(TreeHash fromRoot, TreeHash toRoot) throws ProofException {
    if (hashes.size() != expectedLength()) {
      throw new ProofException(
          "consistency proof from size %d to size %d has %d hashes, expected %d"
              .formatted(from, to, hashes.size(), expectedLength()));
    }
    if (from == to) {
      match(from, fromRoot, toRoot);
      return;
    }
    // spec: RFC 9162 §2.1.4.2, "If first is an exact power of 2, then prepend first_hash to the
    // consistency_path array."
    boolean complete = Long.bitCount(from) == 1;
    TreeHash fr = complete ? fromRoot : hashes.getFirst();
    TreeHash sr = fr;
    // spec: "Set fn to first - 1 and sn to second - 1. If LSB(fn) is set, then right-shift both fn
    // and sn equally until LSB(fn) is not set."
    int shift = Long.numberOfTrailingZeros(from);
    long fn = (from - 1) >>> shift;
    long sn = (to - 1) >>> shift;
    for (TreeHash c : complete ? hashes : hashes.subList(1, hashes.size())) {
      // spec: "If LSB(fn) is set, or if fn is equal to sn", the neighbour is in both trees.
      if ((fn & 1) == 1 || fn == sn) {
        fr = TreeHash.node(c, fr);
        sr = TreeHash.node(c, sr);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>>= 1;
          sn >>>= 1;
        }
      } else {
        sr = TreeHash.node(sr, c);
      }
      fn >>>= 1;
      sn >>>= 1;
    }
    if (sn != 0) {
      throw new AssertionError("the length of the proof was compared with the trees'");
    }
    match(from, fr, fromRoot);
    match(to, sr, toRoot);
  }

  private void match(long size, TreeHash found, TreeHash expected) throws ProofException {
    if (!found.equals(expected)) {
      throw new ProofException(
          "consistency proof from size %d to size %d leads to root %s at size %d, expected %s"
              .formatted(from, to, found, size, expected));
    }
  }

  private int expectedLength() {
    if (from == to) {
      return 0;
    }
    // As an inclusion proof of entry from - 1, that starts at the largest subtree which ends there.
    int shift = Long.numberOfTrailingZeros(from);
    int inner = Subtrees.bitLength((from - 1) ^ (to - 1));
    int start = Long.bitCount(from) == 1 ? 0 : 1;
    return start + (inner - shift) + Long.bitCount((from - 1) >>> inner);
  }

  /** SUBPROOF(m, D[begin:end], b) of RFC 9162 §2.1.4.1, where b is true while begin is 0. */
  private static void collect(
      long m, long begin, long end, NodeReader nodes, List<TreeHash> proof) {
    if (m == end) {
      if (begin != 0) {
        proof.add(Subtrees.root(begin, end, nodes));
      }
      return;
    }
    long middle = begin + Subtrees.split(end - begin);
    if (m <= middle) {
      collect(m, begin, middle, nodes, proof);
      proof.add(Subtrees.root(middle, end, nodes));
    } else {
      collect(m, middle, end, nodes, proof);
      proof.add(Subtrees.root(begin, middle, nodes));
    }
  }
}
