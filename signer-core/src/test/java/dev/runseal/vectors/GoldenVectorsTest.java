package dev.runseal.vectors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bundle.Bundle;
import dev.runseal.bytes.Bytes;
import dev.runseal.declaration.Declaration;
import dev.runseal.trust.Claim;
import dev.runseal.trust.Policy;
import dev.runseal.trust.TrustRoots;
import dev.runseal.vectors.GoldenVector.Expected;
import dev.runseal.verify.Report;
import dev.runseal.verify.SampleBundles;
import dev.runseal.verify.Verdict;
import dev.runseal.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The vectors in docs/vectors are what {@link GoldenVectors} makes, and our code makes of them what
 * they say. With {@code -Drunseal.vectors=write} the first test writes them.
 */
final class GoldenVectorsTest {
  private static final Path FOLDER = Path.of("..", "docs", "vectors");
  private static final List<GoldenVector> VECTORS = GoldenVectors.all();

  @Test
  void theFilesAreWhatTheGeneratorMakes() throws IOException {
    Map<String, Bytes> files = GoldenVectors.files(VECTORS);
    if ("write".equals(System.getProperty("runseal.vectors"))) {
      for (var file : files.entrySet()) {
        Path path = FOLDER.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue().toArray());
      }
    }
    assertThat(present()).containsExactlyInAnyOrderElementsOf(files.keySet());
    for (var file : files.entrySet()) {
      assertThat(read(file.getKey())).as(file.getKey()).isEqualTo(file.getValue());
    }
  }

  @Test
  void asManyMustFailAsMustPass() {
    Set<String> names = VECTORS.stream().map(GoldenVector::id).collect(Collectors.toSet());
    assertThat(names).hasSameSizeAs(VECTORS);
    long good = VECTORS.stream().filter(GoldenVectorsTest::isGood).count();
    assertThat(VECTORS.size() - good).isGreaterThanOrEqualTo(good);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void aVectorIsJudgedAsItSays(GoldenVector vector) throws Throwable {
    Bytes whole = vector.whole();
    switch (vector.expected()) {
      case Expected.Verdicts(Set<Claim> pass, Set<Claim> fail, String reason) -> {
        Report report = report(vector, whole);
        assertThat(claims(report, Verdict.Pass.class::isInstance)).isEqualTo(pass);
        assertThat(claims(report, Verdict.Fail.class::isInstance)).isEqualTo(fail);
        for (Claim claim : fail) {
          assertThat(report.verdict(claim).reason()).isEqualTo(reason);
        }
      }
      case Expected.Identity(String identity) ->
          assertThat(Declaration.parse(whole).identity()).hasToString(identity);
      case Expected.Read ignored -> reading(vector, whole).call();
      case Expected.Refused(String reason) ->
          assertThatThrownBy(reading(vector, whole)).hasMessage(reason);
    }
  }

  static Stream<GoldenVector> vectors() {
    return VECTORS.stream();
  }

  private static ThrowingCallable reading(GoldenVector vector, Bytes whole) {
    return switch (vector.input()) {
      case BUNDLE -> () -> Bundle.parse(whole);
      case DECLARATION -> () -> Declaration.parse(whole);
      case ROOT -> () -> TrustRoots.ofSealingRoot(new String(whole.toArray(), UTF_8));
      case TRUST -> () -> TrustRoots.parse(whole);
      case POLICY -> () -> Policy.parse(whole);
    };
  }

  private static Report report(GoldenVector vector, Bytes bundle) throws Exception {
    return new Verifier(trust(vector), Policy.DEVELOPMENT, InstantSource.fixed(SampleBundles.NOW))
        .verify(Bundle.parse(bundle));
  }

  private static TrustRoots trust(GoldenVector vector) throws Exception {
    String file = vector.trust().orElse("root.pem");
    return file.endsWith(".json")
        ? TrustRoots.parse(read(file))
        : TrustRoots.ofSealingRoot(read(file).toUtf8());
  }

  private static Set<Claim> claims(Report report, Predicate<Verdict> which) {
    return Arrays.stream(Claim.values())
        .filter(claim -> which.test(report.verdict(claim)))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Claim.class)));
  }

  private static boolean isGood(GoldenVector vector) {
    return switch (vector.expected()) {
      case Expected.Verdicts verdicts -> verdicts.fail().isEmpty();
      case Expected.Identity ignored -> true;
      case Expected.Read ignored -> true;
      case Expected.Refused ignored -> false;
    };
  }

  private static Set<String> present() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files
          .map(file -> FOLDER.relativize(file).toString())
          .filter(name -> name.endsWith(".json") || name.endsWith(".pem"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Bytes read(String name) throws IOException {
    return Bytes.takingOwnership(Files.readAllBytes(FOLDER.resolve(name)));
  }
}
