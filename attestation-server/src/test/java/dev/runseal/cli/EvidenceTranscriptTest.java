package dev.runseal.cli;

import dev.runseal.bytes.Bytes;
import dev.runseal.x509.PemCertificates;
import dev.runseal.x509.TestChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The transcripts that judge makers' files without a bundle, and choose makers to trust. */
final class EvidenceTranscriptTest {
  @TempDir private Path directory;

  static Stream<Path> transcripts() throws Exception {
    return Stream.concat(
        TranscriptTest.transcriptsIn("/cli/evidence").stream(),
        TranscriptTest.transcriptsIn("/cli/trust").stream());
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void isAsItWasWritten(Path file) throws Exception {
    var chain = TestChain.named("evidence");
    Bytes leaf = chain.sealingCertificate();
    write("root.pem", Bytes.utf8(PemCertificates.encode(List.of(chain.root()))));
    write("two.pem", Bytes.utf8(PemCertificates.encode(chain.certificates())));
    write("key.pem", new PemBlock("PUBLIC KEY", chain.sealingKey().publicKey().spki()).encode());
    write("binary.der", leaf);
    write("cut.der", leaf.slice(0, leaf.length() - 1));
    write("empty.pem", Bytes.EMPTY);
    // The curve's identifier, with a last arc that nobody gave to a curve.
    String bent = chain.root().toHex().replace("06082a8648ce3d030107", "06082a8648ce3d030109");
    write("bent.der", Bytes.parseHex(bent));
    VendorFiles.write(directory);
    String cardLog = new CardLog(directory).write().text();
    Transcript.read(file).play(new TranscriptShell(directory).with("log", cardLog));
  }

  private void write(String name, Bytes content) throws IOException {
    Files.write(directory.resolve(name), content.toArray());
  }
}
