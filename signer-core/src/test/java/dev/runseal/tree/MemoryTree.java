package dev.runseal.tree;

import java.util.ArrayList;
import java.util.List;

/** A whole tree in memory, for tests: every complete subtree that was ever reported. */
public final class MemoryTree implements NodeReader, NodeSink {
  private final MerkleRange range = new MerkleRange();
  private final List<List<TreeHash>> levels = new ArrayList<>();

  public void append(LeafHash leaf) {
    range.append(leaf, this);
  }

  public long size() {
    return range.size();
  }

  public TreeHash root() {
    return range.root();
  }

  @Override
  public TreeHash node(int level, long index) {
    return levels.get(level).get((int) index);
  }

  @Override
  public void completed(int level, long index, TreeHash node) {
    if (level == levels.size()) {
      levels.add(new ArrayList<>());
    }
    if (index != levels.get(level).size()) {
      throw new AssertionError(
          "node %d of level %d was reported after %d others"
              .formatted(index, level, levels.get(level).size()));
    }
    levels.get(level).add(node);
  }
}
