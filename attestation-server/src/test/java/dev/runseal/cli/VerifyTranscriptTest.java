package dev.runseal.cli;

import dev.runseal.bundle.Bundle;
import dev.runseal.bytes.Bytes;
import dev.runseal.trust.TrustRoots;
import dev.runseal.verify.SampleBundles;
import dev.runseal.x509.PemCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The transcripts that judge bundles of a sample log. */
class VerifyTranscriptTest {
  @TempDir Path directory;

  static Stream<Path> transcripts() throws Exception {
    return TranscriptTest.transcriptsIn("/cli/verify").stream();
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void isAsItWasWritten(Path file) throws Exception {
    var sample = new SampleBundles();
    write("seal.json", sample.seal().encode());
    write("completion.json", sample.completion().encode());
    write("declaration.json", sample.declaration());
    write("key-attestation.json", sample.keyAttestation());
    write("root.pem", Bytes.utf8(PemCertificates.encode(List.of(sample.rootCertificate()))));
    write("not-text.pem", Bytes.of(new byte[] {(byte) 0xff}));
    write("too-long.pem", Bytes.of(new byte[(1 << 16) + 1]));
    write("trust.json", TrustRoots.ofSealingRoot(sample.rootCertificate()).encode());
    write("minimal.json", Bundle.of(sample.seal().statement(), sample.seal().receipt()).encode());
    var shell = new TranscriptShell(directory).with("log", sample.origin().text());
    Transcript.read(file).play(shell);
  }

  private void write(String name, Bytes content) throws IOException {
    Files.write(directory.resolve(name), content.toArray());
  }
}
