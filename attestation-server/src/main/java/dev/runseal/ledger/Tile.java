package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.tree.TilePath;
import dev.runseal.tree.TreeHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A hash tile taken apart: its hashes, and the roots of the complete subtrees above them, but for
 * the one over all 256, which stands in the tile one level up. The newest tile of a level is filled
 * by the writer's thread while others read what they know to be there; any other never changes.
 */
final class Tile {
  /** How many levels of the tree one tile spans. */
  static final int HEIGHT = 8;

  /** How long the encoding of a full tile is. */
  static final int BYTES = TilePath.FULL_WIDTH * Sha256.LENGTH;

  private static final int NODES = 2 * TilePath.FULL_WIDTH - 2;

  private final int level;
  private final long index;

  /** Octets and not hashes: four objects each, and the collector would copy every one. */
  private final byte[] nodes = new byte[NODES * Sha256.LENGTH];

  /** How many nodes of each level there are. */
  private final int[] counts = new int[HEIGHT];

  /** A tile without hashes. */
  Tile(int level, long index) {
    this.level = level;
    this.index = index;
  }

  /** A tile of these hashes, from its first one on. */
  static Tile of(int level, long index, List<TreeHash> hashes) {
    var tile = new Tile(level, index);
    for (int i = 0; i < hashes.size(); i++) {
      tile.put(0, i, hashes.get(i));
    }
    for (int inner = 1; inner < HEIGHT; inner++) {
      for (int i = 0; i < hashes.size() >> inner; i++) {
        tile.put(
            inner, i, TreeHash.node(tile.node(inner - 1, 2 * i), tile.node(inner - 1, 2 * i + 1)));
      }
    }
    return tile;
  }

  /** The hashes in the encoding of a tile. */
  static List<TreeHash> parse(Bytes encoded) {
    List<TreeHash> hashes = new ArrayList<>(TilePath.FULL_WIDTH);
    for (int at = 0; at < encoded.length(); at += Sha256.LENGTH) {
      hashes.add(new TreeHash(new Sha256(encoded.slice(at, at + Sha256.LENGTH))));
    }
    return hashes;
  }

  boolean is(int thatLevel, long thatIndex) {
    return level == thatLevel && index == thatIndex;
  }

  /** The root of a subtree that is complete: {@code inner} levels up in this tile. */
  TreeHash node(int inner, int at) {
    if (at >= counts[inner]) {
      throw new AssertionError(
          "tile %d of level %d: node %d, %d up, is asked for before it exists"
              .formatted(index, level, at, inner));
    }
    int from = Sha256.LENGTH * (offset(inner) + at);
    return new TreeHash(
        new Sha256(Bytes.takingOwnership(Arrays.copyOfRange(nodes, from, from + Sha256.LENGTH))));
  }

  /** Puts the next node of a level, or again one of a batch that did not become durable. */
  void put(int inner, int at, TreeHash node) {
    if (at > counts[inner]) {
      throw new AssertionError(
          "tile %d of level %d: node %d, %d up, is given before node %d"
              .formatted(index, level, at, inner, counts[inner]));
    }
    node.digest().value().copyTo(nodes, Sha256.LENGTH * (offset(inner) + at));
    counts[inner] = Math.max(counts[inner], at + 1);
  }

  /** The root of a full tile. */
  TreeHash root() {
    return TreeHash.node(node(HEIGHT - 1, 0), node(HEIGHT - 1, 1));
  }

  private static int offset(int inner) {
    return 2 * TilePath.FULL_WIDTH - ((2 * TilePath.FULL_WIDTH) >> inner);
  }
}
