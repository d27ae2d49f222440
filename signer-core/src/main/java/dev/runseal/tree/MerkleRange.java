package dev.runseal.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * The right edge of a growing tree: the roots of the complete subtrees that {@code [0, size)}
 * splits into, one for each one-bit of the size. That is all it takes to append and to know the
 * root. Mutable and unlocked: one thread owns it.
 */
public final class MerkleRange {
  /** Largest subtree first. */
  private final List<TreeHash> peaks;

  private long size;

  public MerkleRange() {
    this(0, new ArrayList<>());
  }

  private MerkleRange(long size, List<TreeHash> peaks) {
    this.size = size;
    this.peaks = peaks;
  }

  /** Takes the edge of an existing tree from its complete subtrees. */
  public static MerkleRange resume(long size, NodeReader nodes) {
    if (size < 0) {
      throw new IllegalArgumentException("tree size is %d, expected 0 or more".formatted(size));
    }
    List<TreeHash> peaks = new ArrayList<>();
    for (int level = Subtrees.bitLength(size) - 1; level >= 0; level--) {
      long index = size >>> level;
      if ((index & 1) == 1) {
        peaks.add(nodes.node(level, index - 1));
      }
    }
    return new MerkleRange(size, peaks);
  }

  /** An edge that grows on its own from here, for example to know a root before it is final. */
  public MerkleRange copy() {
    return new MerkleRange(size, new ArrayList<>(peaks));
  }

  public long size() {
    return size;
  }

  public TreeHash root() {
    if (peaks.isEmpty()) {
      return TreeHash.EMPTY;
    }
    TreeHash root = peaks.getLast();
    for (int i = peaks.size() - 2; i >= 0; i--) {
      root = TreeHash.node(peaks.get(i), root);
    }
    return root;
  }

  /** Appends one entry and tells {@code completed} of the leaf and of every node that it closes. */
  public void append(LeafHash leaf, NodeSink completed) {
    int level = 0;
    long index = size;
    TreeHash node = leaf.asTree();
    completed.completed(level, index, node);
    while ((index & 1) == 1) {
      node = TreeHash.node(peaks.removeLast(), node);
      index >>>= 1;
      level++;
      completed.completed(level, index, node);
    }
    peaks.add(node);
    size++;
  }
}
