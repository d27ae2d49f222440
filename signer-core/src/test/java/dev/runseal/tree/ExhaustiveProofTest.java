package dev.runseal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every tree of 1 to 256 entries against the recursive definitions. */
final class ExhaustiveProofTest {
  private static final int MAX = 256;
  private static final int MAX_MUTATED = 20;
  private static final List<LeafHash> LEAVES = new ArrayList<>();
  private static final List<TreeHash> ROOTS = new ArrayList<>();
  private static final MemoryTree TREE = new MemoryTree();
  private static NaiveTree naive = new NaiveTree(List.of());

  @BeforeAll
  static void grow() {
    List<Bytes> entries = new ArrayList<>();
    ROOTS.add(TREE.root());
    for (int i = 0; i < MAX; i++) {
      Bytes entry = Bytes.utf8("entry " + i);
      entries.add(entry);
      LEAVES.add(LeafHash.of(entry));
      TREE.append(LEAVES.getLast());
      ROOTS.add(TREE.root());
    }
    naive = new NaiveTree(entries);
  }

  @Test
  void rootsAreThoseOfTheDefinition() {
    for (int n = 0; n <= MAX; n++) {
      assertThat(ROOTS.get(n)).isEqualTo(naive.root(n));
    }
  }

  @Test
  void inclusionProofsAreThoseOfTheDefinitionAndVerify() throws ProofException {
    for (int n = 1; n <= MAX; n++) {
      for (int m = 0; m < n; m++) {
        InclusionProof proof = InclusionProof.of(m, n, TREE);
        assertThat(proof.hashes()).isEqualTo(naive.inclusion(m, n));
        proof.verify(LEAVES.get(m), ROOTS.get(n));
      }
    }
  }

  @Test
  void consistencyProofsAreThoseOfTheDefinitionAndVerify() throws ProofException {
    for (int n = 1; n <= MAX; n++) {
      for (int m = 1; m <= n; m++) {
        ConsistencyProof proof = ConsistencyProof.of(m, n, TREE);
        assertThat(proof.hashes()).isEqualTo(naive.consistency(m, n));
        proof.verify(ROOTS.get(m), ROOTS.get(n));
      }
    }
  }

  @Test
  void anInclusionProofOfAnotherIndexIsRefused() {
    for (int n = 1; n <= MAX_MUTATED; n++) {
      for (int m = 0; m < n; m++) {
        List<TreeHash> hashes = InclusionProof.of(m, n, TREE).hashes();
        LeafHash leaf = LEAVES.get(m);
        TreeHash root = ROOTS.get(n);
        for (int other = 0; other < n; other++) {
          if (other != m) {
            InclusionProof moved = new InclusionProof(other, n, hashes);
            assertThatThrownBy(() -> moved.verify(leaf, root)).isInstanceOf(ProofException.class);
          }
        }
      }
    }
  }

  @Test
  void everyHashOfAProofMatters() {
    TreeHash other = LeafHash.of(Bytes.utf8("other")).asTree();
    for (int n = 1; n <= MAX_MUTATED; n++) {
      for (int m = 0; m < n; m++) {
        LeafHash leaf = LEAVES.get(m);
        TreeHash root = ROOTS.get(n);
        int size = n;
        int index = m;
        for (List<TreeHash> hashes : mutations(InclusionProof.of(m, n, TREE).hashes(), other)) {
          assertThatThrownBy(() -> new InclusionProof(index, size, hashes).verify(leaf, root))
              .isInstanceOf(ProofException.class);
        }
        TreeHash fromRoot = ROOTS.get(m + 1);
        for (List<TreeHash> hashes :
            mutations(ConsistencyProof.of(m + 1, n, TREE).hashes(), other)) {
          assertThatThrownBy(
                  () -> new ConsistencyProof(index + 1, size, hashes).verify(fromRoot, root))
              .isInstanceOf(ProofException.class);
        }
      }
    }
  }

  @Test
  void anEdgeResumedAtAnySizeGrowsIntoTheSameTree() {
    for (int n = 0; n <= MAX; n++) {
      MerkleRange range = MerkleRange.resume(n, TREE);
      assertThat(range.size()).isEqualTo(n);
      assertThat(range.root()).isEqualTo(ROOTS.get(n));
      for (int i = n; i < Math.min(MAX, n + 9); i++) {
        range.append(
            LEAVES.get(i),
            (level, index, node) -> assertThat(node).isEqualTo(TREE.node(level, index)));
        assertThat(range.root()).isEqualTo(ROOTS.get(i + 1));
      }
    }
  }

  /** Each hash replaced, each left out, one more before and after. */
  private static List<List<TreeHash>> mutations(List<TreeHash> hashes, TreeHash other) {
    List<List<TreeHash>> mutations = new ArrayList<>();
    for (int i = 0; i <= hashes.size(); i++) {
      List<TreeHash> longer = new ArrayList<>(hashes);
      longer.add(i, other);
      mutations.add(longer);
      if (i < hashes.size()) {
        List<TreeHash> replaced = new ArrayList<>(hashes);
        replaced.set(i, other);
        mutations.add(replaced);
        List<TreeHash> shorter = new ArrayList<>(hashes);
        shorter.remove(i);
        mutations.add(shorter);
      }
    }
    return mutations;
  }
}
