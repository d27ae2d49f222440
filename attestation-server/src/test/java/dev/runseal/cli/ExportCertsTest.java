package dev.runseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bytes.Bytes;
import dev.runseal.testhsm.Component;
import dev.runseal.verify.SampleBundles;
import dev.runseal.x509.PemCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code runseal export certs} writes, in the hands of a tool that is not ours. */
final class ExportCertsTest {
  private final SampleBundles sample = new SampleBundles();

  @TempDir private Path directory;

  @BeforeAll
  static void itNeedsItsProgram() {
    Component.program("openssl");
  }

  @BeforeEach
  void theSealIsExported() throws Exception {
    Files.write(directory.resolve("seal.json"), sample.seal().encode().toArray());
    assertThat(new TranscriptShell(directory).run("runseal export certs seal.json certs"))
        .endsWith("got beforehand");
  }

  @Test
  void theChainVerifiesUnderTheRootThatOneHas() throws Exception {
    Bytes root = Bytes.utf8(PemCertificates.encode(List.of(sample.rootCertificate())));
    Files.write(directory.resolve("root.pem"), root.toArray());
    assertThat(
            openssl(
                "verify",
                "-x509_strict",
                "-no-CApath",
                "-no-CAstore",
                "-CAfile",
                "root.pem",
                "certs/chain.pem"))
        .contains("certs/chain.pem: OK");
    assertThat(directory.resolve("certs/root.pem")).hasBinaryContent(root.toArray());
  }

  @Test
  void theKeyIsTheCertifiedOne() throws Exception {
    assertThat(openssl("x509", "-in", "certs/chain.pem", "-noout", "-pubkey"))
        .isEqualTo(Files.readString(directory.resolve("certs/key.pem")));
  }

  private String openssl(String... arguments) throws Exception {
    Path output = directory.resolve("output");
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("openssl ended").isTrue();
      return Files.readString(output);
    } finally {
      process.destroyForcibly();
    }
  }
}
