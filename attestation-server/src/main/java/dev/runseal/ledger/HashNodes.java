package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.tree.NodeReader;
import dev.runseal.tree.NodeSink;
import dev.runseal.tree.TreeHash;
import java.util.Arrays;

/**
 * The roots of all complete subtrees, in memory: 64 bytes an entry, and gone at exit. Tiles on disk
 * will take their place; until then a log is as large as the heap allows. The writer adds; any
 * thread that learned of a tree size after its nodes were added may read them.
 */
final class HashNodes implements NodeReader, NodeSink {
  private static final int BITS = 11;
  private static final int MASK = (1 << BITS) - 1;

  /** Volatile writes of this array, element by element of a new one, publish what it holds. */
  private volatile Level[] levels = new Level[0];

  @Override
  public TreeHash node(int level, long index) {
    return new TreeHash(new Sha256(levels[level].at(index)));
  }

  @Override
  public void completed(int level, long index, TreeHash node) {
    if (level == levels.length) {
      Level[] more = Arrays.copyOf(levels, level + 1);
      more[level] = new Level();
      levels = more;
    }
    levels[level].set(index, node.digest().value());
  }

  private static final class Level {
    private volatile byte[][] chunks = new byte[16][];

    void set(long index, Bytes digest) {
      int chunk = (int) (index >>> BITS);
      byte[][] directory = chunks;
      if (chunk == directory.length) {
        directory = Arrays.copyOf(directory, 2 * chunk);
      }
      if (directory[chunk] == null) {
        directory[chunk] = new byte[Sha256.LENGTH << BITS];
      }
      digest.copyTo(directory[chunk], (int) (index & MASK) * Sha256.LENGTH);
      chunks = directory;
    }

    Bytes at(long index) {
      byte[] chunk = chunks[(int) (index >>> BITS)];
      int at = (int) (index & MASK) * Sha256.LENGTH;
      return Bytes.takingOwnership(Arrays.copyOfRange(chunk, at, at + Sha256.LENGTH));
    }
  }
}
