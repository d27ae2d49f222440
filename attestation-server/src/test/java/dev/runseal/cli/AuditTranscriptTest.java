package dev.runseal.cli;

import dev.runseal.audit.TiledLog;
import dev.runseal.bytes.Bytes;
import dev.runseal.x509.PemCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The transcripts that audit whole logs, ours and a foreign one. */
class AuditTranscriptTest {
  private static final Path TESSERA =
      Path.of("../signer-core/src/test/resources/vectors/tlog-tiles-tessera/testdata/log");

  /** As the vector's own repository has it, in client/client_test.go of the same commit. */
  private static final String TESSERA_KEY =
      "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

  @TempDir Path directory;

  static Stream<Path> transcripts() throws Exception {
    return TranscriptTest.transcriptsIn("/cli/audit").stream();
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void isAsItWasWritten(Path file) throws Exception {
    var log = new TiledLog(directory.resolve("log"), "audit");
    log.appendRuns(300);
    write("kept", Bytes.utf8(log.publish().encode()));
    log.appendRuns(300);
    log.publish();
    // The same key signed another log of 400 entries.
    var other = new TiledLog(directory.resolve("other"), "audit");
    other.appendRuns(7);
    other.appendRuns(393);
    other.publish();
    write("root.pem", Bytes.utf8(PemCertificates.encode(List.of(log.chain().root()))));
    Bytes spki = log.chain().sealingKey().publicKey().spki();
    write(
        "key.pem",
        Bytes.utf8(
            "-----BEGIN PUBLIC KEY-----\n" + spki.toBase64() + "\n-----END PUBLIC KEY-----\n"));
    write("not-text.pem", Bytes.of(new byte[] {(byte) 0xff}));
    copy(TESSERA, directory.resolve("tessera"));
    var shell =
        new TranscriptShell(directory)
            .with("log", log.origin().text())
            .with("vkey", TESSERA_KEY)
            .withCommand("flip", this::flip);
    Transcript.read(file).play(shell);
  }

  /** Changes one bit of a file, and back. */
  private void flip(String name) {
    try {
      byte[] content = Files.readAllBytes(directory.resolve(name));
      content[100] ^= 1;
      write(name, Bytes.of(content));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each)));
      }
    }
  }

  private void write(String name, Bytes content) throws IOException {
    Files.write(directory.resolve(name), content.toArray());
  }
}
