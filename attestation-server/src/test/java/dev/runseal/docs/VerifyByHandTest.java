package dev.runseal.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bundle.Bundle;
import dev.runseal.bytes.Bytes;
import dev.runseal.testhsm.Component;
import dev.runseal.verify.SampleBundles;
import dev.runseal.x509.PemCertificates;
import dev.runseal.x509.TestChain;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs every block of docs/verify-by-hand.md in one shell, as its reader would. */
final class VerifyByHandTest {
  private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

  private final SampleBundles sample = new SampleBundles();

  @TempDir private Path here;

  private record Outcome(int status, String output) {}

  @BeforeAll
  static void thePageNeedsItsPrograms() {
    Component.program("bash");
    Component.program("openssl");
    Component.program("python3");
  }

  @BeforeEach
  void anAuditorIsGivenFiles() throws IOException {
    Files.writeString(
        here.resolve("root.pem"), PemCertificates.encode(List.of(sample.rootCertificate())));
    write("completion.json", sample.completion());
    write("bundle.json", sample.seal());
  }

  @Test
  void theCompletionVerifies() throws Exception {
    Outcome outcome = followThePage("completion.json");
    assertThat(outcome.output())
        .contains("sealing.pem: OK", "Verified OK", "verified: index 3 of " + sample.origin());
    assertThat(outcome.status()).isZero();
  }

  @Test
  void theSealVerifies() throws Exception {
    Outcome outcome = followThePage("bundle.json");
    assertThat(outcome.output()).contains("Verified OK", "verified: index 1 of ");
    assertThat(outcome.status()).isZero();
  }

  @Test
  void anotherRootDoesNotVerify() throws Exception {
    Files.writeString(
        here.resolve("root.pem"),
        PemCertificates.encode(List.of(TestChain.named("somebody-else").root())));
    Outcome outcome = followThePage("completion.json");
    assertThat(outcome.status()).isNotZero();
    assertThat(outcome.output()).contains("verification failed").doesNotContain("verified: ");
  }

  @Test
  void aChangedStatementDoesNotVerify() throws Exception {
    Bundle seal = sample.seal();
    String changed = seal.statement().toUtf8().replace("\"index\":1,", "\"index\":2,");
    assertThat(changed).isNotEqualTo(seal.statement().toUtf8());
    replace("bundle.json", seal.statement(), Bytes.utf8(changed));
    Outcome outcome = followThePage("bundle.json");
    assertThat(outcome.status()).isNotZero();
    assertThat(outcome.output()).contains("does not verify: the statement is not in the tree");
  }

  @Test
  void aChangedDeclarationDoesNotVerify() throws Exception {
    String changed = sample.declaration().toUtf8().replace("hosted inference", "our own machine");
    assertThat(changed).isNotEqualTo(sample.declaration().toUtf8());
    replace("completion.json", sample.declaration(), Bytes.utf8(changed));
    Outcome outcome = followThePage("completion.json");
    assertThat(outcome.status()).isNotZero();
    assertThat(outcome.output()).contains("does not verify: the declaration is another");
  }

  @Test
  void aChangedHeadDoesNotVerify() throws Exception {
    Path file = here.resolve("bundle.json");
    long size = sample.seal().receipt().head().checkpoint().size();
    String changed =
        Files.readString(file).replace("\\n" + size + "\\n", "\\n" + (size + 1) + "\\n");
    assertThat(changed).isNotEqualTo(Files.readString(file));
    Files.writeString(file, changed);
    Outcome outcome = followThePage("bundle.json");
    assertThat(outcome.status()).isNotZero();
    assertThat(outcome.output()).contains("Verification failure").doesNotContain("verified: ");
  }

  private void write(String name, Bundle bundle) throws IOException {
    Files.write(here.resolve(name), bundle.encode().toArray());
  }

  private void replace(String name, Bytes original, Bytes changed) throws IOException {
    Path file = here.resolve(name);
    String text = Files.readString(file);
    assertThat(text).contains(original.toBase64());
    Files.writeString(file, text.replace(original.toBase64(), changed.toBase64()));
  }

  private Outcome followThePage(String bundle) throws IOException, InterruptedException {
    List<String> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(Checkout.find().read("docs/verify-by-hand.md"));
    while (block.find()) {
      blocks.add(block.group(1));
    }
    assertThat(blocks).hasSize(4);
    var shell = new ProcessBuilder("bash", "-euo", "pipefail", "-c", String.join("\n", blocks));
    shell.directory(here.toFile()).redirectErrorStream(true).environment().put("BUNDLE", bundle);
    Process process = shell.start();
    process.getOutputStream().close();
    try (InputStream output = process.getInputStream()) {
      String text = new String(output.readAllBytes(), UTF_8);
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
      return new Outcome(process.exitValue(), text);
    } finally {
      process.destroyForcibly();
    }
  }
}
