package dev.runseal.cli;

import dev.runseal.testhsm.SoftHsm;
import dev.runseal.testhsm.SoftHsmExtension;
import dev.runseal.testhsm.TokenFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The transcripts that need tokens: one called ceremony, one called daemon, and two called twin.
 * Each command is a process of its own.
 */
@ExtendWith(SoftHsmExtension.class)
class TokenTranscriptTest {
  @TempDir Path directory;

  static Stream<Path> transcripts() throws Exception {
    return TranscriptTest.transcriptsIn("/cli/token").stream();
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void isAsItWasWritten(Path file, SoftHsm hsm) throws Exception {
    TokenFixture ceremony = hsm.newToken("ceremony");
    TokenFixture daemon = hsm.newToken("daemon");
    hsm.newToken("twin");
    TokenFixture twin = hsm.newToken("twin");
    Files.copy(ceremony.userPinFile(), directory.resolve("ceremony.pin"));
    Files.copy(daemon.userPinFile(), directory.resolve("daemon.pin"));
    try (var processes = new RunsealProcesses(daemon.environment())) {
      var shell =
          new TranscriptShell(directory)
              .with("module", hsm.module().toString())
              .with("daemonserial", daemon.serial())
              .with("twinserial", twin.serial())
              .in(processes);
      Transcript.read(file).play(shell);
    }
  }
}
