package dev.runseal.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bundle.Bundle;
import dev.runseal.bundle.BundleException;
import dev.runseal.bytes.Bytes;
import dev.runseal.trust.Claim;
import dev.runseal.trust.Policy;
import dev.runseal.trust.TrustRoots;
import dev.runseal.verify.GoldenVectors.Expected;
import dev.runseal.verify.GoldenVectors.Vector;
import dev.runseal.x509.PemCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The vectors in docs/vectors are what {@link GoldenVectors} makes, and our verifier makes of them
 * what they say. With {@code -Drunseal.vectors=write} the first test writes them.
 */
final class GoldenVectorsTest {
  private static final Path FOLDER = Path.of("..", "docs", "vectors");

  @Test
  void theFilesAreWhatTheGeneratorMakes() throws IOException {
    Map<String, Bytes> files = new TreeMap<>();
    Map<String, Vector> vectors = GoldenVectors.all();
    vectors.forEach((name, vector) -> files.put(name + ".json", vector.bundle()));
    files.put("manifest.json", GoldenVectors.manifest(vectors));
    files.put(
        "root.pem",
        Bytes.utf8(PemCertificates.encode(List.of(new SampleBundles().rootCertificate()))));
    if ("write".equals(System.getProperty("runseal.vectors"))) {
      for (var file : files.entrySet()) {
        Files.write(FOLDER.resolve(file.getKey()), file.getValue().toArray());
      }
    }
    try (Stream<Path> present = Files.list(FOLDER)) {
      assertThat(
              present
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith(".json") || name.endsWith(".pem")))
          .containsExactlyInAnyOrderElementsOf(files.keySet());
    }
    for (var file : files.entrySet()) {
      assertThat(read(file.getKey())).as(file.getKey()).isEqualTo(file.getValue());
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aVectorGetsTheVerdictThatItNames(String name) throws Exception {
    Bytes bytes = read(name + ".json");
    switch (Objects.requireNonNull(GoldenVectors.all().get(name)).expected()) {
      case Expected.Good ignored -> assertThat(failing(bytes)).isEmpty();
      case Expected.Fails(Claim claim) -> assertThat(failing(bytes)).containsExactly(claim);
      case Expected.Refused ignored ->
          assertThatThrownBy(() -> Bundle.parse(bytes))
              .isInstanceOf(BundleException.class)
              .hasMessageStartingWith("bundle: ");
    }
  }

  static Stream<String> names() {
    return GoldenVectors.all().keySet().stream();
  }

  private static List<Claim> failing(Bytes bytes) throws Exception {
    var trust = TrustRoots.ofSealingRoot(Files.readString(FOLDER.resolve("root.pem")));
    Report report =
        new Verifier(trust, Policy.DEVELOPMENT, InstantSource.fixed(SampleBundles.NOW))
            .verify(Bundle.parse(bytes));
    return Arrays.stream(Claim.values())
        .filter(claim -> report.verdict(claim) instanceof Verdict.Fail)
        .toList();
  }

  private static Bytes read(String name) throws IOException {
    return Bytes.takingOwnership(Files.readAllBytes(FOLDER.resolve(name)));
  }
}
