package dev.runseal.tree;

/** The shape of RFC 6962's trees: where a range of leaves splits, and its root. */
final class Subtrees {
  private Subtrees() {}

  /** The largest power of two smaller than {@code n}, for n ≥ 2: how many leaves go left. */
  static long split(long n) {
    return Long.highestOneBit(n - 1);
  }

  /**
   * MTH(D[begin:end]), put together from complete subtrees. The range must be one that the
   * recursion of RFC 6962 meets, so that {@code begin} is a multiple of each of its subtrees.
   */
  static TreeHash root(long begin, long end, NodeReader nodes) {
    long n = end - begin;
    if (Long.bitCount(n) == 1) {
      int level = Long.numberOfTrailingZeros(n);
      return nodes.node(level, begin >>> level);
    }
    long middle = begin + split(n);
    return TreeHash.node(root(begin, middle, nodes), root(middle, end, nodes));
  }

  /** The bits of {@code n}, that is, how many halvings bring it to zero. */
  static int bitLength(long n) {
    return Long.SIZE - Long.numberOfLeadingZeros(n);
  }
}
