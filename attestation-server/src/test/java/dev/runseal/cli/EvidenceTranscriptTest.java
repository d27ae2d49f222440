package dev.runseal.cli;

import dev.runseal.bytes.Bytes;
import dev.runseal.x509.PemCertificates;
import dev.runseal.x509.TestChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The transcripts that judge makers' files without a bundle. */
final class EvidenceTranscriptTest {
  @TempDir private Path directory;

  static Stream<Path> transcripts() throws Exception {
    return TranscriptTest.transcriptsIn("/cli/evidence").stream();
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void isAsItWasWritten(Path file) throws Exception {
    var chain = TestChain.named("evidence");
    Bytes leaf = chain.sealingCertificate();
    write("root.pem", Bytes.utf8(PemCertificates.encode(List.of(chain.root()))));
    write("two.pem", Bytes.utf8(PemCertificates.encode(chain.certificates())));
    write("key.pem", publicKey(chain.sealingKey().publicKey().spki()));
    write("binary.der", leaf);
    write("cut.der", leaf.slice(0, leaf.length() - 1));
    write("empty.pem", Bytes.EMPTY);
    Transcript.read(file).play(new TranscriptShell(directory));
  }

  static Bytes publicKey(Bytes spki) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(spki.toArray());
    return Bytes.utf8(
        "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n".formatted(base64));
  }

  private void write(String name, Bytes content) throws IOException {
    Files.write(directory.resolve(name), content.toArray());
  }
}
