package dev.runseal.tree;

/** Where the roots of complete subtrees are read from; they never change once they exist. */
@FunctionalInterface
public interface NodeReader {
  /** The root over the leaves {@code [index << level, (index + 1) << level)}. */
  TreeHash node(int level, long index);
}
