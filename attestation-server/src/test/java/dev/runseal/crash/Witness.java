package dev.runseal.crash;

import dev.runseal.bytes.Bytes;
import dev.runseal.note.Checkpoint;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.MemoryTree;
import dev.runseal.tree.MerkleRange;
import dev.runseal.tree.TreeHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One who remembers everything that was acknowledged of a log, and hashes the entries that the log
 * serves into a tree of its own. A head that is the root of that tree is consistent with every head
 * before it whose root that tree has at its size: no proof that the log makes is needed. Used by
 * one thread.
 */
final class Witness {
  private record Acknowledged(long index, LeafHash leaf, Checkpoint under) {}

  private final MemoryTree tree = new MemoryTree();
  private final Map<Long, LeafHash> acknowledged = new HashMap<>();
  private final Map<Long, TreeHash> roots = new HashMap<>();
  private final List<Acknowledged> unchecked = new ArrayList<>();

  /** That this leaf stands at this index, on the word of a signed checkpoint. */
  void acknowledged(long index, LeafHash leaf, Checkpoint under) throws LossException {
    LeafHash other = acknowledged.putIfAbsent(index, leaf);
    if (other != null) {
      throw new LossException(
          other.equals(leaf)
              ? "index %d was acknowledged for two requests".formatted(index)
              : "index %d was acknowledged with leaf %s, and before with %s"
                  .formatted(index, leaf, other));
    }
    unchecked.add(new Acknowledged(index, leaf, under));
  }

  /** How many entries were acknowledged. */
  long acknowledged() {
    return acknowledged.size();
  }

  /** How many entries were seen under a head. */
  long size() {
    return tree.size();
  }

  /** How many heads of different size were acknowledged and held against the tree. */
  int heads() {
    return roots.size();
  }

  /**
   * Goes on to a newer head. {@code entries} are the log's from {@link #size} on up to the head's,
   * as it serves them now.
   */
  void follow(Checkpoint head, List<Bytes> entries) throws LossException {
    if (head.size() < tree.size()) {
      throw new LossException(
          "the head has %d entries, an earlier one had %d".formatted(head.size(), tree.size()));
    }
    if (head.size() - tree.size() != entries.size()) {
      throw new LossException(
          "the log serves %d entries from %d on, its head has %d"
              .formatted(entries.size(), tree.size(), head.size()));
    }
    for (Bytes entry : entries) {
      tree.append(LeafHash.of(entry));
    }
    if (!tree.root().equals(head.root())) {
      throw new LossException(
          "the head of size %d has root %s, the entries that were served have %s"
              .formatted(head.size(), head.root(), tree.root()));
    }
    for (Acknowledged each : unchecked) {
      verifyHeld(each);
    }
    unchecked.clear();
  }

  /** Every request was acknowledged by now, so the log holds nothing else. */
  void verifyNothingElse() throws LossException {
    if (acknowledged.size() != tree.size()) {
      throw new LossException(
          "the log has %d entries, %d were acknowledged: something was sealed twice"
              .formatted(tree.size(), acknowledged.size()));
    }
  }

  /** Holds everything acknowledged, from the first on, against all entries as served now. */
  void verifyAll(Checkpoint head, List<Bytes> entries) throws LossException {
    var again = new Witness();
    again.follow(head, entries);
    for (var each : acknowledged.entrySet()) {
      again.verifyLeaf(each.getKey(), each.getValue());
    }
    for (var each : roots.entrySet()) {
      again.verifyRoot(each.getKey(), each.getValue());
    }
  }

  private void verifyHeld(Acknowledged each) throws LossException {
    if (each.index() >= each.under().size()) {
      throw new LossException(
          "entry %d was acknowledged under a head of size %d"
              .formatted(each.index(), each.under().size()));
    }
    TreeHash known = roots.get(each.under().size());
    if (known == null) {
      verifyRoot(each.under().size(), each.under().root());
      roots.put(each.under().size(), each.under().root());
    } else if (!known.equals(each.under().root())) {
      throw new LossException(
          "two trees of size %d were signed, with roots %s and %s"
              .formatted(each.under().size(), known, each.under().root()));
    }
    verifyLeaf(each.index(), each.leaf());
  }

  private void verifyRoot(long size, TreeHash root) throws LossException {
    if (size > tree.size()) {
      throw new LossException(
          "a head of size %d was acknowledged, the log has %d entries"
              .formatted(size, tree.size()));
    }
    TreeHash found = MerkleRange.resume(size, tree).root();
    if (!found.equals(root)) {
      throw new LossException(
          "the head of size %d was acknowledged with root %s, the log's root at that size is %s"
              .formatted(size, root, found));
    }
  }

  private void verifyLeaf(long index, LeafHash leaf) throws LossException {
    if (index >= tree.size()) {
      throw new LossException(
          "entry %d was acknowledged, the log has %d entries".formatted(index, tree.size()));
    }
    if (!tree.node(0, index).equals(leaf.asTree())) {
      throw new LossException(
          "entry %d was acknowledged with leaf %s, the log's is %s"
              .formatted(index, leaf, tree.node(0, index)));
    }
  }
}
