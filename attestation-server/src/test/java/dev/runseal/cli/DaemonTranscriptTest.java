package dev.runseal.cli;

import dev.runseal.cli.PretendDaemon.Manner;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The transcripts that talk to a daemon which may lie. */
class DaemonTranscriptTest {
  @TempDir Path directory;

  static Stream<Path> transcripts() throws Exception {
    return TranscriptTest.transcriptsIn("/cli/daemon").stream();
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void isAsItWasWritten(Path file) throws Exception {
    Path socket = directory.resolve("seal.sock");
    try (var daemon = new PretendDaemon(socket)) {
      var shell =
          new TranscriptShell(directory)
              .withEnvironment("RUNSEAL_SOCKET", socket.toString())
              .withCommand(
                  "daemon",
                  manner ->
                      daemon.behave(
                          Manner.valueOf(manner.toUpperCase(Locale.ROOT).replace('-', '_'))));
      Transcript.read(file).play(shell);
    }
  }
}
