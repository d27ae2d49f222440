package dev.runseal.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.attestation.EncodedEvidence;
import dev.runseal.attestation.EvidenceType;
import dev.runseal.bundle.Bundle;
import dev.runseal.bundle.BundleException;
import dev.runseal.bytes.Bytes;
import dev.runseal.declaration.Declaration;
import dev.runseal.json.JsonException;
import dev.runseal.testhsm.Component;
import dev.runseal.trust.Claim;
import dev.runseal.trust.Policy;
import dev.runseal.trust.TrustException;
import dev.runseal.trust.TrustRoots;
import dev.runseal.verify.SampleBundles;
import dev.runseal.verify.SampleEvidence;
import dev.runseal.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our verifier and the one of docs/vectors, in Python and from docs/formats.md alone, judge alike:
 * the golden vectors, and declarations and bundles that nobody wrote down.
 */
final class SecondImplementationTest {
  private static final int DECLARATIONS = 2_000;
  private static final int BUNDLES = 600;
  private static final int EVIDENCE = 300;

  private final Path vectors = Checkout.find().path("docs/vectors");

  @TempDir private Path here;

  private record Outcome(int status, String output) {}

  @BeforeAll
  static void itNeedsItsPrograms() {
    Component.program("openssl");
    Component.program("python3");
  }

  @BeforeEach
  void theVectorsAreCopied() throws IOException {
    try (Stream<Path> files = Files.walk(vectors)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = here.resolve(vectors.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  @Test
  void itJudgesEveryVectorAsTheManifestSays() throws Exception {
    long listed =
        Files.readString(here.resolve("manifest.json"))
            .lines()
            .filter(line -> line.startsWith("{\"about\""))
            .count();
    assertThat(listed).isGreaterThan(400);
    assertThat(check("")).isEqualTo(new Outcome(0, judged(listed, 0)));
  }

  @Test
  void itNoticesAVectorThatIsAnother() throws Exception {
    Files.copy(
        here.resolve("bundles/good-seal.json"),
        here.resolve("bundles/fail-index.json"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.copy(
        here.resolve("bundles/good-seal.json"),
        here.resolve("bundles/refused-bom.json"),
        StandardCopyOption.REPLACE_EXISTING);
    Outcome outcome = check("");
    assertThat(outcome.status()).isOne();
    assertThat(outcome.output())
        .contains(
            "bundles/fail-index: expected ",
            "bundles/refused-bom: expected ",
            " 2 not as expected");
  }

  @Test
  void itNoticesAClaimThatPassesUnexpectedly() throws Exception {
    Path manifest = here.resolve("manifest.json");
    String text = Files.readString(manifest);
    String changed = text.replace("\"identity\":\"pass\",", "");
    assertThat(changed).isNotEqualTo(text);
    Files.writeString(manifest, changed);
    assertThat(check("").status()).isOne();
  }

  @Test
  void withoutAManifestItSaysSo() throws Exception {
    Files.delete(here.resolve("manifest.json"));
    Outcome outcome = check("");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.output()).contains("manifest.json");
  }

  @Test
  void itSaysHowItIsUsed() throws Exception {
    Outcome outcome = check("", "--help");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.output()).contains("--identities", "--verdicts", "Exit status");
  }

  @Test
  void bothGiveRandomDeclarationsOneIdentityOrBothRefuse() throws Exception {
    long seed = new Random().nextLong();
    var hostile = new HostileDeclarations(new Random(seed));
    List<Bytes> declarations = Stream.generate(hostile::next).limit(DECLARATIONS).toList();
    List<String> ours = declarations.stream().map(SecondImplementationTest::identity).toList();
    assertAlike(seed, declarations, ours, "--identities");
    assertThat(ours.stream().filter(each -> each.startsWith("sha256:")).count())
        .as("read with seed %d", seed)
        .isBetween(DECLARATIONS / 5L, DECLARATIONS * 4L / 5);
  }

  @Test
  void bothGiveChangedBundlesTheSameVerdictsOrBothRefuse() throws Exception {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    var sample = new SampleBundles();
    List<Bytes> whole = List.of(sample.seal().encode(), sample.completion().encode());
    List<Bytes> changed = new ArrayList<>(whole);
    while (changed.size() < BUNDLES) {
      changed.add(changed(whole.get(changed.size() % 2), random));
    }
    var verifier =
        new Verifier(trust(), Policy.DEVELOPMENT, InstantSource.fixed(SampleBundles.NOW));
    List<String> ours = changed.stream().map(each -> verdicts(verifier, each)).toList();
    assertAlike(seed, changed, ours, "--verdicts");
  }

  @Test
  void bothJudgeWhatAHostSaysAlikeThoughItWasSignedAsItStands() throws Exception {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    var sample = new SampleBundles();
    var host = SampleEvidence.of(sample);
    List<Bytes> bundles = new ArrayList<>(List.of(attested(sample, host.encoded())));
    while (bundles.size() < EVIDENCE) {
      Bytes other =
          random.nextInt(4) == 0
              ? changed(host.encoded().value(), random)
              : changed(host.said(), random);
      host.saying(other)
          .or(() -> Optional.of(new EncodedEvidence(EvidenceType.PKIX.mediaType(), other)))
          .ifPresent(evidence -> bundles.add(attested(sample, evidence)));
    }
    var verifier =
        new Verifier(trust(), Policy.DEVELOPMENT, InstantSource.fixed(SampleBundles.NOW));
    List<String> ours = bundles.stream().map(each -> verdicts(verifier, each)).toList();
    assertAlike(seed, bundles, ours, "--verdicts");
    assertThat(ours)
        .as("of seed %d", seed)
        .anyMatch(each -> each.contains("custody=pass"))
        .anyMatch(each -> each.contains("custody=fail"))
        .allMatch(each -> each.contains("signature=pass"));
  }

  private static Bytes attested(SampleBundles sample, EncodedEvidence evidence) {
    return sample.withEvidence(evidence).seal().encode();
  }

  private void assertAlike(long seed, List<Bytes> inputs, List<String> ours, String mode)
      throws Exception {
    String lines = inputs.stream().map(Bytes::toBase64).collect(Collectors.joining("\n"));
    Outcome outcome = check(lines, mode);
    assertThat(outcome.status()).as("status; %s", outcome.output()).isZero();
    List<String> theirs = outcome.output().lines().map(SecondImplementationTest::verdict).toList();
    assertThat(theirs).hasSameSizeAs(ours);
    List<String> differing = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      if (!theirs.get(i).equals(ours.get(i))) {
        differing.add(
            "%s: ours %s, theirs %s"
                .formatted(new String(inputs.get(i).toArray(), UTF_8), ours.get(i), theirs.get(i)));
      }
    }
    assertThat(differing).as("judged otherwise with seed %d", seed).isEmpty();
  }

  /** Whose words a refusal has does not matter. */
  private static String verdict(String line) {
    return line.startsWith("refused: ") ? "refused" : line;
  }

  private static String identity(Bytes declaration) {
    try {
      return Declaration.parse(declaration).identity().toString();
    } catch (JsonException e) {
      return "refused";
    }
  }

  private static String verdicts(Verifier verifier, Bytes bundle) {
    try {
      var report = verifier.verify(Bundle.parse(bundle));
      return Arrays.stream(Claim.values())
          .map(claim -> claim.text() + "=" + report.verdict(claim).text().replace(' ', '-'))
          .collect(Collectors.joining(" "));
    } catch (BundleException e) {
      return "refused";
    }
  }

  private TrustRoots trust() throws IOException, TrustException {
    return TrustRoots.ofSealingRoot(Files.readString(vectors.resolve("root.pem")));
  }

  /** One byte is another, is gone, or is there twice; or two passages change places. */
  private static Bytes changed(Bytes whole, Random random) {
    int at = random.nextInt(whole.length());
    Bytes before = whole.slice(0, at);
    Bytes after = whole.slice(at + 1, whole.length());
    Bytes one = whole.slice(at, at + 1);
    return switch (random.nextInt(4)) {
      case 0 -> Bytes.concat(before, Bytes.of((byte) (one.at(0) ^ 1 << random.nextInt(7))), after);
      case 1 -> Bytes.concat(before, after);
      case 2 -> Bytes.concat(before, one, one, after);
      default -> Bytes.concat(before, Bytes.of((byte) ('!' + random.nextInt(94))), after);
    };
  }

  private static String judged(long count, int differing) {
    return "judged %d vectors, %d not as expected%n".formatted(count, differing);
  }

  private Outcome check(String input, String... options) throws IOException, InterruptedException {
    Path given = Files.writeString(here.resolve("input"), input);
    Path output = here.resolve("output");
    List<String> command = new ArrayList<>(List.of("python3", here.resolve("check.py").toString()));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .redirectInput(given.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(30, TimeUnit.MINUTES)).as("check.py ended").isTrue();
      return new Outcome(process.exitValue(), Files.readString(output));
    } finally {
      process.destroyForcibly();
    }
  }
}
