package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bytes.Bytes;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.MerkleRange;
import dev.runseal.tree.NodeReader;
import dev.runseal.tree.NodeSink;
import dev.runseal.tree.TilePath;
import dev.runseal.tree.TreeHash;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TilePagesTest {
  private final Nodes nodes = new Nodes();
  private final TilePages pages = new TilePages(nodes, TilePagesTest::entry);
  private final MerkleRange edge = MerkleRange.resume(0, nodes);

  @Test
  void aForeignClientReadsTheLogAroundEveryFullTile() throws Exception {
    for (int size : List.of(1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537)) {
      grow(size);
      var client = new ForeignTileClient(path -> page(path, size));
      List<byte[]> entries = client.read(size, edge.root().digest().value().toArray());
      assertThat(entries).hasSize(size);
      assertThat(entries.getLast()).isEqualTo(entry(size - 1).toArray());
    }
  }

  @Test
  void nothingBeyondTheSizeIsThereThoughItsNodesAre() throws Exception {
    grow(700);
    assertThat(pages.find(TilePath.hashes(0, 1, 256), 511)).isEmpty();
    assertThat(pages.find(TilePath.entries(1, 256), 511)).isEmpty();
    assertThat(pages.find(TilePath.hashes(1, 0, 2), 511)).isEmpty();
    assertThat(pages.find(TilePath.hashes(1, 0, 1), 255)).isEmpty();
    assertThat(pages.find(TilePath.hashes(2, 0, 1), 700)).isEmpty();
    assertThat(pages.find(TilePath.hashes(5, 0, 1), 700)).isEmpty();
    assertThat(pages.find(TilePath.entries((1L << 53) / 256 - 1, 256), 700)).isEmpty();
    assertThat(pages.find(TilePath.hashes(0, 0, 1), 0)).isEmpty();
  }

  @Test
  void aNarrowerTileIsTheBeginningOfAWiderOne() throws Exception {
    grow(256);
    Bytes full = pages.find(TilePath.hashes(0, 0, 256), 256).orElseThrow();
    for (int width = 1; width < 256; width++) {
      assertThat(pages.find(TilePath.hashes(0, 0, width), 256)).contains(full.slice(0, 32 * width));
    }
  }

  private byte[] page(String path, long size) throws Exception {
    return pages.find(TilePath.parse(path), size).orElseThrow().toArray();
  }

  private void grow(int size) {
    while (edge.size() < size) {
      edge.append(LeafHash.of(entry(edge.size())), nodes);
    }
  }

  private static Bytes entry(long index) {
    return Bytes.utf8("entry " + index);
  }

  private static final class Nodes implements NodeReader, NodeSink {
    private final List<List<TreeHash>> levels = new ArrayList<>();

    @Override
    public TreeHash node(int level, long index) {
      return levels.get(level).get((int) index);
    }

    @Override
    public void completed(int level, long index, TreeHash node) {
      if (level == levels.size()) {
        levels.add(new ArrayList<>());
      }
      levels.get(level).add(node);
    }
  }
}
