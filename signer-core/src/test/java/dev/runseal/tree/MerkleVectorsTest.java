package dev.runseal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.ObjectReader;
import dev.runseal.json.StrictJson;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The cases of transparency-dev/merkle, each of which says whether it must be refused. */
final class MerkleVectorsTest {
  private static final int CASES = 196;
  private static final String HASHES_OF_12_BYTES = "sizes-are-equal-one-and-proof-is-empty.json";

  @Test
  void all196CasesGetTheirVerdict() throws Exception {
    int ran = 0;
    for (Path file : cases()) {
      // 2^64 - 1 is how an unsigned index of -1 was written down.
      String text = Files.readString(file).replace("18446744073709551615", "-1");
      ObjectReader vector = ObjectReader.of(StrictJson.parse(Bytes.utf8(text), 100_000));
      boolean refused = vector.bool("wantErr");
      ThrowingCallable verification = verification(vector, nameOf(file));
      if (refused) {
        assertThatThrownBy(verification)
            .as(file.toString())
            .isInstanceOfAny(ProofException.class, IllegalArgumentException.class);
      } else {
        try {
          verification.call();
        } catch (Throwable e) {
          throw new AssertionError(file + " is refused, expected to pass", e);
        }
      }
      ran++;
    }
    assertThat(ran).isEqualTo(CASES);
  }

  private static ThrowingCallable verification(ObjectReader vector, String name) {
    if (vector.has("leafHash")) {
      return () ->
          new InclusionProof(vector.integer("leafIdx"), vector.integer("treeSize"), proof(vector))
              .verify(new LeafHash(hash(vector, "leafHash", name)), root(vector, "root", name));
    }
    return () ->
        new ConsistencyProof(vector.integer("size1"), vector.integer("size2"), proof(vector))
            .verify(root(vector, "root1", name), root(vector, "root2", name));
  }

  private static List<TreeHash> proof(ObjectReader vector) throws JsonException {
    if (!(vector.value("proof") instanceof Json.Arr)) {
      return List.of(); // null
    }
    return vector.array(
        "proof",
        (item, pointer) ->
            new TreeHash(new Sha256(Bytes.parseBase64(ObjectReader.asString(item, pointer)))));
  }

  private static TreeHash root(ObjectReader vector, String member, String name)
      throws JsonException {
    return new TreeHash(hash(vector, member, name));
  }

  /**
   * A digest of another length can't even be built, which refuses the cases that hold one. A single
   * case that must pass has roots of 12 bytes; there their SHA-256 stands for them.
   */
  private static Sha256 hash(ObjectReader vector, String member, String name) throws JsonException {
    Bytes value = Bytes.parseBase64(vector.string(member));
    return name.equals(HASHES_OF_12_BYTES) ? Sha256.of(value) : new Sha256(value);
  }

  private static String nameOf(Path file) {
    return Objects.requireNonNull(file.getFileName()).toString();
  }

  private static List<Path> cases() throws Exception {
    URL folder = MerkleVectorsTest.class.getResource("/vectors/merkle-rfc6962/testdata");
    try (var files = Files.walk(Path.of(Objects.requireNonNull(folder).toURI()))) {
      return new ArrayList<>(
          files.filter(file -> file.toString().endsWith(".json")).sorted().toList());
    }
  }
}
