package dev.runseal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A log that another implementation wrote (SOURCE.txt beside it): 15 entries, and the checkpoint of
 * every size. Its Ed25519 key is not among the files, so its signatures are not looked at.
 */
final class TesseraLogTest {
  private static final Path LOG =
      Path.of("src/test/resources/vectors/tlog-tiles-tessera/testdata/log");
  private static final int SIZE = 15;

  private final MemoryTree tree = new MemoryTree();

  @Test
  void everyCheckpointIsTheRootOfTheEntriesSoFar() throws Exception {
    assertThat(root(0)).isEqualTo(tree.root());
    for (Bytes entry : entries(SIZE)) {
      tree.append(LeafHash.of(entry));
      assertThat(root((int) tree.size())).isEqualTo(tree.root());
    }
    assertThat(Files.readString(LOG.resolve("checkpoint")))
        .isEqualTo(Files.readString(LOG.resolve("checkpoint.15")));
  }

  @Test
  void everyTwoCheckpointsAreConsistentAndNoOthers() throws Exception {
    for (Bytes entry : entries(SIZE)) {
      tree.append(LeafHash.of(entry));
    }
    for (int from = 1; from <= SIZE; from++) {
      for (int to = from; to <= SIZE; to++) {
        var proof = ConsistencyProof.of(from, to, tree);
        proof.verify(root(from), root(to));
        TreeHash wrong = root(from - 1);
        TreeHash right = root(to);
        assertThatThrownBy(() -> proof.verify(wrong, right)).isInstanceOf(ProofException.class);
      }
    }
  }

  @Test
  void everyHashTileHoldsTheLeafHashesOfItsEntries() throws Exception {
    for (int width = 1; width <= SIZE; width++) {
      Bytes[] hashes =
          entries(width).stream()
              .map(entry -> LeafHash.of(entry).digest().value())
              .toArray(Bytes[]::new);
      assertThat(read(TilePath.hashes(0, 0, width))).isEqualTo(Bytes.concat(hashes));
    }
  }

  @Test
  void entryBundlesAreWrittenAsTheyWereRead() throws Exception {
    Bytes encoded = read(TilePath.entries(0, SIZE));
    assertThat(EntryBundle.parse(encoded, SIZE).encode()).isEqualTo(encoded);
  }

  @Test
  void everyTruncationOfAnEntryBundleIsRefused() throws Exception {
    Bytes encoded = read(TilePath.entries(0, SIZE));
    for (int length = 0; length < encoded.length(); length++) {
      Bytes cut = encoded.slice(0, length);
      assertThatThrownBy(() -> EntryBundle.parse(cut, SIZE))
          .isInstanceOf(TileException.class)
          .hasMessageContaining("entr");
    }
  }

  @Test
  void anEntryTooManyIsRefused() throws Exception {
    Bytes encoded = read(TilePath.entries(0, SIZE));
    assertThatThrownBy(() -> EntryBundle.parse(encoded, SIZE - 1))
        .isInstanceOf(TileException.class)
        .hasMessage("entry bundle goes on at byte 91 after 14 entries");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 256, tile/0/000",
    "0, 15, tile/0/000.p/15",
    "999, 256, tile/0/999",
    "1234067, 256, tile/0/x001/x234/067",
    "35184372088831, 1, tile/0/x035/x184/x372/x088/831.p/1"
  })
  void aPathIsReadAsItIsWritten(long index, int width, String text) throws TileException {
    assertThat(TilePath.hashes(0, index, width).encode()).isEqualTo(text);
    assertThat(TilePath.parse(text)).isEqualTo(TilePath.hashes(0, index, width));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tile/0/x000/001",
        "tile/0/000.p/256",
        "tile/0/000.p/0",
        "tile/0/000.p/999",
        "tile/0/000.p/01",
        "tile/6/000",
        "tile/00/000",
        "tile/0/1",
        "tile/0/x999/x999/x999/x999/999",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/../000"
      })
  void aSecondSpellingOfAPathIsRefused(String text) {
    assertThatThrownBy(() -> TilePath.parse(text))
        .isInstanceOf(TileException.class)
        .hasMessageStartingWith("tile path ");
  }

  private static List<Bytes> entries(int width) throws IOException, TileException {
    return EntryBundle.parse(read(TilePath.entries(0, width)), width).entries();
  }

  /** The root in the checkpoint of one size, which says that size in its second line. */
  private static TreeHash root(int size) throws IOException {
    var lines = Files.readAllLines(LOG.resolve("checkpoint." + size));
    assertThat(lines.get(1)).isEqualTo(Integer.toString(size));
    return new TreeHash(new Sha256(Bytes.parseBase64(lines.get(2))));
  }

  private static Bytes read(TilePath path) throws IOException {
    return Bytes.takingOwnership(Files.readAllBytes(LOG.resolve(path.encode())));
  }
}
