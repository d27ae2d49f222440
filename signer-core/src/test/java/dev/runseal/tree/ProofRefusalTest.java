package dev.runseal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProofRefusalTest {
  private final LeafHash leaf = LeafHash.of(Bytes.utf8("entry"));
  private final MemoryTree tree = new MemoryTree();

  @Test
  void theEmptyTreeIsSha256OfNothing() {
    assertThat(new MerkleRange().root()).isEqualTo(TreeHash.EMPTY);
    assertThat(TreeHash.EMPTY)
        .hasToString("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void aLeafHashReadsWhatItWrites() {
    assertThat(LeafHash.parse(leaf.toString())).isEqualTo(leaf);
    assertThat(LeafHash.of(Bytes.EMPTY))
        .hasToString("sha256:6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  }

  @Test
  void nodesAreReportedLowestFirstAsTheyClose() {
    List<String> reported = new ArrayList<>();
    MerkleRange range = new MerkleRange();
    for (int i = 0; i < 4; i++) {
      range.append(leaf, (level, index, node) -> reported.add(level + "/" + index));
    }
    assertThat(reported).containsExactly("0/0", "0/1", "1/0", "0/2", "0/3", "1/1", "2/0");
  }

  @Test
  void aCopyGrowsOnItsOwn() {
    tree.append(leaf);
    MerkleRange one = MerkleRange.resume(1, tree);
    MerkleRange two = one.copy();
    two.append(leaf, (level, index, node) -> {});
    assertThat(one.size()).isEqualTo(1);
    assertThat(one.root()).isEqualTo(leaf.asTree());
    assertThat(two.root()).isEqualTo(TreeHash.node(leaf.asTree(), leaf.asTree()));
  }

  @Test
  void anEdgeOfNegativeSizeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MerkleRange.resume(-1, tree))
        .withMessage("tree size is -1, expected 0 or more");
  }

  @Test
  void anIndexOutsideTheTreeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new InclusionProof(8, 8, List.of()))
        .withMessage("inclusion proof is of index 8 in size 8, expected 0 <= index < size");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InclusionProof.of(-1, 8, tree))
        .withMessage("inclusion proof is of index -1 in size 8, expected 0 <= index < size");
  }

  @Test
  void swappedOrEmptySizesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConsistencyProof.of(8, 3, tree))
        .withMessage("consistency proof is from size 8 to size 3, expected 1 <= from <= to");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConsistencyProof.of(0, 3, tree))
        .withMessage("consistency proof is from size 0 to size 3, expected 1 <= from <= to");
  }

  @Test
  void aProofOfWrongLengthIsRefused() {
    assertThatThrownBy(() -> new InclusionProof(1, 3, List.of()).verify(leaf, leaf.asTree()))
        .isInstanceOf(ProofException.class)
        .hasMessage("inclusion proof of index 1 in size 3 has 0 hashes, expected 2");
    assertThatThrownBy(
            () -> new ConsistencyProof(3, 7, List.of()).verify(leaf.asTree(), leaf.asTree()))
        .isInstanceOf(ProofException.class)
        .hasMessage("consistency proof from size 3 to size 7 has 0 hashes, expected 4");
    assertThatThrownBy(() ->
            new ConsistencyProof(3, 3, List.of(leaf.asTree())).verify(leaf.asTree(), leaf.asTree()))
        .isInstanceOf(ProofException.class)
        .hasMessage("consistency proof from size 3 to size 3 has 1 hashes, expected 0");
  }

  @Test
  void aProofThatLeadsElsewhereIsRefused() {
    assertThatThrownBy(() -> new InclusionProof(0, 1, List.of()).verify(leaf, TreeHash.EMPTY))
        .isInstanceOf(ProofException.class)
        .hasMessage(
            "inclusion proof of index 0 in size 1 leads to root %s, expected %s"
                .formatted(leaf, TreeHash.EMPTY));
    assertThatThrownBy(
            () -> new ConsistencyProof(1, 1, List.of()).verify(leaf.asTree(), TreeHash.EMPTY))
        .isInstanceOf(ProofException.class)
        .hasMessage(
            "consistency proof from size 1 to size 1 leads to root %s at size 1, expected %s"
                .formatted(leaf, TreeHash.EMPTY));
  }

  @Test
  void hugeTreesHaveProofsToo() throws ProofException {
    long size = (1L << 53) - 1;
    NodeReader same = (level, index) -> leaf.asTree();
    TreeHash root = MerkleRange.resume(size, same).root();
    InclusionProof last = InclusionProof.of(size - 1, size, same);
    assertThat(last.hashes()).hasSize(52);
    last.verify(leaf, root);
  }
}
