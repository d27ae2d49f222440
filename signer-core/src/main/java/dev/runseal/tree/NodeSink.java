package dev.runseal.tree;

/** Where the roots of complete subtrees go as they come to exist. */
@FunctionalInterface
public interface NodeSink {
  /** The root over the leaves {@code [index << level, (index + 1) << level)} exists now. */
  void completed(int level, long index, TreeHash node);
}
